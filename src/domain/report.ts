import type { BaseBackups } from './base-backup.ts';
import type {
  Evidence,
  Finding,
  NextStep,
  Problem,
  UnavailableSource,
  Verdict,
} from './finding.ts';
import type { Snapshot } from './snapshot.ts';
import type { DurationMs, EpochMs } from './time.ts';
import type { EndedUpload } from './upload.ts';

/** The primary, and who says so. */
export interface PrimaryView {
  readonly host: string;
  readonly saidBy: readonly ('metric' | 'uploads in the log')[];
}

/** WAL that is written and not yet archived, in segments. A range, since the sources trail each other. */
export interface WalWaiting {
  readonly atLeast: number;
  /** Whether the lower end was measured; else it is 0, and says nothing. */
  readonly isMeasured: boolean;
  readonly atMost: number;
  readonly source: string;
}

/** WAL that is written and in no completed upload. Ranges, since the sources trail each other. */
export interface DataAtRisk {
  readonly bytes: { readonly atLeast: number; readonly atMost: number };
  /** For how long it has been written; no upper end where the metrics do not go back that far. */
  readonly age: { readonly atLeast: DurationMs; readonly atMost: DurationMs | undefined };
}

interface TimeRange {
  readonly atLeast: DurationMs;
  readonly atMost: DurationMs;
}

/** When a disk is full. There is no latest moment while it does not lose room as fast as the backlog grows. */
export interface DiskFullIn {
  readonly atLeast: DurationMs;
  readonly atMost: DurationMs | undefined;
}

/** Whether more or less WAL waits than a while ago, and when that comes to an end. */
export type WalTrend =
  /** `diskFullIn` is undefined where the free space is not known. */
  | { readonly kind: 'growing'; readonly diskFullIn: DiskFullIn | undefined }
  | { readonly kind: 'draining'; readonly drainedIn: TimeRange }
  | { readonly kind: 'steady' };

/** Whether the completed segments follow each other without a hole, as far back as the log tells. */
export interface WalSequence {
  readonly since: EpochMs;
  /** There are earlier uploads in the log, and nothing is known of holes among them. */
  readonly notSeenBefore: EpochMs | undefined;
  readonly segments: number;
  /** Missing for good, as far as the log can tell. */
  readonly missing: number;
  /** Missing, and being uploaded or not due yet. */
  readonly pending: number;
  /** Missing at the very beginning of the window: they may have been completed before it. */
  readonly atEdge: number;
  /** False where such a segment may have been tried in vain, and not all tries of that time were read. */
  readonly edgeTriesRead: boolean;
  /** The present timeline's `.history` file, if it began in this time and its file never completed. */
  readonly missingHistory: string | undefined;
}

/** Why a base backup that succeeded cannot be restored, or nobody can say that it can. */
export type BackupLack =
  /** What was written until its end is not archived as yet. */
  | 'not-archived-yet'
  | 'needs-missing-segments'
  /** Segments are missing before its end, and nobody says whether it began behind them. */
  | 'start-unknown';

/** A base backup, by when it ended, that does not count. */
export interface LackingBackup {
  readonly endedAt: EpochMs;
  readonly lack: BackupLack;
}

/** From when to when the cluster can be restored. */
export type Restorable =
  /** Not at all, by the base backups that are known. */
  | { readonly kind: 'nothing'; readonly newest: LackingBackup }
  /** To the end of a base backup, which needs only what is archived, and to nothing that was written later. */
  | {
      readonly kind: 'backup-alone';
      readonly endedAt: EpochMs;
      readonly notSeenBefore: EpochMs | undefined;
      readonly newest: undefined;
    }
  /** `cut`: segments are missing behind it. `whole`: it goes on to the last segment before those that still come. */
  | {
      readonly kind: 'cut' | 'whole';
      /** The end of the oldest base backup from which all segments follow. */
      readonly from: EpochMs;
      /**
       * All that was written until `atLeast` is archived, and nothing that was written after `atMost`. Undefined where
       * no position of the primary tells when the last segment was full.
       */
      readonly until: { readonly atLeast: EpochMs | undefined; readonly atMost: EpochMs };
      /** Before this the log does not show whether segments are missing; undefined if it shows all that it takes. */
      readonly notSeenBefore: EpochMs | undefined;
      /** A newer base backup that does not count. */
      readonly newest: LackingBackup | undefined;
    };

/** The facts that every answer shows, whatever the verdict. */
export interface Overview {
  readonly primary: PrimaryView | undefined;
  readonly lastComplete: EndedUpload | undefined;
  readonly lastArchiveByMetric: EpochMs | undefined;
  readonly walWaiting: WalWaiting | undefined;
  readonly baseBackups: BaseBackups;
  /** Undefined where the samples do not go back far enough. */
  readonly walTrend: WalTrend | undefined;
  readonly dataAtRisk: DataAtRisk | undefined;
  readonly walSequence: WalSequence | undefined;
  readonly restorable: Restorable | undefined;
}

/** The whole answer as plain data: what was seen, what was concluded, and the one verdict. */
export interface Report {
  readonly snapshot: Snapshot;
  readonly overview: Overview;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  /** What else is wrong, the most harmful first. */
  readonly besides: readonly Problem[];
  /** What the verdict stands on. */
  readonly evidence: readonly Evidence[];
  readonly nextSteps: readonly NextStep[];
  readonly unavailable: readonly UnavailableSource[];
  readonly tookMs: DurationMs;
  /** How long ago it was finished, where it is the answer to somebody who asked before. */
  readonly ageMs?: DurationMs;
}
