import { LINE_MAX } from './line-bounds.ts';
import type { GatheredLines } from './gathered-lines.ts';

/**
 * Puts together the records of `journalctl -o export` and `-o verbose`, which have a line for each field, as
 * `journalctl -o json` has them: https://systemd.io/JOURNAL_EXPORT_FORMATS/
 */
export function createJournalRecords(): GatheredLines {
  /** The fields of the open record. */
  let fields: Map<string, string> | undefined;
  let form: 'export' | 'verbose' = 'export';
  /** The field that further lines go on with. */
  let last: string | undefined;
  /** What has come of a value that is told with its length in front, as long as that is not over. */
  let length: string | undefined;

  const end = (): readonly string[] => {
    const ended = fields;
    fields = undefined;
    last = undefined;
    length = undefined;
    return ended?.has('MESSAGE') === true ? [JSON.stringify(Object.fromEntries(ended))] : [];
  };

  const begin = (line: string): boolean => {
    const [, written] = VERBOSE.exec(line) ?? [];
    if (written === undefined && !line.startsWith(EXPORT)) return false;
    form = written === undefined ? 'export' : 'verbose';
    fields = new Map(written === undefined ? [] : [['__REALTIME_TIMESTAMP', written]]);
    return true;
  };

  const goOn = (more: string): void => {
    const value = last === undefined ? undefined : fields?.get(last);
    if (last === undefined || value === undefined || value.length > LINE_MAX) return;
    fields?.set(last, `${value}\n${more}`);
  };

  const set = (name: string, value: string): void => {
    last = NAMES.has(name) && fields?.has(name) === false ? name : undefined;
    if (last !== undefined) fields?.set(last, value);
  };

  const takeExported = (line: string): void => {
    if (length !== undefined) {
      length = `${length}${line}`;
      const behind = BINARY_LENGTH.exec(length);
      if (behind === null) length = `${length}\n`;
      else if (last !== undefined) fields?.set(last, length.slice(behind[0].length));
      if (behind !== null || length.length > BINARY_LENGTH_MAX) length = undefined;
      return;
    }
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined) return goOn(line);
    set(name, value ?? '');
    if (value === undefined) length = '';
  };

  const takeShown = (line: string): boolean => {
    const [, name, value] = SHOWN_FIELD.exec(line) ?? [];
    if (name !== undefined) set(name, value ?? '');
    else if (line.startsWith(FURTHER)) goOn(line.trimStart());
    else return false;
    return true;
  };

  return {
    mayTake: (line) => fields !== undefined || line.startsWith(EXPORT) || VERBOSE.test(line),
    take: (line) => {
      if (fields !== undefined && form === 'export' && (line !== '' || length !== undefined)) {
        takeExported(line);
        return [];
      }
      if (fields !== undefined && form === 'verbose' && takeShown(line)) return [];
      const ended = end();
      return begin(line) || line === '' ? ended : [...ended, line];
    },
    end,
  };
}

const EXPORT = '__CURSOR=';
const VERBOSE =
  /^([A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? \S{1,10}) \[s=[0-9a-f]{1,64};[^\]]{1,300}\]$/;
const FIELD = /^([A-Z0-9_]{1,64})(?:=(.*))?$/;
const SHOWN_FIELD = /^ {4}([A-Z0-9_]{1,64})=(.*)$/;
const FURTHER = ' '.repeat(8);
/** Eight bytes, the lowest first, as a decoder of UTF-8 has them; no record of a log has four of them. */
const BINARY_LENGTH = /^[^\0]{0,4}\0{4,7}/;
const BINARY_LENGTH_MAX = 64;

/** What a record is read by. */
const NAMES = new Set([
  'MESSAGE',
  'CONTAINER_PARTIAL_MESSAGE',
  'CONTAINER_PARTIAL_ID',
  'CONTAINER_PARTIAL_LAST',
  'SYSLOG_IDENTIFIER',
  '_HOSTNAME',
  '_PID',
  '__REALTIME_TIMESTAMP',
]);
