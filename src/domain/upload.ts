import type { Archiver } from './archiver.ts';
import type { EpochMs } from './time.ts';

/** `uploading` means that no end was seen: it runs, hangs, or was killed without a word. */
export type UploadState = 'uploading' | 'complete' | 'skipped' | 'failed';

/** One try of the archiver to push one WAL file. */
export interface Upload {
  /** The name of the WAL file: mostly a segment, sometimes `.history`, `.partial` or `.backup`. */
  readonly file: string;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly state: UploadState;
  readonly beganAt: EpochMs | undefined;
  readonly endedAt: EpochMs | undefined;
  /** As the archiver reports it: KiB/s of the compressed file. */
  readonly rateKiBps: number | undefined;
  /** Complete, since the store had the file already: this host may not be the one that stored it. */
  readonly storedBefore?: true;
  readonly archiver?: Archiver | undefined;
}

/** Completed or skipped: what PostgreSQL takes for archived. */
export const hasEnded = ({ state }: Upload): boolean => state === 'complete' || state === 'skipped';

/** What the archiver was doing when it complained. */
export type ArchiverOperation = 'push' | 'base-backup' | 'fetch' | 'other' | 'unknown';

/** A complaint of the archiver (or of PostgreSQL about its archive command). */
export interface ArchiverFailure {
  readonly operation: ArchiverOperation;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly at: EpochMs;
  /** Who says it: the archiver itself, or PostgreSQL about `archive_command`. */
  readonly reportedBy: 'archiver' | 'postgresql';
  /** The file it is about, if the line names one. */
  readonly file: string | undefined;
  /** Harmless text: redacted, without control characters, cut. */
  readonly text: string;
  /** The command that failed, where PostgreSQL names it. Harmless text. */
  readonly command?: string | undefined;
  /** False for a complaint that is no further try: PostgreSQL says once more that several have failed. */
  readonly isTry?: false | undefined;
  /** Which archiver it is about; undefined if neither the line nor its place says so. */
  readonly archiver?: Archiver | undefined;
  /** The archiver tries again by itself: its try goes on, and may yet come to a good end. */
  readonly retrying?: true | undefined;
  /** PostgreSQL could not write another segment: the disk of pg_wal has no room for it. */
  readonly walDiskFull?: true | undefined;
}
