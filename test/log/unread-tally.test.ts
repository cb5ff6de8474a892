import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { createTracebacks } from '../../src/log/unread/tracebacks.ts';
import { isAboutArchiving, looksLikeTrouble } from '../../src/log/unread/trouble.ts';
import {
  isGreenlet,
  isOfAnotherProgram,
  isUninteresting,
  programKind,
} from '../../src/log/unread/other-programs.ts';
import { createUnreadLines } from '../../src/log/unread/unread-lines.ts';
import { createUnreadTally } from '../../src/log/unread/unread-tally.ts';

const NOON = Date.UTC(2026, 10, 24, 12);

describe('lines that nobody understood', () => {
  const tallyOf = (
    ...lines: readonly (readonly [
      line: string,
      host?: string | undefined,
      at?: number | undefined,
    ])[]
  ) => {
    const tally = createUnreadTally();
    for (const [line, host, at] of lines) tally.line(line, host, at);
    return tally.total();
  };

  it('are counted, and the first five are shown, each cut short', () => {
    const long = 'x'.repeat(300);
    const { count, samples, troubling } = tallyOf([long], ['b'], ['c'], ['d'], ['e'], ['f']);

    expect(count).toBe(6);
    expect(samples.slice(1)).toEqual(['b', 'c', 'd', 'e']);
    expect(samples[0]?.length).toBeLessThanOrEqual(200);
    expect(troubling).toBeUndefined();
  });

  it('are told by host where they look like trouble, with the newest', () => {
    expect(
      tallyOf(
        ['it failed', 'db-01', NOON],
        ['it failed again', 'db-01', NOON - 1],
        ['ERROR: no', 'db-02', NOON],
        ['all is well', 'db-02', NOON],
      ).troubling,
    ).toEqual([
      { host: 'db-01', count: 2, sample: 'it failed again', newestAt: NOON },
      { host: 'db-02', count: 1, sample: 'ERROR: no', newestAt: NOON },
    ]);
  });

  it('have no newest time where one of them has none', () => {
    const newest = (...times: readonly (number | undefined)[]) =>
      tallyOf(...times.map((at) => ['it failed', 'db-01', at] as const)).troubling?.[0]?.newestAt;

    expect(newest(NOON, NOON + 1)).toBe(NOON + 1);
    expect(newest(NOON, undefined)).toBeUndefined();
    expect(newest(undefined, NOON)).toBeUndefined();
    expect(newest(NOON)).toBe(NOON);
  });

  it('have a sample of trouble behind the first five as well, cut short', () => {
    const calm = Array.from({ length: 5 }, () => ['calm'] as const);
    const [found] = tallyOf(...calm, [`it failed: ${'x'.repeat(300)}`]).troubling ?? [];

    expect(found?.sample).toMatch(/^it failed: x/u);
    expect(found?.sample.length).toBeLessThanOrEqual(200);
  });

  it('are those of so many hosts, and beyond of none', () => {
    const hosts = Array.from({ length: 502 }, (_, index) => ['failed', `h${index}`] as const);
    const { troubling = [] } = tallyOf(...hosts);

    expect(troubling).toHaveLength(501);
    expect(troubling.at(-1)).toMatchObject({ host: undefined, count: 2 });
    expect(troubling[499]?.host).toBe('h499');
  });
});

describe('complaints without a time', () => {
  it('are counted, and the last fifty are kept', () => {
    const tally = createUnreadTally();
    expect(tally.total().undated).toBeUndefined();
    const complaints = Array.from({ length: 52 }, (_, index) => ({
      host: undefined,
      zone: 'IST',
      file: undefined,
      text: `complaint ${index}`,
    }));
    for (const complaint of complaints) tally.undated(complaint);

    expect(tally.total().undated).toEqual({ count: 52, newest: complaints.slice(2) });
  });
});

describe('times that are off by whole quarters of an hour', () => {
  const zones = (...arrivals: readonly (readonly [host: string | undefined, off: number])[]) => {
    const tally = createUnreadTally();
    for (const [host, off] of arrivals) tally.arrival(host, NOON + off, NOON);
    return tally.total().zoneErrors;
  };

  it('are of a zone where they lie in the future', () => {
    expect(zones(['db-01', 2 * HOUR], ['db-01', 2 * HOUR], ['db-02', HOUR])).toEqual([
      { host: 'db-01', offset: 2 * HOUR, count: 2 },
      { host: 'db-02', offset: HOUR, count: 1 },
    ]);
    expect(zones(['db-01', 0], ['db-01', MINUTE], [undefined, -MINUTE])).toBeUndefined();
  });

  it('are of a zone where several lines lie as far in the past, and of a delay where they differ', () => {
    expect(zones(['db-01', -HOUR])).toBeUndefined();
    expect(zones(['db-01', -HOUR], ['db-01', -HOUR])).toEqual([
      { host: 'db-01', offset: -HOUR, count: 2 },
    ]);
    expect(zones(['db-01', -HOUR], ['db-01', -HOUR], ['db-01', -2 * HOUR])).toBeUndefined();
    expect(zones([undefined, -HOUR], [undefined, -HOUR], ['db-02', -2 * HOUR])).toEqual([
      { host: undefined, offset: -HOUR, count: 2 },
    ]);
    expect(zones(['db-01', -HOUR], ['db-01', -HOUR], ['db-01', HOUR])).toEqual([
      { host: 'db-01', offset: -HOUR, count: 2 },
      { host: 'db-01', offset: HOUR, count: 1 },
    ]);
  });

  it('are those of so many hosts', () => {
    const of = (count: number) =>
      zones(...Array.from({ length: count }, (_, index) => [`h${index}`, HOUR] as const));

    expect(of(500)).toHaveLength(500);
    expect(of(501)).toHaveLength(500);
  });
});

describe('what an unread line says itself', () => {
  const troubleOf = (line: string, origin = {}, last?: number) => {
    const lines = createUnreadLines(
      { reference: NOON, zones: { hostTimeZones: { 'db-02': 'Europe/Berlin' } } },
      new Map(last === undefined ? [] : [['db-01', last]]),
    );
    lines.giveUp(line, origin);
    return lines.total().troubling?.[0];
  };

  it('is its host and its time, in the zone of the host', () => {
    const at = NOON - HOUR;

    expect(troubleOf('Nov 24 11:00:00 db-01 x: failed')).toMatchObject({
      host: 'db-01',
      newestAt: at,
    });
    expect(troubleOf('Nov 24 12:00:00 db-02 x: failed')).toMatchObject({
      host: 'db-02',
      newestAt: at,
    });
    expect(troubleOf('it failed at 2026-11-24 11:00:00')?.newestAt).toBe(at);
    expect(troubleOf(`${'x'.repeat(90)} failed at 2026-11-24 11:00:00`, { at: 5 })?.newestAt).toBe(
      5,
    );
  });

  it('is the time of its place, or of the line before', () => {
    expect(troubleOf('it failed', { host: 'db-01', at: 5 }, 7)?.newestAt).toBe(5);
    expect(troubleOf('it failed', { host: 'db-01' }, 7)?.newestAt).toBe(7);
    expect(troubleOf('it failed', { host: 'db-02' }, 7)?.newestAt).toBeUndefined();
  });

  it('is no time where its zone leaves that open, unless it arrived', () => {
    const line = '2026-11-24 11:00:00 IST it failed';

    expect(troubleOf(line, { host: 'db-01' }, 7)?.newestAt).toBeUndefined();
    expect(troubleOf(line, { host: 'db-01', at: 5 }, 7)?.newestAt).toBe(5);
  });

  it('is a file that a complaint without a time is about', () => {
    const lines = createUnreadLines({ reference: NOON, zones: {} }, new Map());
    lines.tellUndated('archiving of 000000050000001000000077 failed', 'db-01');

    expect(lines.total().undated?.newest).toEqual([
      {
        host: 'db-01',
        zone: undefined,
        file: '000000050000001000000077',
        text: 'archiving of 000000050000001000000077 failed',
      },
    ]);
  });
});

describe('what looks like trouble', () => {
  it('is looked for at either end of a line, and not in the middle of a long one', () => {
    const within = (before: number, behind: number) =>
      looksLikeTrouble(`${'x '.repeat(before / 2)}failed${' x'.repeat(behind / 2)}`);

    expect(within(4090, 9000)).toBe(true);
    expect(within(9000, 4090)).toBe(true);
    expect(within(5000, 5000)).toBe(false);
    expect(within(5000, 3000)).toBe(true);
    expect(within(4096, 4090)).toBe(true);
  });

  it('is no part of a word, where a line is looked at as a whole', () => {
    const of = (length: number) =>
      looksLikeTrouble(`${'x '.repeat(2045)} errorless`.padEnd(length, ' x'));

    expect(of(8192)).toBe(false);
    expect(of(8193)).toBe(true);
  });

  it('is no count of none', () => {
    expect(looksLikeTrouble('done with 0 errors, no failures')).toBe(false);
    expect(looksLikeTrouble('no failures, 1 error')).toBe(true);
    expect(looksLikeTrouble('with no errorsfailed')).toBe(false);
    expect(looksLikeTrouble('java.lang.NullPointerException')).toBe(true);
  });

  it('is what somebody did not give, and no note of what is needed some day', () => {
    expect(looksLikeTrouble('sudo: a password is required')).toBe(true);
    expect(looksLikeTrouble('archive.sh: an encryption passphrase is required')).toBe(true);
    expect(looksLikeTrouble('LOG:  no further action is required')).toBe(false);
    expect(looksLikeTrouble('INFO: no upload is required')).toBe(false);
    expect(looksLikeTrouble('a restart is required for archive_command to take effect')).toBe(
      false,
    );
  });

  it('is about archiving by its words, which stand at its beginning', () => {
    expect(isAboutArchiving('pg_wal is full')).toBe(true);
    expect(isAboutArchiving('000000050000001000000077 is gone')).toBe(true);
    expect(isAboutArchiving('wal-g said so')).toBe(true);
    expect(isAboutArchiving('the tablespace is full')).toBe(false);
    expect(isAboutArchiving(`${'x'.repeat(8192)} pg_wal`)).toBe(false);
  });
});

describe('a traceback of Python', () => {
  const read = (...lines: readonly string[]) => {
    const tracebacks = createTracebacks();
    return lines.map((line) => tracebacks.read(line));
  };
  const BEGIN = 'Traceback (most recent call last):';

  it('ends with its exception', () => {
    expect(read('said', BEGIN, '  File "x", line 1', 'KeyError: 1')).toEqual([
      undefined,
      'part',
      'part',
      'exception',
    ]);
  });

  it('goes on where one exception led to another', () => {
    expect(
      read(
        BEGIN,
        '  File',
        'During handling of the above exception, another',
        BEGIN,
        'KeyError: 2',
      ),
    ).toEqual(['part', 'part', 'part', 'part', 'exception']);
  });

  it('says nothing where Python lets it be', () => {
    expect(
      read('Exception ignored in: <function x>', BEGIN, '  File "x"', 'KeyError: 1', 'KeyError: 2'),
    ).toEqual(['part', 'part', 'part', 'part', 'exception']);
    expect(read('Exception ignored in: <function x>', BEGIN, 'KeyError: a b', 'said').at(-1)).toBe(
      'exception',
    );
  });

  it('is over where somebody says so', () => {
    const tracebacks = createTracebacks();
    expect(tracebacks.isOpen()).toBe(false);
    tracebacks.read('Exception ignored in: <function x>');
    expect(tracebacks.isOpen()).toBe(true);
    tracebacks.end();

    expect(tracebacks.isOpen()).toBe(false);
    expect(tracebacks.read('KeyError: 1')).toBeUndefined();
    tracebacks.read(BEGIN);
    expect(tracebacks.read('KeyError: 1')).toBe('exception');
  });
});

describe('a line of another program', () => {
  it('is told by the name in front', () => {
    expect(['wal-g', 'postgres', 'postgresql-15', 'postgres[12]', 'sshd'].map(programKind)).toEqual(
      ['archiver', 'postgres', 'postgres', 'postgres', 'other'],
    );
  });

  const framed = (rest: string) => isOfAnotherProgram(`Nov 24 11:58:05 db-01 ${rest}`);

  it('is left to itself unless it looks like an error that may be about archiving', () => {
    expect(framed('sshd[7]: session opened')).toBe(true);
    expect(framed('sshd[7]: it failed')).toBe(true);
    expect(framed('cron[7]: the backup began')).toBe(true);
    expect(framed('cron[7]: the backup failed')).toBe(false);
  });

  it('is none of an archiver, nor one without a tag', () => {
    expect(framed('wal-g[7]: said')).toBe(false);
    expect(framed('said without a tag')).toBe(false);
    expect(isOfAnotherProgram('said')).toBe(false);
  });

  it('is one of PostgreSQL where it only goes on', () => {
    expect(framed('postgres[7]: [1172-2] the statement failed')).toBe(true);
    expect(framed('postgres[7]: [1172-12] the statement failed')).toBe(true);
    expect(framed('postgres[7]: [1172-1] the statement failed')).toBe(false);
    expect(framed('postgres[7]: select 1')).toBe(true);
    expect(framed('postgres[7]: cp: cannot stat')).toBe(false);
    expect(isUninteresting('[12.3K blob data]')).toBe(false);
    expect(isUninteresting('[12.3K blob data] and more')).toBe(true);
  });

  it('is one of an archiver’s helpers, unless it looks like an error', () => {
    expect(isOfAnotherProgram('gpg: encrypted with a key')).toBe(true);
    expect(isOfAnotherProgram('gpg: decryption failed')).toBe(false);
  });

  it('is what sudo says of a folder, with no framing at all', () => {
    expect(isOfAnotherProgram('could not change directory to "/root": Permission denied')).toBe(
      true,
    );
  });

  it('is gevent’s line below a traceback', () => {
    expect(isGreenlet('2026-11-24T11:58:05Z <Greenlet at 0x7f: f()> failed with X')).toBe(true);
    expect(isGreenlet('at 2026-11-24T11:58:05Z <Greenlet at 0x7f')).toBe(false);
    expect(isGreenlet('2026-11-24 <Greenlet at 0x7f')).toBe(false);
  });
});
