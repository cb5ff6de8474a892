import type { Archiver } from '../domain/archiver.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ArchiverFailure } from '../domain/upload.ts';

interface PushEvent {
  /** A name that `parseWalFile` accepts. */
  readonly file: string;
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly at: EpochMs;
  readonly archiver: Archiver;
  /** Where it goes, without the file's own name; undefined where the archiver does not say. */
  readonly destination?: string | undefined;
}

/** What one record of an archiver's log says. */
export type ArchiverEvent =
  | (PushEvent & { readonly kind: 'push-begin' })
  | (PushEvent & {
      readonly kind: 'push-complete';
      readonly rateKiBps: number | undefined;
      /** The store had the file already, with the same content: whoever says so need not have stored it. */
      readonly storedBefore?: true;
    })
  /** The file had gone before it could be pushed. WAL-E then marks it done: a skip is no success. */
  | (PushEvent & { readonly kind: 'push-skip' })
  | { readonly kind: 'failure'; readonly failure: ArchiverFailure }
  /** PostgreSQL says in a line of its own which command failed; its complaint stands elsewhere, or was not read. */
  | {
      readonly kind: 'failed-command';
      readonly file: string | undefined;
      /** Harmless text. */
      readonly command: string;
      readonly host: string | undefined;
      readonly at: EpochMs;
      readonly archiver: Archiver | undefined;
    }
  /** A base backup is at work. */
  | {
      readonly kind: 'base-backup';
      readonly host: string | undefined;
      readonly pid: number | undefined;
      readonly at: EpochMs;
    }
  /** A base backup is in the store. */
  | {
      readonly kind: 'base-backup-complete';
      readonly archiver: Archiver;
      /** Who says so, and that may be any host; of Barman its name for the server. */
      readonly host: string | undefined;
      readonly at: EpochMs;
      readonly beganAt: EpochMs | undefined;
      /** The first and the last segment that it needs, by their names. */
      readonly start: string | undefined;
      readonly stop: string | undefined;
    }
  /** A record that says nothing about pushing: fetches, deletions, heartbeats. */
  | { readonly kind: 'other' };
