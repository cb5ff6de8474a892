import { describe, expect, it } from '@jest/globals';
import { createJournalRecords } from '../../src/log/framing/journal-records.ts';
import { LINE_MAX } from '../../src/log/framing/line-bounds.ts';

const CURSOR = '__CURSOR=s=739a;i=4ece7';
const SHOWN = 'Tue 2026-11-24 11:59:01.693000 UTC [s=739ad463;i=4ece7;b=6c7c6013;m=4fc;t=58b1;x=6]';
const AT = { __REALTIME_TIMESTAMP: 'Tue 2026-11-24 11:59:01.693000 UTC' };
/** A length of so many bytes below 128, as a decoder of UTF-8 has it. */
const length = (bytes: number) => `${String.fromCharCode(bytes)}${'\0'.repeat(7)}`;

/** The records and other lines that come of these, and what is held until the end. */
const gathered = (...lines: readonly string[]) => {
  const records = createJournalRecords();
  const read = (line: string): unknown =>
    line.startsWith('{"') ? (JSON.parse(line) as unknown) : line;
  const told = lines.flatMap((line) => (records.mayTake(line) ? records.take(line) : [line]));
  return { told: told.map(read), left: records.end().map(read) };
};

describe('a record of journalctl -o export', () => {
  it('is told at its empty line, by the fields that are read, and no more', () => {
    expect(
      gathered(CURSOR, '_HOSTNAME=db-01', 'PRIORITY=6', 'MESSAGE=a=b', '_PID=7', '', 'another'),
    ).toEqual({ told: [{ _HOSTNAME: 'db-01', MESSAGE: 'a=b', _PID: '7' }, 'another'], left: [] });
    expect(gathered('another', '', CURSOR, '__REALTIME_TIMESTAMP=17', 'MESSAGE=a')).toEqual({
      told: ['another', ''],
      left: [{ __REALTIME_TIMESTAMP: '17', MESSAGE: 'a' }],
    });
  });

  it('says a field once: the first time', () => {
    expect(gathered(CURSOR, 'MESSAGE=a', 'MESSAGE=b', 'goes on', '').told).toEqual([
      { MESSAGE: 'a' },
    ]);
  });

  it('is told of none that says nothing', () => {
    expect(gathered(CURSOR, '_PID=7', '')).toEqual({ told: [], left: [] });
  });

  it('goes on with the lines of a value, and not with those of a field that is not read', () => {
    expect(gathered(CURSOR, 'MESSAGE=a', '\tgoes on', '_PID=7', '').told).toEqual([
      { MESSAGE: 'a\n\tgoes on', _PID: '7' },
    ]);
    expect(gathered(CURSOR, 'MESSAGE=a', '_CMDLINE=sh', 'goes on', '').told).toEqual([
      { MESSAGE: 'a' },
    ]);
    expect(gathered(CURSOR, 'goes on', 'MESSAGE=', '').told).toEqual([{ MESSAGE: '' }]);
  });

  it('has a value whose length stands in front, also where that holds a line feed', () => {
    expect(gathered(CURSOR, 'MESSAGE', `${length(5)}a b c`, '_PID=7', '').told).toEqual([
      { MESSAGE: 'a b c', _PID: '7' },
    ]);
    // 10 bytes: the length itself is a line feed.
    expect(gathered(CURSOR, 'MESSAGE', '', `${'\0'.repeat(7)}a b c d e.`, '').told).toEqual([
      { MESSAGE: 'a b c d e.' },
    ]);
    expect(gathered(CURSOR, 'MESSAGE', `${length(3)}a`, 'b', '').told).toEqual([
      { MESSAGE: 'a\nb' },
    ]);
  });

  it('has no value by a length that is not read, and goes on behind it', () => {
    expect(gathered(CURSOR, 'OTHER', `${length(1)}a`, 'MESSAGE=b', '').told).toEqual([
      { MESSAGE: 'b' },
    ]);
  });

  it('waits no longer for a length than one can be', () => {
    const noLength = 'x'.repeat(63);

    expect(gathered(CURSOR, 'MESSAGE', noLength, 'x', '_PID=7', '').told).toEqual([
      { MESSAGE: '', _PID: '7' },
    ]);
    expect(gathered(CURSOR, 'MESSAGE', 'x'.repeat(64), '_PID=7', '').told).toEqual([
      { MESSAGE: '', _PID: '7' },
    ]);
  });

  it('is not held beyond what is read of a line', () => {
    const long = 'x'.repeat(LINE_MAX);
    const messageOf = (...lines: readonly string[]) =>
      (gathered(CURSOR, ...lines, '').told[0] as { readonly MESSAGE: string }).MESSAGE;

    expect(messageOf(`MESSAGE=${long}`, 'y', 'z')).toBe(`${long}\ny`);
  });

  it('begins anew with the cursor of the next, where an empty line is missing', () => {
    expect(gathered(CURSOR, 'MESSAGE=a', '', CURSOR, 'MESSAGE=b', '').told).toEqual([
      { MESSAGE: 'a' },
      { MESSAGE: 'b' },
    ]);
  });
});

describe('a record of journalctl -o verbose', () => {
  it('has the time in its head, and ends at the next', () => {
    expect(
      gathered(SHOWN, '    MESSAGE=a', '    PRIORITY=6', '    _PID=7', SHOWN, '    MESSAGE='),
    ).toEqual({ told: [{ ...AT, MESSAGE: 'a', _PID: '7' }], left: [{ ...AT, MESSAGE: '' }] });
  });

  it('goes on with lines that are indented further', () => {
    expect(gathered(SHOWN, '    MESSAGE=a', '            b ', '').told).toEqual([
      { ...AT, MESSAGE: 'a\nb ' },
    ]);
  });

  it('ends at whatever else comes, which is told behind it', () => {
    expect(gathered(SHOWN, '    MESSAGE=a', '-- Boot 7 --', '    MESSAGE=b')).toEqual({
      told: [{ ...AT, MESSAGE: 'a' }, '-- Boot 7 --', '    MESSAGE=b'],
      left: [],
    });
  });

  it('may be followed by one in the other form', () => {
    expect(gathered(SHOWN, '    MESSAGE=a', CURSOR, '    MESSAGE=x', 'MESSAGE=b', '').told).toEqual(
      [{ ...AT, MESSAGE: 'a' }, { MESSAGE: 'b' }],
    );
  });
});
