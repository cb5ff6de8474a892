import type { Archiver } from '../domain/archiver.ts';
import type { FailureCause } from '../domain/finding.ts';

/**
 * One reason why uploads fail, as plain data: each file in table/ is one. No code is needed to read
 * or to extend them; the tests run every example through the log reader and expect its cause.
 */
export interface Cause {
  readonly cause: FailureCause;
  /** As in "uploads fail: …". */
  readonly words: string;
  /**
   * What a complaint says if this is the cause: any one of these. Capitals do not matter, whole
   * words count, and `*` stands for up to 120 characters. The order of the table decides between causes.
   */
  readonly signs: readonly string[];
  /** These tell it only where no cause has a sign: what is said of a failure whatever its reason. */
  readonly weakSigns?: readonly string[];
  /** With any of these it is a cause that comes later in the table: what an ssh client adds says less than why it failed. */
  readonly unless?: readonly string[];
  /** Exit codes that PostgreSQL reports of archive_command; of one archiver alone where it says so. */
  readonly exitCodes?: readonly ExitCodes[];
  /** True where the next try mostly works: one failed try of it is no trouble yet. */
  readonly mayPass?: true;
  readonly examples: readonly Example[];
  readonly steps: readonly Step[];
}

interface ExitCodes {
  readonly from: number;
  readonly to: number;
  readonly of?: Archiver;
}

/** A message as a program wrote it, without what its log puts around it. */
export interface Example {
  /** Which log it is in, and so what is around it. A traceback of WAL-E ends with the message. */
  readonly log:
    | Archiver
    | 'wal-e traceback'
    | 'postgresql'
    /** What any other program says on stderr, in PostgreSQL's log before the complaint. */
    | 'command';
  /** What the WAL is stored in. Not said where it makes no difference. */
  readonly store?: 's3' | 'gcs' | 'azure' | 'swift' | 'files';
  readonly message: string;
  /** Which library or program writes it, and where it was seen. */
  readonly source: string;
}

/**
 * What to do. In text and command these stand for what is known of the failure; where nothing is, a
 * command has their name in capitals, and a text leaves them out: {segment}, {bucket}, {path}, {store} (the store's host name);
 * and these for what belongs to the archiver: {archiver}, {settings}, {probe} (reads the store), {trywrite} (tries to write to it), {log} (shows its log).
 * A step that changes something comes after a look that confirms it, and begins with what it takes: "only if …".
 */
export interface Step {
  readonly text: string;
  readonly command?: string;
  /** Only for these archivers; for all where it is not said. */
  readonly only?: readonly Archiver[];
  /** Only for a complaint with one of these signs; for all where it is not said. */
  readonly when?: readonly string[];
}
