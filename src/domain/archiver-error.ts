import type { FailureCause } from './finding.ts';
import type { ArchiverFailure } from './upload.ts';
import type { UnreadLines } from './upload-log.ts';

/** A complaint with the cause that its words point to. */
export interface ArchiverError extends ArchiverFailure {
  /** Undefined for what is no push: its words are not those that the causes are known by. */
  readonly cause: { readonly name: FailureCause; readonly words: string } | undefined;
}

/** The complaints of a log, the newest first. */
export interface ErrorList {
  readonly errors: readonly ArchiverError[];
  /** From when on the log was read; -Infinity for the whole of a file. */
  readonly from: number;
  readonly unread: UnreadLines;
}
