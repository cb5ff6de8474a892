import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { hasEnded, type Upload } from '../../src/domain/upload.ts';
import { DEFAULT_WAL_SEGMENT_SIZE as SIZE } from '../../src/domain/wal-file.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  LAST,
  metric,
  moment,
  moments,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  type LogParts,
} from '../support/snapshot.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

const THIRD = 'patroni-03';

/** Uploads one after the other, the newest first. */
const uploads = (
  count: number,
  newestAgo: number,
  newest = LAST,
  over: Parameters<typeof completed>[1] = {},
) =>
  Array.from({ length: count }, (_, index) =>
    completed(newestAgo + index * 30 * SECOND, {
      file: segment(newest - index),
      pid: 1000 - index,
      ...over,
    }),
  );

const only = (list: readonly Upload[], more: Partial<LogParts> = {}): Partial<LogParts> => ({
  uploads: list,
  ended: { from: NOON - 24 * HOUR, uploads: list.filter(hasEnded) },
  ...more,
});

const answer = (snapshot: ReturnType<typeof healthySnapshot>) => {
  const { verdict, evidence } = reportStatus(snapshot, 0);
  return { ...verdict, evidence: evidence.map(({ text }) => text).join('\n') };
};

/** Until so long ago it grew by a segment every half minute. */
const grewUntil = (stopped: number) => (ago: number) =>
  END_OF_LAST - (Math.max(ago, stopped) / (30 * SECOND)) * SIZE;
/** So many segments wait since nothing was archived any more. */
const waitingSince = (stopped: number) => (ago: number) =>
  Math.max(0, Math.floor((stopped - ago) / (30 * SECOND)));
const until =
  <T>(ended: number, value: (ago: number) => T) =>
  (ago: number) =>
    ago < ended ? undefined : value(ago);

describe('who is the primary', () => {
  it('is not known where the one that archives has no series of its role', () => {
    const replica = metric({ [REPLICA]: 1, [THIRD]: 1 });

    expect(answer(healthySnapshot({ metrics: { replica } }))).toMatchObject({
      code: 'cannot-tell',
      headline: expect.stringContaining(`${PRIMARY} archives, and no series of replica`),
    });
  });

  const gone = 12 * MINUTE;
  const withoutPrimary = (received: (ago: number) => number) =>
    answer(
      healthySnapshot({
        log: only(uploads(10, gone)),
        metrics: {
          replica: metric({ [PRIMARY]: until(gone, () => 0), [REPLICA]: 1, [THIRD]: 1 }),
          lastArchive: metric({ [PRIMARY]: until(gone, (ago) => (NOON - ago) / SECOND - 20) }),
          pendingWal: metric({ [PRIMARY]: until(gone, () => 0) }),
          walPosition: metric({
            [PRIMARY]: until(gone, grewUntil(0)),
            [REPLICA]: received,
            [THIRD]: received,
          }),
        },
      }),
    );

  it('is nobody where it fell silent, and no WAL reaches any replica since', () => {
    expect(withoutPrimary(grewUntil(gone))).toMatchObject({
      code: 'no-primary',
      severity: 'critical',
      headline: expect.stringContaining(`nothing was heard of ${PRIMARY} for 12 min`),
    });
  });

  it.each([
    ['goes on', grewUntil(0)],
    ['stood still before, too', () => END_OF_LAST],
  ])('is not known where it fell silent, and what the replicas receive %s', (_, received) => {
    expect(withoutPrimary(received).code).toBe('cannot-tell');
  });
});

describe('a log that is late, in another zone, or of another archiver', () => {
  it('is no missing log where all lines arrive after five minutes', () => {
    const log = only(uploads(20, 5 * MINUTE), { shippingLag: 5 * MINUTE });

    expect(answer(healthySnapshot({ log })).code).toBe('healthy');
  });

  it('is a missing log where they arrive after a quarter of an hour', () => {
    const log = only(uploads(20, 14 * MINUTE), { shippingLag: 14 * MINUTE });

    expect(answer(healthySnapshot({ log })).code).not.toBe('healthy');
  });

  it('names the zone where every line is hours old', () => {
    const log = only(uploads(20, 5 * HOUR), {
      shippingLag: 5 * HOUR,
      unread: {
        count: 0,
        samples: [],
        zoneErrors: [{ host: PRIMARY, count: 40, offset: -5 * HOUR }],
      },
    });

    expect(answer(healthySnapshot({ log }))).toMatchObject({
      code: 'cannot-tell',
      headline: expect.stringMatching(/5 h before they arrived, .* set timeZone/),
    });
  });

  it('names the archiver where it is not the one that is searched for', () => {
    const list = uploads(20, 20 * SECOND, LAST, { archiver: 'wal-e' });
    const log = { uploads: list, archiver: 'pgbackrest', searchedFor: ['pgbackrest'] } as const;
    const own = { ...log, archiver: 'wal-e', searchedFor: ['wal-e'] } as const;

    expect(answer(healthySnapshot({ log }))).toMatchObject({
      code: 'cannot-tell',
      headline: expect.stringContaining(
        'lines of wal-e, and elasticsearch.archiver says pgbackrest',
      ),
    });
    expect(answer(healthySnapshot({ log: own })).code).toBe('healthy');
  });

  it('says since when nothing has the tag, and not that nothing ever had', () => {
    const log = only(uploads(20, 40 * MINUTE));

    expect(answer(healthySnapshot({ log })).headline).toContain('no line with this tag for 40 min');
    expect(answer(healthySnapshot({ log: only([]) })).headline).toContain(
      'no line with this tag in the last 24 h',
    );
  });
});

describe('uploads that do not end', () => {
  const hang = only([...uploads(10, 7 * MINUTE, LAST - 1), open(6 * MINUTE)]);

  it('are no hang where PostgreSQL has archived since: it runs one command at a time', () => {
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(7 * MINUTE) }) };
    const archiverAge = metric({ [PRIMARY]: (ago) => 5 + ((ago / SECOND) % 20) });

    expect(answer(healthySnapshot({ log: hang, metrics })).code).toBe('upload-stuck');
    expect(
      answer(healthySnapshot({ log: hang, metrics: { ...metrics, archiverAge } })).severity,
    ).toBe('unknown');
  });

  describe('while later ones of the same pool complete', () => {
    const began = 10 * MINUTE;
    /** The one that hangs is the 20th from the newest; each took ten seconds. */
    const rest = uploads(60, 20 * SECOND, LAST, { pid: 100 }).filter(
      ({ file }) => file !== segment(LAST - 20),
    );
    const one = (
      metrics: Parameters<typeof healthySnapshot>[0] = {},
      hung: Upload = open(began, { file: segment(LAST - 20), pid: 100 }),
    ) => answer(healthySnapshot({ ...metrics, log: only([...rest, hung]) }));

    it('are no health: it hangs, or its line is missing', () => {
      expect(one()).toMatchObject({
        code: 'wal-gap',
        severity: 'warning',
        headline: expect.stringContaining(`the upload of ${segment(LAST - 20)} began and its end`),
        evidence: expect.stringContaining('no file waits in archive_status: by PostgreSQL'),
      });
      expect(one({ metrics: { lastArchive: unavailable('no-data', 'no series') } })).toMatchObject({
        code: 'wal-gap',
        severity: 'warning',
      });
    });

    it('are a hang where PostgreSQL does not get past it', () => {
      const pendingWal = metric({ [PRIMARY]: waitingSince(began) });
      const archiverAge = metric({ [PRIMARY]: (ago) => Math.max(0, began - ago) / SECOND });

      expect(one({ metrics: { pendingWal, archiverAge } })).toMatchObject({
        code: 'upload-stuck',
        severity: 'critical',
        evidence: expect.stringContaining('20 files wait in archive_status, and pg_stat_archiver'),
      });
      expect(one({ metrics: { pendingWal: metric({ [PRIMARY]: 30 }) } }).code).toBe('upload-stuck');
    });

    it('are no hang where PostgreSQL goes on, though a file always waits', () => {
      const pendingWal = metric({ [PRIMARY]: 2 });
      const archiverAge = metric({ [PRIMARY]: (ago) => 5 + ((ago / SECOND) % 20) });

      expect(one({ metrics: { pendingWal, archiverAge } })).toMatchObject({
        code: 'wal-gap',
        severity: 'warning',
      });
    });

    it.each([
      ['it may still end', open(4 * MINUTE, { file: segment(LAST - 20), pid: 100 })],
      ['a later try completed it', completed(MINUTE, { file: segment(LAST - 20), pid: 101 })],
    ])('are none where %s', (_, hung) => {
      const begin = open(began, { file: segment(LAST - 20), pid: 100 });
      const list = hung.state === 'uploading' ? [hung] : [begin, hung];

      expect(answer(healthySnapshot({ log: only([...rest, ...list]) })).code).toBe('healthy');
    });
  });

  it('are critical by the metrics alone where no log arrives', () => {
    const stopped = 20 * MINUTE;
    const log = only(uploads(10, stopped), {
      pipeline: { newestAt: NOON - stopped, hosts: [], tags: [] },
    });
    const lastArchive = metric({ [PRIMARY]: moment(stopped) });
    const pendingWal = metric({ [PRIMARY]: waitingSince(stopped) });

    expect(answer(healthySnapshot({ log, metrics: { lastArchive, pendingWal } }))).toMatchObject({
      code: 'upload-stuck',
      severity: 'critical',
      headline: expect.stringContaining('nothing has been archived from patroni-01 for 20 min'),
    });
    expect(
      answer(
        healthySnapshot({
          log,
          metrics: { lastArchive: metric({ [PRIMARY]: moments(20 * SECOND) }), pendingWal },
        }),
      ).code,
    ).not.toBe('upload-stuck');
  });

  it('are not believed of a metric alone where far more is written than waits', () => {
    const stopped = 20 * MINUTE;
    const uploadLog = unavailable('timeout', 'no answer in time');
    const lastArchive = metric({ [PRIMARY]: moment(stopped) });
    const stuck = (waiting: number) =>
      answer(
        healthySnapshot({
          uploadLog,
          metrics: { lastArchive, pendingWal: metric({ [PRIMARY]: waiting }) },
        }),
      ).code;

    expect(stuck(40)).toBe('upload-stuck');
    expect(stuck(3)).toBe('cannot-tell');
  });

  it('have failed for at least as long as the errors that were fetched', () => {
    const errors = Array.from({ length: 120 }, (_, index) => failure(index * 4 * SECOND + SECOND));
    const failing = (wholeSince: number) =>
      answer(
        healthySnapshot({
          log: {
            uploads: [],
            truncated: true,
            failures: errors,
            ended: {
              from: NOON - 24 * HOUR,
              uploads: [completed(5 * HOUR)],
              tries: { uploads: [], failures: [], wholeUntil: -Infinity, wholeSince },
            },
          },
          metrics: {
            lastArchive: unavailable('no-data', 'no series'),
            pendingWal: metric({ [PRIMARY]: 600 }),
          },
        }),
      );

    expect(failing(NOON - 8 * MINUTE)).toMatchObject({
      code: 'upload-failing',
      trouble: { since: NOON - 5 * HOUR },
      evidence: expect.stringMatching(
        /at least 120 failed tries for at least 7 min.*no success for 5 h/,
      ),
    });
    expect(failing(-Infinity).evidence).toContain('120 failed tries in the last 7 min');
  });
});
