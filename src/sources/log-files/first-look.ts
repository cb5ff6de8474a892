import { harmlessText } from '../../domain/harmless-text.ts';
import type { NoLog, UnreadLines } from '../../domain/upload-log.ts';

/** Watches the lines of a file, to tell afterwards whether it was a log at all. */
export interface FirstLook {
  readonly look: (line: string) => void;
  /** A sentence where it was none: what was expected, what came, what to do. */
  readonly noLog: (path: string, unread: UnreadLines, isBesideOthers: boolean) => readonly NoLog[];
}

const EXPECTED = 'the log of an archiver or of PostgreSQL';
const FIRST_MAX = 80;
/** A zero byte, or what a decoder of UTF-8 writes for bytes that are none. */
const isNoText = (line: string): boolean => line.includes('\0') || line.includes('\ufffd');

export function createFirstLook(): FirstLook {
  let lines = 0;
  let noText = 0;
  let first = '';
  return {
    look: (line) => {
      if (line.trim() === '') return;
      lines += 1;
      if (first === '') first = line.slice(0, 400);
      if (isNoText(line.slice(0, 4096))) noText += 1;
    },
    noLog: (path, { count, troubling, undated }, isBesideOthers) => {
      const shown = harmlessText(path, 200);
      if (lines === 0) {
        const sentence = `${shown} is empty: expected ${EXPECTED}; see where that is written, or name the file before it was rotated`;
        return [{ sentence, mayHideFailure: !isBesideOthers }];
      }
      if (count < lines || undated !== undefined) return [];
      // A program holds words such as "failed", and so do lines of a log that cannot be read.
      if (noText > 0) {
        const sentence = `${shown} was not understood, it is no text: expected ${EXPECTED}; if it is packed, its name must end in .gz`;
        return [{ sentence, mayHideFailure: true }];
      }
      if (troubling !== undefined) return [];
      const sentence = `${shown} was not understood, not one of its lines: expected ${EXPECTED}, and it begins with “${harmlessText(first, FIRST_MAX)}”; see whether it is the right file`;
      return [{ sentence, mayHideFailure: true }];
    },
  };
}
