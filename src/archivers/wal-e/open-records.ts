import { LOOKED_AT_MAX } from '../../log/framing/line-bounds.ts';
import { lineFraming } from '../../log/framing/line-framing.ts';
import { behindTag } from '../../log/framing/program-tag.ts';
import type { RecordContext } from '../../log/framing/record-context.ts';
import { isWithinPostgresLine } from '../../log/postgres/client-text.ts';
import { isKnownMessage, PUSH_BEGIN, PUSH_COMPLETE, PUSH_SKIP } from './messages.ts';

/** A record as far as its lines have come. */
export interface WalERecord {
  readonly text: string;
  /** The line it began with, framing and all: the sample, should the record turn out unreadable. */
  readonly opening: string;
  readonly context: RecordContext;
}

/** Puts together the records of WAL-E, whose lines come one by one and mixed with others: one of each host at a time. */
export interface OpenRecords {
  readonly has: (key: string) => boolean;
  readonly begin: (key: string, record: WalERecord) => void;
  /** Takes a further line of the record that is open. */
  readonly append: (key: string, part: string) => void;
  /** Something else came: what is open is all that there will be. */
  readonly close: (key: string) => void;
  readonly end: () => void;
}

export function createOpenRecords(onRecord: (record: WalERecord) => void): OpenRecords {
  const open = new Map<string, WalERecord>();

  const close = (key: string): void => {
    const record = open.get(key);
    if (record === undefined) return;
    open.delete(key);
    onRecord(record);
  };

  return {
    has: (key) => open.has(key),
    begin: (key, record) => {
      close(key);
      if (record.text.includes(LAST_PART)) onRecord(record);
      else open.set(key, record);
    },
    append: (key, part) => {
      const before = open.get(key);
      if (before === undefined) return;
      const text = `${before.text}\n${part}`;
      open.set(key, { ...before, text });
      if ((part.includes(LAST_PART) && isPush(text)) || text.length > LOOKED_AT_MAX) close(key);
    },
    close,
    end: () => {
      for (const key of [...open.keys()]) close(key);
    },
  };
}

const LAST_PART = 'STRUCTURED: ';
const LOGGER = 'wal_e.';

const isPush = (record: string): boolean =>
  record.includes(PUSH_BEGIN) || record.includes(PUSH_COMPLETE) || record.includes(PUSH_SKIP);

const LEVEL_FIRST = /^ *(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+MSG: /;

const isBlank = (character: number): boolean => character === 0x20 || character === 0x09;

/** True for a message that names WAL-E’s logger: its head is whole, whatever program a collector says it is of. */
export const namesLogger = (message: string): boolean => message.includes(LOGGER);

/** Where in a line a record begins; undefined if none does. */
export function recordStart(line: string, isOpen: boolean): number | undefined {
  const start = likelyStart(line, isOpen);
  return start === undefined || isWithinPostgresLine(line.slice(0, start)) ? undefined : start;
}

function likelyStart(line: string, isOpen: boolean): number | undefined {
  const message = line.indexOf('MSG: ');
  if (message >= 0) {
    const indented = isOpen && isBlank(line.charCodeAt(0)) && isBlank(line.charCodeAt(1));
    const logger = line.indexOf(LOGGER);
    const quoted = line.charCodeAt(message - 2) === 0x3a; // `…UserCritical: CRITICAL: MSG: …` of a traceback
    if (logger >= 0 && logger < message && !indented && !quoted) return logger;
    // The collector took the logger for the tag and left " INFO     MSG: …".
    if (LEVEL_FIRST.test(line)) return 0;
  }
  // The collector ate the head, and the message comes first.
  return isKnownMessage(line) ? 0 : undefined;
}

// Indented as WAL-E does, or with a framing of its own in front of the label. PostgreSQL writes
// two blanks after its labels, WAL-E one.
const LABELLED = /(?:^|\s)((?:DETAIL|HINT|STRUCTURED): (?! ).*)$/s;

/** A line of a traceback, and the empty one behind it, where each line has a framing of its own. */
const FURTHER = /^ {8}/;

/** What a line adds to a record; undefined if it does not look like a part of one. */
export function partOfRecord(line: string): string | undefined {
  if (line.startsWith('\t')) return undefined;
  if (isBlank(line.charCodeAt(0))) return line;
  const framing = lineFraming(line);
  const text = line.slice(framing?.length ?? 0);
  const [, labelled] = LABELLED.exec(text) ?? [];
  if (labelled !== undefined && isWithinPostgresLine(line.slice(0, -labelled.length)))
    return undefined;
  if (labelled !== undefined || framing === undefined) return labelled;
  const untagged = behindTag(text) ?? text;
  return FURTHER.test(untagged) ? untagged : undefined;
}

/** True for the last line of a record about a push: alone it says all, should each line have come on its own. */
export const saysAll = (part: string): boolean => part.includes(' action=push-wal ');
