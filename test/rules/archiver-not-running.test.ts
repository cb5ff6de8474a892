import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { archiverNotRunning } from '../../src/rules/archiver-not-running.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  metric,
  moment,
  NOON,
  NOT_SHIPPED,
  open,
  PRIMARY,
  REPLICA,
  type Difference,
} from '../support/snapshot.ts';
import { stepTexts, told } from '../support/told.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const NO_SERIES = unavailable('no-data', 'no series');
const SEGMENT = DEFAULT_WAL_SEGMENT_SIZE;

/** Nothing was pushed for so long, by the log and by the metric made from it, and WAL goes on: two segments a minute. */
const silent = (ago: number, { log, metrics, ...others }: Difference = {}) =>
  archiverNotRunning(
    healthySnapshot({
      log: { uploads: [completed(ago)], ...log },
      metrics: { lastArchive: metric({ [PRIMARY]: moment(ago) }), ...metrics },
      ...others,
    }),
  );
type Silence = Parameters<typeof silent>;
/** What PostgreSQL says of its last success, which was so long ago. */
const age = (counted: number) =>
  metric({ [PRIMARY]: (ago) => Math.max(ago, counted) / SECOND - ago / SECOND });
const waiting = (files: number) => ({ pendingWal: metric({ [PRIMARY]: files }) });
/** Written at an even pace until so long ago, and not since. */
const written = (segments: number, until = 0, from = 15 * MINUTE) => ({
  walPosition: metric({
    [PRIMARY]: (ago) =>
      END_OF_LAST +
      SEGMENT * segments * Math.min(1, Math.max(0, (from - ago) / Math.max(1, from - until))),
  }),
});
/** Other logs of the primary last arrived so long ago. */
const shipping = (mine: number | undefined) => ({
  pipeline: {
    newestAt: NOON,
    hosts: [
      ...(mine === undefined ? [] : [{ host: PRIMARY, newestAt: NOON - mine }]),
      { host: REPLICA, newestAt: NOON },
    ],
    tags: [],
  },
});

describe('a primary that writes WAL and archives none', () => {
  it.each<[situation: string, silence: Silence, words: readonly string[]]>([
    [
      'while segments wait',
      [6 * MINUTE, { metrics: waiting(7) }],
      [
        'critical',
        `${PRIMARY} writes WAL but archives none: no upload has begun for 6 min`,
        'metric: 7 segments or more are not archived (files that wait in archive_status)',
        'log: no upload began and none failed, and other log lines of this host arrive',
      ],
    ],
    [
      'while more files wait than the position tells',
      [6 * MINUTE, { metrics: { ...waiting(70), ...written(1) } }],
      [
        'critical',
        `${PRIMARY} writes WAL but archives none: no upload has begun for 6 min`,
        'metric: 70 segments or more are not archived (files that wait in archive_status)',
        'log: no upload began and none failed, and other log lines of this host arrive',
      ],
    ],
    [
      'while more files wait than the position tells, which has gone on',
      [20 * MINUTE, { metrics: { ...waiting(70), ...written(6), lastArchive: NO_SERIES } }],
      [
        'critical',
        `${PRIMARY} writes WAL but archives none: no upload has begun for 20 min`,
        'metric: 70 segments or more are not archived (files that wait in archive_status)',
        'log: no upload began and none failed, and other log lines of this host arrive',
      ],
    ],
    [
      'since a push failed, which is later than what PostgreSQL alone counted',
      [
        160 * MINUTE,
        {
          log: { failures: [failure(20 * MINUTE)] },
          metrics: { lastArchive: NO_SERIES, archiverAge: age(40 * MINUTE) },
        },
      ],
      [
        'critical',
        `${PRIMARY} writes WAL but archives none: no upload has begun for 20 min`,
        'metric: 30 segments of WAL were written in the last 15 min',
        'log: no upload began and none failed, and other log lines of this host arrive',
      ],
    ],
    [
      'and nothing waits: a command that claims success and does nothing',
      [20 * MINUTE, { metrics: { ...written(6), lastArchive: NO_SERIES } }],
      [
        'critical',
        `${PRIMARY} writes WAL but archives none: no upload has begun for 20 min`,
        'metric: 4 segments or more are not archived (WAL position and the newest completed segment)',
        'log: no upload began and none failed, and other log lines of this host arrive',
      ],
    ],
    [
      'in all of the log',
      [0, { log: { uploads: [] }, metrics: { lastArchive: NO_SERIES } }],
      [
        'critical',
        `${PRIMARY} writes WAL but archives none: no upload has begun for at least 24 h`,
        'metric: 30 segments of WAL were written in the last 15 min',
        'log: no upload began and none failed, and other log lines of this host arrive',
      ],
    ],
    [
      'with complaints that name no operation',
      [
        20 * MINUTE,
        {
          log: {
            failures: [
              failure(19 * MINUTE, { operation: 'unknown' }),
              failure(2 * MINUTE, { operation: 'unknown' }),
              failure(30 * MINUTE, { operation: 'unknown' }),
              failure(MINUTE, { operation: 'unknown', host: REPLICA }),
              failure(MINUTE, { operation: 'fetch' }),
            ],
          },
        },
      ],
      [
        'critical',
        `${PRIMARY} writes WAL but archives none: no upload has begun for 20 min`,
        'metric: 30 segments of WAL were written in the last 15 min',
        'log: no upload began and whether any failed is not clear from 2 error lines, and other log lines of this host arrive',
      ],
    ],
    [
      'with one such complaint, of an archiver that logs no begin',
      [
        20 * MINUTE,
        {
          log: { archiver: 'pgbackrest', failures: [failure(MINUTE, { operation: 'unknown' })] },
        },
      ],
      [
        'critical',
        `${PRIMARY} writes WAL but archives none: no upload has completed for 20 min`,
        'metric: 30 segments of WAL were written in the last 15 min',
        'log: no upload completed and whether any failed is not clear from 1 error line, and other log lines of this host arrive; pgbackrest logs no begin, so one that hangs looks the same',
      ],
    ],
    [
      'whose log does not arrive at all, while PostgreSQL says how much waits and since when',
      [
        20 * MINUTE,
        {
          log: shipping(undefined),
          metrics: { ...waiting(7), archiverAge: age(20 * MINUTE) },
        },
      ],
      [
        'critical',
        `${PRIMARY} archives no WAL: by PostgreSQL's own count 7 segments are waiting and none was archived for 20 min`,
        'metric: 7 files wait in archive_status',
        'metric: pg_stat_archiver stands still',
        'log: no line of this host arrives, so whether the upload hangs, fails or does not run is not known',
      ],
    ],
  ])('is told: %s', (_situation, silence, words) => {
    expect(told(silent(...silence))).toEqual(words);
  });

  it('is told from the last sign of life on, if there was one', () => {
    expect(silent(20 * MINUTE)).toMatchObject({ trouble: { since: NOON - 20 * MINUTE } });
    expect(
      silent(0, { log: { uploads: [] }, metrics: { lastArchive: NO_SERIES } }),
    ).not.toHaveProperty('trouble');
    expect(
      silent(20 * MINUTE, {
        log: shipping(undefined),
        metrics: { ...waiting(7), archiverAge: age(16 * MINUTE) },
      }),
    ).toMatchObject({ code: 'archiver-not-running', trouble: { since: NOON - 16 * MINUTE } });
  });

  it('is looked into by settings, statistics and files; for an upload only where a begin leaves no trace', () => {
    const steps = stepTexts(silent(20 * MINUTE));
    const ofPgBackRest = stepTexts(silent(20 * MINUTE, { log: { archiver: 'pgbackrest' } }));

    expect(steps).toHaveLength(4);
    expect(steps.at(-1)).toMatch(/^only if archive_mode was off .* take a base backup/);
    expect(ofPgBackRest.length).toBeGreaterThan(steps.length);
    expect(ofPgBackRest.join()).toContain('see how long the upload process has been running');
    expect(steps.join()).not.toContain('upload process');
    expect(ofPgBackRest.slice(0, 3)).toEqual(steps.slice(0, 3));
    expect(ofPgBackRest.at(-1)).toBe(steps.at(-1));
    expect(
      stepTexts(
        silent(20 * MINUTE, {
          log: shipping(undefined),
          metrics: { ...waiting(7), archiverAge: age(20 * MINUTE) },
        }),
      ),
    ).toHaveLength(3);
  });
});

describe('the silence of an archiver', () => {
  it.each<[what: string, kind: string, silence: Silence]>([
    ['5 min with two that wait', 'problem', [5 * MINUTE, { metrics: waiting(2) }]],
    ['a moment less', 'clear', [5 * MINUTE - 1, { metrics: waiting(2) }]],
    [
      '5 min with one that waits',
      'clear',
      [5 * MINUTE, { metrics: { ...waiting(1), ...written(1) } }],
    ],
    [
      '5 min with two that have only just come to wait',
      'clear',
      [
        5 * MINUTE,
        {
          metrics: {
            ...written(1),
            pendingWal: metric({ [PRIMARY]: (ago) => (ago > 30 * SECOND ? 0 : 2) }),
          },
        },
      ],
    ],
    [
      '15 min in which two segments were written',
      'problem',
      [15 * MINUTE, { metrics: { ...written(2, 5 * MINUTE), lastArchive: NO_SERIES } }],
    ],
    [
      'in which one was',
      'clear',
      [15 * MINUTE, { metrics: { ...written(1, 5 * MINUTE), lastArchive: NO_SERIES } }],
    ],
    [
      'since a begin that came later than the last end',
      'clear',
      [20 * MINUTE, { log: { uploads: [completed(20 * MINUTE), open(4 * MINUTE)] } }],
    ],
    [
      'of another host counts for nothing',
      'problem',
      [
        20 * MINUTE,
        {
          log: { uploads: [completed(20 * MINUTE), completed(MINUTE, { host: REPLICA })] },
        },
      ],
    ],
    [
      'since it became the primary',
      'clear',
      [
        20 * MINUTE,
        {
          metrics: { replica: metric({ [PRIMARY]: (ago) => (ago > 4 * MINUTE ? 1 : 0) }) },
        },
      ],
    ],
    [
      'since the metric made from the log',
      'clear',
      [20 * MINUTE, { metrics: { lastArchive: metric({ [PRIMARY]: moment(MINUTE) }) } }],
    ],
    [
      'since a push of its own that failed',
      'clear',
      [20 * MINUTE, { log: { failures: [failure(4 * MINUTE)] } }],
    ],
    [
      'since one of another host, or of another operation, counts for nothing',
      'problem',
      [
        20 * MINUTE,
        {
          log: {
            failures: [failure(MINUTE, { host: REPLICA }), failure(MINUTE, { operation: 'fetch' })],
          },
        },
      ],
    ],
    [
      'since PostgreSQL counted a failure',
      'clear',
      [
        20 * MINUTE,
        {
          metrics: {
            archiverFailedCount: metric({ [PRIMARY]: (ago) => (ago > 4 * MINUTE ? 3 : 4) }),
          },
        },
      ],
    ],
    [
      'in a log that begins 4 min ago',
      'clear',
      [
        0,
        {
          log: { uploads: [], from: NOON - 4 * MINUTE },
          metrics: { lastArchive: NO_SERIES, ...waiting(9) },
        },
      ],
    ],
    [
      'of a log file, whose host was heard of',
      'problem',
      [
        20 * MINUTE,
        {
          log: {
            source: 'log files',
            pipeline: NOT_SHIPPED,
            failures: [failure(10 * SECOND, { operation: 'fetch' })],
          },
        },
      ],
    ],
    [
      'where other logs of it came 4 min ago',
      'problem',
      [20 * MINUTE, { log: shipping(4 * MINUTE) }],
    ],
    [
      'where they came 5 and a half',
      'problem',
      [20 * MINUTE, { log: shipping(5 * MINUTE + 30 * SECOND) }],
    ],
    ['where they came 6 min ago', 'unknown', [20 * MINUTE, { log: shipping(6 * MINUTE) }]],
    [
      'where PostgreSQL archived 14 min ago, and its log is gone',
      'unknown',
      [
        20 * MINUTE,
        {
          log: shipping(undefined),
          metrics: { ...waiting(7), archiverAge: age(14 * MINUTE) },
        },
      ],
    ],
    [
      'where one file waits, and its log is gone',
      'unknown',
      [
        20 * MINUTE,
        {
          log: shipping(undefined),
          metrics: { ...waiting(1), archiverAge: age(20 * MINUTE) },
        },
      ],
    ],
    [
      'beside uploads that name no host',
      'unknown',
      [
        20 * MINUTE,
        {
          log: { uploads: [completed(20 * MINUTE), completed(MINUTE, { host: undefined })] },
        },
      ],
    ],
    [
      'where neither the position nor the count is known',
      'unknown',
      [20 * MINUTE, { metrics: { walPosition: NO_SERIES, pendingWal: NO_SERIES } }],
    ],
    [
      'for 15 min where neither is known',
      'unknown',
      [15 * MINUTE, { metrics: { walPosition: NO_SERIES, pendingWal: NO_SERIES } }],
    ],
    [
      'where the count alone is known, and one waits',
      'clear',
      [20 * MINUTE, { metrics: { walPosition: NO_SERIES, ...waiting(1) } }],
    ],
    [
      'where the position alone is known, and stands still',
      'clear',
      [
        20 * MINUTE,
        { metrics: { walPosition: metric({ [PRIMARY]: END_OF_LAST }), pendingWal: NO_SERIES } },
      ],
    ],
    [
      'for less than 15 min where neither is known',
      'clear',
      [14 * MINUTE, { metrics: { walPosition: NO_SERIES, pendingWal: NO_SERIES } }],
    ],
  ])('%s: %s', (_what, kind, silence) => {
    expect(silent(...silence).kind).toBe(kind);
  });

  it('is not known to be one where PostgreSQL counts on and nothing waits', () => {
    const counted = (ago: number, files = 0) =>
      silent(30 * MINUTE, { metrics: { ...waiting(files), archiverAge: age(ago) } });

    expect(told(counted(2 * MINUTE))).toEqual([
      'unknown',
      `no upload from ${PRIMARY} in the log for 30 min, yet PostgreSQL says it archived a segment 2 min ago: a monitoring fault or a silent drop`,
      'metric: pg_stat_archiver counted the last success 2 min ago',
      'metric: 0 files wait in archive_status',
      'log: no upload began and none failed for 30 min, and other log lines of this host arrive',
    ]);
    expect(counted(2 * MINUTE, 1)).toMatchObject({ code: 'cannot-tell' });
    expect(counted(2 * MINUTE, 2)).toMatchObject({ code: 'archiver-not-running' });
    expect(counted(14 * MINUTE)).toMatchObject({ code: 'cannot-tell' });
    expect(counted(15 * MINUTE)).toMatchObject({ code: 'archiver-not-running' });
  });

  it('is one where what PostgreSQL counted last may be what the log has', () => {
    const counted = (ago: number) =>
      silent(12 * MINUTE, { metrics: { ...waiting(0), ...written(6), archiverAge: age(ago) } });

    expect(counted(8 * MINUTE)).toMatchObject({ code: 'cannot-tell' });
    expect(counted(9 * MINUTE)).toMatchObject({ code: 'archiver-not-running' });
    expect(counted(11 * MINUTE)).toMatchObject({ code: 'archiver-not-running' });
  });

  it.each([
    ['is not known to be one', 'where PostgreSQL counted another', 30 * SECOND, 'cannot-tell'],
    ['is one', 'where PostgreSQL counted none', 0, 'archiver-not-running'],
  ])(
    '%s in an idle time whose last segments are not in the log, %s',
    (_is, _where, later, code) => {
      const ended = 12 * MINUTE;
      const metrics = {
        ...waiting(0),
        ...written(3, ended - MINUTE, ended + MINUTE),
        archiverAge: age(ended - later),
      };

      expect(silent(ended, { metrics })).toMatchObject({ code });
    },
  );

  it.each([
    {
      segments: 1,
      words: `no upload from ${PRIMARY} in the log for 2 h 40 min, yet PostgreSQL says it archived a segment 40 min ago`,
      code: 'cannot-tell',
    },
    {
      segments: 3,
      words: 'PostgreSQL has counted none as archived for 40 min',
      code: 'archiver-not-running',
    },
  ])(
    'does not end with a success that PostgreSQL alone counted, $segments segments ago: $code',
    ({ segments, code, words }) => {
      const end = END_OF_LAST + 5 * SEGMENT;
      const metrics = {
        ...waiting(0),
        lastArchive: NO_SERIES,
        archiverAge: metric({ [PRIMARY]: (ago) => (40 * MINUTE - ago) / SECOND }),
        walPosition: metric({
          [PRIMARY]: (ago) => end - Math.min(ago / (40 * MINUTE), 1) * segments * SEGMENT,
        }),
      };

      expect(silent(160 * MINUTE, { metrics })).toMatchObject({
        code,
        headline: expect.stringContaining(words),
      });
    },
  );

  it.each<[silence: Silence, reason: string]>([
    [
      [20 * MINUTE, { metrics: { walPosition: NO_SERIES, pendingWal: NO_SERIES } }],
      'neither the WAL position nor the WAL waiting is known',
    ],
    [
      [20 * MINUTE, { log: shipping(undefined) }],
      `no log line of ${PRIMARY} arrives at all, so its silence proves nothing`,
    ],
    [
      [20 * MINUTE, { log: { pipeline: unavailable('timeout', 'no answer in time') } }],
      `no log line of ${PRIMARY} arrives at all, so its silence proves nothing`,
    ],
  ])('proves nothing where something else lacks, which is said', (silence, reason) => {
    expect(told(silent(...silence))).toEqual(['not known', reason]);
  });

  it.each([
    { files: 2, counted: 15, kind: 'problem' },
    { files: 1, counted: 15, kind: 'unknown' },
    { files: 2, counted: 14, kind: 'unknown' },
  ])(
    'is told without its log from 2 files and 15 min on: $files files, $counted min',
    ({ files, counted, kind }) => {
      const metrics = { ...waiting(files), archiverAge: age(counted * MINUTE) };

      expect(silent(20 * MINUTE, { log: shipping(undefined), metrics }).kind).toBe(kind);
    },
  );

  it.each([
    { lag: 3 * MINUTE, kind: 'problem' },
    { lag: 3 * MINUTE + SECOND, kind: 'clear' },
  ])('for 7 min, where lines arrive $lag ms late: $kind', ({ lag, kind }) => {
    expect(silent(7 * MINUTE, { log: { shippingLag: lag }, metrics: waiting(9) }).kind).toBe(kind);
  });

  it('leaves an idle cluster alone', () => {
    const walPosition = metric({ [PRIMARY]: END_OF_LAST + 1 });

    expect(silent(180 * MINUTE, { metrics: { walPosition } }).kind).toBe('clear');
  });
});

describe('a primary that fell idle right after its last upload', () => {
  it.each([{ every: 5 * MINUTE }, { every: MINUTE / 2 }])(
    'archives all that it writes where it is scraped every $every ms',
    ({ every }) => {
      const idleFor = 15 * MINUTE;
      const newest = 2 * MINUTE;
      const scraped = (ago: number) =>
        newest + Math.max(0, Math.ceil((ago - newest) / every)) * every;
      const walPosition = metric({
        [PRIMARY]: (ago) =>
          END_OF_LAST - (Math.max(0, scraped(ago) - idleFor) / MINUTE) * 3 * SEGMENT,
      });

      expect(silent(idleFor, { metrics: { ...waiting(0), walPosition } }).kind).toBe('clear');
    },
  );
});
