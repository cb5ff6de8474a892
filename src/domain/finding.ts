import type { MetricName } from './metrics.ts';
import type { Unavailable } from './reading.ts';
import type { SegmentRange } from './segment-range.ts';
import type { DurationMs, EpochMs } from './time.ts';
import type { LogPart, UploadLogSource } from './upload-log.ts';

/** The verdicts, the most harmful first: where two have the same severity, the earlier one is named. */
export const VERDICT_CODES = [
  'several-primaries',
  'wrong-host',
  'no-primary',
  'upload-failing',
  'upload-stuck',
  'archiver-not-running',
  'wal-disk-full',
  'wal-gap',
  'backlog-growing',
  'base-backup-late',
  'base-backup-failed',
  'log-shipping-missing',
  'metrics-stale',
  'cannot-tell',
  'idle',
  'healthy',
] as const;

export type VerdictCode = (typeof VERDICT_CODES)[number];

/** What a verdict means: a page of Markdown. */
export type VerdictPage = (code: VerdictCode) => string;

export type Severity = 'ok' | 'warning' | 'critical' | 'unknown';

/** Why uploads fail. The words shown and the next steps are in causes/. */
export type FailureCause =
  | 'credentials'
  | 'permission'
  | 'network'
  | 'dns'
  | 'tls'
  | 'throttled'
  | 'store-fault'
  | 'bucket'
  | 'missing-file'
  | 'disk-full'
  | 'killed'
  | 'crashed'
  | 'not-executable'
  | 'configuration'
  | 'compression'
  | 'clock-skew'
  | 'two-writers'
  | 'dropped'
  | 'stopped'
  | 'gave-up-waiting'
  | 'unknown';

/** Where a fact was seen; `comparison`: in what two sources say. */
export type SeenIn = 'log' | 'metric' | 'patroni' | 'configuration' | 'comparison';

/** One fact that a finding stands on. */
export interface Evidence {
  readonly from: SeenIn;
  /** Our own words, with names that were checked on entry. */
  readonly text: string;
  /** A line quoted from a log: redacted and harmless, but still somebody else's words. */
  readonly quote?: string;
  /** Set for what was left out of account: it is said beside health, too, so that nobody wonders. */
  readonly isLeftOut?: true;
}

/** One thing to do next. */
export interface NextStep {
  readonly text: string;
  /** To be pasted into a shell on `host`. */
  readonly command?: string;
  readonly host?: string | undefined;
  /** Set where it is for the archiver’s own server, whose name is not known. */
  readonly onArchiverServer?: true;
}

/** Since when something is wrong, by what was read of that time and not by when somebody asked. */
export interface Trouble {
  readonly since: EpochMs;
  /** The WAL file that it is about, where that is one. */
  readonly file?: string;
}

/** The rules, in the order in which they are asked: where none can decide, the last says why. */
export const RULE_NAMES = [
  'primaries',
  'wrong-host',
  'upload-failing',
  'upload-stuck',
  'archiver-not-running',
  'wal-disk-full',
  'wal-gap',
  'failover-gap',
  'backlog-growing',
  'base-backup-late',
  'base-backup-failed',
  'log-shipping-missing',
  'metrics-stale',
  'contradiction',
  'nothing-to-archive',
  'archiving-proven',
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

/** Who knows of a problem, until when it is left at that, and why. */
export interface KnownTo {
  /** As Slack or the terminal names them. */
  readonly by: string;
  readonly until: EpochMs;
  /** Harmless and on one line; somebody's words. */
  readonly because: string;
}

/** What one rule concluded. Each kind is reported; none is dropped. */
export type Finding =
  /** Looked, and this rule's problem is not there. */
  | { readonly kind: 'clear'; readonly rule: RuleName; readonly evidence: readonly Evidence[] }
  /** Archiving is proven to work, or to have nothing to do. */
  | {
      readonly kind: 'proven';
      readonly rule: RuleName;
      readonly code: 'healthy' | 'idle';
      readonly headline: string;
      readonly evidence: readonly Evidence[];
    }
  /** Could not look, or not well enough to say. */
  | { readonly kind: 'unknown'; readonly rule: RuleName; readonly reason: string }
  | {
      readonly kind: 'problem';
      readonly rule: RuleName;
      readonly code: VerdictCode;
      /** `unknown`, with the code `cannot-tell`: what was read is no fault for sure, and no proof stands beside it. */
      readonly severity: Exclude<Severity, 'ok'>;
      readonly headline: string;
      readonly cause?: FailureCause;
      /** How long until PostgreSQL stops for it, at the earliest; left out where that is not known. */
      readonly stopsIn?: DurationMs;
      readonly evidence: readonly Evidence[];
      readonly nextSteps: readonly NextStep[];
      readonly trouble?: Trouble;
      /** The segments that are missing, where that is what is wrong. */
      readonly missing?: readonly SegmentRange[];
      /** Set where somebody knows of it: it is shown, and leads no verdict. */
      readonly acknowledged?: KnownTo;
    };

export type Problem = Extract<Finding, { kind: 'problem' }>;

/** The one answer. */
export interface Verdict {
  readonly code: VerdictCode;
  readonly severity: Severity;
  readonly headline: string;
  /** Undefined where it is no problem, or nothing tells since when. */
  readonly trouble?: Trouble;
  /** Set where nothing is wrong but what somebody acknowledged. */
  readonly acknowledged?: true;
  /** Set where archiving is proven as far as anything is set up, and only a source that nobody set up lacks. */
  readonly lacksSetup?: true;
}

/** A source, or a part of one, that could not be read. */
export interface UnavailableSource {
  /** `base backups`: all metrics about them; `host names`: what belongs to a host, and no telling to which. */
  readonly source: UploadLogSource | 'prometheus' | 'patroni' | 'base backups' | 'host names';
  /** Left out for the whole of it. `lines`: such as came and were not understood. */
  readonly part?: LogPart | MetricName | 'lines';
  readonly reason: Unavailable['reason'];
  readonly detail: string;
  /** What cannot be told without it, where that is one thing. */
  readonly cost?: string;
  /** Set where no trouble can hide behind it: it is named, and keeps nothing from being healthy. */
  readonly hidesNothing?: true;
}
