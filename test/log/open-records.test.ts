import { describe, expect, it } from '@jest/globals';
import {
  createOpenRecords,
  namesLogger,
  partOfRecord,
  recordStart,
  saysAll,
  type WalERecord,
} from '../../src/archivers/wal-e/open-records.ts';
import { LOOKED_AT_MAX } from '../../src/log/framing/line-bounds.ts';

const SEGMENT = '000000050000001000000077';
const HEAD = 'wal_e.operator.backup INFO     MSG: ';
const record = (text: string): WalERecord => ({
  text,
  opening: text,
  context: { host: 'db-01', outerTime: () => undefined, outerPid: undefined, timeZone: undefined },
});

describe('records whose lines come one by one', () => {
  const told: string[] = [];
  const fresh = () => {
    told.length = 0;
    return createOpenRecords(({ text }) => told.push(text));
  };

  it('are told at once where one line has all of it', () => {
    const open = fresh();
    open.begin('db-01', record('MSG: a STRUCTURED: b'));

    expect(told).toEqual(['MSG: a STRUCTURED: b']);
    expect(open.has('db-01')).toBe(false);
  });

  it.each([
    'begin archiving a file',
    'completed archiving to a file',
    'skip parallel archiving of a file',
  ])('are told with their last part, of a push: %s', (message) => {
    const open = fresh();
    open.begin('db-01', record(`MSG: ${message}`));
    open.append('db-01', '        DETAIL: a');
    expect(told).toEqual([]);
    open.append('db-01', '        STRUCTURED: b');

    expect(told).toEqual([`MSG: ${message}\n        DETAIL: a\n        STRUCTURED: b`]);
  });

  it('go on behind that part where they are of something else', () => {
    const open = fresh();
    open.begin('db-01', record('MSG: An unprocessed exception'));
    open.append('db-01', '        STRUCTURED: b');
    open.append('db-01', '        more');
    expect(told).toEqual([]);
    open.close('db-01');

    expect(told).toEqual(['MSG: An unprocessed exception\n        STRUCTURED: b\n        more']);
  });

  it('are told when another begins on the host, and not before that of another host', () => {
    const open = fresh();
    open.begin('db-01', record('MSG: a'));
    open.begin('db-02', record('MSG: b'));
    open.append('db-03', 'nobody’s');
    expect(told).toEqual([]);
    open.begin('db-01', record('MSG: c'));
    expect(told).toEqual(['MSG: a']);
    open.end();

    expect(told).toEqual(['MSG: a', 'MSG: b', 'MSG: c']);
    expect(open.has('db-02')).toBe(false);
  });

  it('are not gathered beyond what is looked at', () => {
    const open = fresh();
    open.begin('db-01', record('a'));
    open.append('db-01', 'x'.repeat(LOOKED_AT_MAX - 2));
    expect(told).toEqual([]);
    open.append('db-01', '');

    expect(told).toHaveLength(1);
  });
});

describe('where a record begins', () => {
  const start = (line: string, isOpen = false) => recordStart(line, isOpen);

  it('is at its logger, behind whatever stands in front', () => {
    expect(start(`${HEAD}begin archiving a file`)).toBe(0);
    expect(start(`Nov 24 11:58:05 db-01 wal_e.worker ERROR    MSG: a`)).toBe(22);
    expect(namesLogger('wal_e.worker ERROR')).toBe(true);
    expect(namesLogger('wal-e ERROR')).toBe(false);
  });

  it('is at its level where the collector took the logger for a tag', () => {
    expect(start(' INFO     MSG: a')).toBe(0);
    expect(start('CRITICAL MSG: a')).toBe(0);
    expect(start('it says INFO MSG: a')).toBeUndefined();
    expect(start('MSG: a wal_e.worker INFO')).toBeUndefined();
  });

  it('is at its message where the collector took the head', () => {
    expect(start('begin archiving a file')).toBe(0);
    expect(start('some other message')).toBeUndefined();
  });

  it('is nowhere in a line that is indented within one, or quotes one', () => {
    expect(start(`        ${HEAD}a`, true)).toBeUndefined();
    expect(start(` \t${HEAD}a`, true)).toBeUndefined();
    expect(start(`        ${HEAD}a`)).toBe(8);
    expect(start(` ${HEAD}a`, true)).toBe(1);
    expect(start(`a ${HEAD}a`, true)).toBe(2);
    expect(start('wal_e.exception.UserCritical: CRITICAL: MSG: a')).toBeUndefined();
  });

  it('is nowhere in what PostgreSQL says of a client', () => {
    expect(
      start(`2026-11-24 11:58:05 UTC [7] ERROR:  syntax error at or near ${HEAD}a`),
    ).toBeUndefined();
  });
});

describe('what a line adds to a record', () => {
  it('is all of it where it is indented, but for PostgreSQL’s tab', () => {
    expect(partOfRecord('        DETAIL: a')).toBe('        DETAIL: a');
    expect(partOfRecord(' a')).toBe(' a');
    expect(partOfRecord('\ta')).toBeUndefined();
    expect(partOfRecord('a')).toBeUndefined();
    expect(partOfRecord('')).toBeUndefined();
  });

  it('is what stands behind its own framing, from its label on', () => {
    const framing = 'Nov 24 11:58:05 db-01 wal-e: ';

    expect(partOfRecord(`${framing}        DETAIL: a`)).toBe('DETAIL: a');
    expect(partOfRecord('HINT: a')).toBe('HINT: a');
    expect(partOfRecord(`${framing}STRUCTURED: time=a`)).toBe('STRUCTURED: time=a');
    expect(partOfRecord(`${framing}        File "x", line 1`)).toBe('        File "x", line 1');
    expect(partOfRecord(`${framing}a`)).toBeUndefined();
    expect(partOfRecord('DETAIL: a\nHINT: b')).toBe('DETAIL: a\nHINT: b');
  });

  it('is nothing of what PostgreSQL says, with two blanks behind its label', () => {
    expect(partOfRecord('DETAIL:  a')).toBeUndefined();
    expect(
      partOfRecord('2026-11-24 11:58:05 UTC [7] STATEMENT:  select DETAIL: a'),
    ).toBeUndefined();
  });

  it('says all of a push where it names the action', () => {
    expect(saysAll(`STRUCTURED: time=a pid=1 action=push-wal key=${SEGMENT}`)).toBe(true);
    expect(saysAll('STRUCTURED: time=a pid=1 action=wal-fetch key=a')).toBe(false);
  });
});
