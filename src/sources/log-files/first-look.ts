import { basename } from 'node:path';
import { stampAt, stampIn } from '../../log/time/stamp.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import type { NoLog, UnreadLines } from '../../domain/upload-log.ts';
import { shownPath } from './shown-path.ts';

/** A file that was looked at. */
export interface SeenFile {
  readonly path: string;
  /** Nobody named it: it is one of those of a folder, or of a pattern. */
  readonly isFound: boolean;
  /** False where it changed last before the time that is looked at: nothing in it is of that time. */
  readonly isOfTheTime: boolean;
  readonly isBesideOthers: boolean;
}

/** Watches the lines of a file, to tell afterwards whether it was a log at all. */
export interface FirstLook {
  readonly look: (line: string) => void;
  /** A sentence where it was none: what was expected, what came, what to do. */
  readonly noLog: (file: SeenFile, unread: UnreadLines) => readonly NoLog[];
  /** The same of a log of other programs, whose lines are known to be of no interest. */
  readonly ofStrangers: (path: string) => NoLog;
}

/**
 * What logs are called, also those that are rotated or packed, and what holds the stderr of a command. Of svlogd:
 * `current`, and the others by their TAI64N time.
 */
const LOG_NAME =
  /log|journal|\berr(?:or|ors)?\b|\bstd(?:err|out)\b|\bout\b|^current$|^@[0-9a-f]{24}\.[su]|\.\d{1,8}$|\.(?:gz|bz2|xz|zst|lz4|lzo|lzma|Z|zip|csv|json)$/i;
/** svlogd’s own, beside the logs: runit’s svlogd(8). Whatever they hold, it is none. */
const OF_SVLOGD = /^(?:config|lock|newstate|state)$/;

/** What gzip, xz, zstd and bzip2 begin with, as a decoder of UTF-8 has it: it may be a log that was rotated. */
const PACKED = ['\u001f\ufffd', '\ufffd7zXZ', '(\ufffd/\ufffd', 'BZh'] as const;
const isPacked = (first: string): boolean => PACKED.some((magic) => first.startsWith(magic));

export const isCalledLog = (path: string): boolean => {
  const name = basename(path);
  return LOG_NAME.test(name) && !OF_SVLOGD.test(name);
};

const EXPECTED = 'the log of an archiver or of PostgreSQL';
const FIRST_MAX = 80;
/** A zero byte, or what a decoder of UTF-8 writes for bytes that are none. */
const isNoText = (line: string): boolean => line.includes('\0') || line.includes('\ufffd');

const hasTime = (line: string): boolean =>
  stampIn(line.slice(0, 200)) !== undefined || stampAt(line.slice(0, 200), 0) !== undefined;

export function createFirstLook(): FirstLook {
  let lines = 0;
  let noText = 0;
  let isDated = false;
  let first = '';
  return {
    look: (line) => {
      if (line.trim() === '') return;
      lines += 1;
      if (first === '') first = line.slice(0, 400);
      if (isNoText(line.slice(0, 4096))) noText += 1;
      isDated ||= hasTime(line);
    },
    noLog: ({ path, isFound, isOfTheTime, isBesideOthers }, { count, troubling, undated }) => {
      const mayBeLog = !isFound || (isOfTheTime && (isCalledLog(path) || isPacked(first)));
      const shown = shownPath(path);
      if (lines === 0) {
        const sentence = `${shown} is empty: expected ${EXPECTED}; see where that is written, or name the file before it was rotated`;
        return [{ sentence, mayHideFailure: !isBesideOthers }];
      }
      if (count < lines || undated !== undefined) return [];
      // A program holds words such as "failed", and so do lines of a log that cannot be read.
      if (noText > 0) {
        const sentence = `${shown} was not understood, it is no text: expected ${EXPECTED}; if it is packed, its name must end in .gz`;
        return [{ sentence, mayHideFailure: mayBeLog }];
      }
      const isOwn = isFound && OF_SVLOGD.test(basename(path));
      if (troubling !== undefined && !isOwn) return [];
      const sentence = `${shown} was not understood, not one of its lines: expected ${EXPECTED}, and it begins with “${harmlessText(first, FIRST_MAX)}”; see whether it is the right file`;
      return [{ sentence, mayHideFailure: mayBeLog || (isDated && isOfTheTime && !isOwn) }];
    },
    ofStrangers: (path) => ({
      sentence: `${shownPath(path)} holds lines of other programs alone: expected ${EXPECTED}, and it begins with “${harmlessText(first, FIRST_MAX)}”; see whether it is the right file`,
      mayHideFailure: true,
    }),
  };
}
