import { parseWalFile } from '../domain/wal-file.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import type { RecordContext } from './wal-e-record.ts';

/** Reads the lines of an archiver that writes one line for each thing it says, and more for an error. */
export interface ArchiverLines {
  /** What a line says; undefined if it is not a line of this archiver. */
  readonly read: (line: string, context: RecordContext) => ArchiverEvent | undefined;
  /**
   * What a line adds to the complaint before it: nothing ('') if it is a frame of a stack or advice;
   * undefined if it does not belong to it.
   */
  readonly continuation: (line: string) => string | undefined;
}

export const FAILURE_TEXT_MAX = 400;

const WAL_FILE_IN_TEXT =
  /(?<![0-9A-Za-z])([0-9A-F]{24}(?:\.[0-9A-F]{8}\.backup|\.partial)?|[0-9A-F]{8}\.history)(?![0-9A-Za-z])/;

/** The first WAL file that a text names. */
export function walFileIn(text: string): string | undefined {
  const [, name] = WAL_FILE_IN_TEXT.exec(text) ?? [];
  return name !== undefined && parseWalFile(name) !== undefined ? name : undefined;
}
