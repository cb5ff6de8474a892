import type { Archiver } from './archiver.ts';
import type { EpochMs } from './time.ts';

/** One try of the archiver to push one WAL file. */
export type Upload = OpenUpload | EndedUpload | FailedUpload;

interface Try {
  /** The name of the WAL file: mostly a segment, sometimes `.history`, `.partial` or `.backup`. */
  readonly file: string;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly archiver?: Archiver | undefined;
  /** Where it goes in the store, as the log has it: of some only the end. Undefined where the archiver does not say. */
  readonly destination?: string | undefined;
}

/** No end of it was seen: it runs, hangs, or was killed without a word. */
export interface OpenUpload extends Try {
  readonly state: 'uploading';
  readonly beganAt: EpochMs;
  readonly endedAt?: undefined;
  readonly rateKiBps?: undefined;
}

/** Completed or skipped: what PostgreSQL takes for archived. */
export interface EndedUpload extends Try {
  readonly state: 'complete' | 'skipped';
  /** Undefined where the archiver logs no begin, or its line was not seen. */
  readonly beganAt: EpochMs | undefined;
  readonly endedAt: EpochMs;
  /** As the archiver reports it: KiB/s of the compressed file. */
  readonly rateKiBps: number | undefined;
  /** Complete, since the store had the file already: this host may not be the one that stored it. */
  readonly storedBefore?: true;
}

export interface FailedUpload extends Try {
  readonly state: 'failed';
  readonly beganAt: EpochMs | undefined;
  readonly endedAt: EpochMs;
  readonly rateKiBps?: undefined;
}

export const hasEnded = (upload: Upload): upload is EndedUpload =>
  upload.state === 'complete' || upload.state === 'skipped';

/** When it was last heard of: its end, or its begin while there is none. */
export const lastTouched = (upload: Upload): EpochMs =>
  upload.state === 'uploading' ? upload.beganAt : upload.endedAt;

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
