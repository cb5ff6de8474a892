import { BOUNDS } from '../domain/bounds.ts';
import { isWalFile } from '../domain/wal-file.ts';
import type { ArchiverFailure } from '../domain/upload.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import type { RecordContext } from './framing/record-context.ts';

/** Reads the lines of an archiver that writes one line for each thing it says, and more for an error. */
export interface ArchiverLines {
  /** What a line says; undefined if it is not a line of this archiver. */
  readonly read: (line: string, context: RecordContext) => ArchiverEvent | undefined;
  /**
   * What a line adds to the complaint before it: nothing ('') if it is a frame of a stack or advice;
   * undefined if it does not belong to it. `before` is the complaint so far.
   */
  readonly continuation: (line: string, before: string) => string | undefined;
  /** What the complaint is, now that all of its lines have come. */
  readonly whole?: (failure: ArchiverFailure) => ArchiverFailure;
}

/** As much of a complaint as is collected, all its lines together. */
export const COLLECTED_MAX = BOUNDS.errorText.most;
const FAILURE_TEXT_MAX = 400;

/**
 * A complaint cut to what is kept and shown: its beginning says what failed, and its end, where
 * programs in Go wrap error in error, why.
 */
export function shortened(text: string): string {
  if (text.length <= FAILURE_TEXT_MAX) return text;
  const half = FAILURE_TEXT_MAX / 2 - 2;
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}

const WAL_FILE_IN_TEXT =
  /(?<![0-9A-Za-z])([0-9A-F]{24}(?:\.[0-9A-F]{8}\.backup|\.partial)?|[0-9A-F]{8}\.history)(?![0-9A-Za-z])/;

/** The first WAL file that a text names. */
export function walFileIn(text: string): string | undefined {
  // In an address a slash may be written as its code.
  const [, name] = WAL_FILE_IN_TEXT.exec(text.replaceAll(/%2F/gi, '/')) ?? [];
  return name !== undefined && isWalFile(name) ? name : undefined;
}
