import { describe, expect, it } from '@jest/globals';
import type { Archiver } from '../../src/domain/archiver.ts';
import type { MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { metricsStale } from '../../src/rules/metrics-stale.ts';
import {
  completed,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
  type Difference,
} from '../support/snapshot.ts';
import { told } from '../support/told.ts';

/** Uploads a minute apart, the last of them a minute ago. */
const uploads = Array.from({ length: 40 }, (_, index) =>
  completed((40 - index) * MINUTE, { file: segment(LAST - 39 + index) }),
);
const stale = ({ metrics, log, ...others }: Difference = {}) =>
  metricsStale(
    healthySnapshot({
      ...others,
      log: { uploads, ...log },
      metrics: { lastArchive: metric({ [PRIMARY]: moment(HOUR) }), ...metrics },
    }),
  );
const says = (stands: string): string =>
  `WAL is archived (last upload 60 s ago from patroni-01), but ${stands}: a false page, probably mtail`;
const COMPLETED = 'log: patroni-01 completed an upload 60 s ago';
const READS = 'metric: mtail answers its scrapes, so it may be reading a rotated file';
const NO_SERIES = unavailable('no-data', 'no series');
/** Beside it a series of which nobody can tell the host. */
const withNameless = (reading: MetricReading): MetricReading =>
  reading.kind === 'measured'
    ? { ...reading, nameless: [{ label: '{job="mtail"}', points: [] }] }
    : reading;

describe('a metric that does not follow the log', () => {
  it.each<[situation: string, difference: Difference, words: readonly string[]]>([
    [
      'stands still',
      {},
      [
        'warning',
        says('the metric still says 60 min ago'),
        COMPLETED,
        'metric: the metric still says 60 min ago',
        READS,
      ],
    ],
    [
      'is gone, and nobody knows how its exporter does',
      { metrics: { lastArchive: NO_SERIES, logExporterUp: NO_SERIES } },
      ['warning', says('the metric is absent'), COMPLETED, 'metric: the metric is absent'],
    ],
    [
      'is gone with its exporter',
      { metrics: { lastArchive: NO_SERIES, logExporterUp: metric({ [PRIMARY]: 0 }) } },
      [
        'warning',
        says('the metric is absent'),
        COMPLETED,
        'metric: the metric is absent',
        'metric: mtail does not answer its scrapes',
      ],
    ],
    [
      'was reset, and says nothing since',
      { metrics: { lastArchive: metric({ [PRIMARY]: (ago) => (ago <= 5 * MINUTE ? 0 : 1.7e9) }) } },
      [
        'warning',
        says('the metric was reset and says nothing'),
        COMPLETED,
        'metric: the metric was reset and says nothing',
        READS,
      ],
    ],
    [
      'was reset a moment ago',
      { metrics: { lastArchive: metric({ [PRIMARY]: (ago) => (ago <= 2 * MINUTE ? 0 : 1.7e9) }) } },
      [
        'not known',
        'the metric made from the log has said nothing for 2 min only: mtail may have been restarted',
      ],
    ],
    [
      'follows',
      { metrics: { lastArchive: metric({ [PRIMARY]: moment(MINUTE) }) } },
      ['clear', 'metric: the metric agrees: 60 s ago'],
    ],
    [
      'may be that of a series without a host',
      {
        metrics: {
          lastArchive: withNameless(measured([], NOON)),
        },
      },
      ['not known', 'a series of lastArchive that may be that of patroni-01 has no readable host'],
    ],
    [
      'stands still beside a series without a host',
      {
        metrics: {
          lastArchive: withNameless(metric({ [PRIMARY]: moment(HOUR) })),
        },
      },
      [
        'warning',
        says('the metric still says 60 min ago'),
        COMPLETED,
        'metric: the metric still says 60 min ago',
        READS,
      ],
    ],
    ['has nothing to follow', { log: { uploads: [] } }, ['clear']],
    [
      'is not asked for',
      { metrics: { lastArchive: unavailable('not-configured', 'switched off') } },
      ['clear'],
    ],
    [
      'cannot be read',
      { metrics: { lastArchive: unavailable('timeout', 'no answer in time') } },
      ['not known', 'no answer in time'],
    ],
  ])('%s', (_situation, difference, words) => {
    expect(told(stale(difference))).toEqual(words);
  });

  it.each<[archiver: Archiver, lastArchive: MetricReading, kind: string]>([
    ['wal-e', NO_SERIES, 'problem'],
    ['wal-g', NO_SERIES, 'problem'],
    // No exporter makes it from the log of these; where there is one, it is judged as any other.
    ['pgbackrest', NO_SERIES, 'clear'],
    ['barman', NO_SERIES, 'clear'],
    ['pgbackrest', metric({ [PRIMARY]: moment(HOUR) }), 'problem'],
  ])('is missed where there should be one: %s', (archiver, lastArchive, kind) => {
    expect(stale({ log: { archiver }, metrics: { lastArchive } }).kind).toBe(kind);
  });

  it.each<[situation: string, difference: Difference, kind: string]>([
    [
      'is due once an upload is as old as it may be late',
      { log: { uploads: [completed(3 * MINUTE)] } },
      'problem',
    ],
    ['is not due before', { log: { uploads: [completed(3 * MINUTE - 1)] } }, 'clear'],
    [
      'follows if it is half a minute behind at the most',
      {
        log: { uploads: [completed(5 * MINUTE)] },
        metrics: { lastArchive: metric({ [PRIMARY]: moment(5.5 * MINUTE) }) },
      },
      'clear',
    ],
    [
      'does not if it is more',
      {
        log: { uploads: [completed(5 * MINUTE)] },
        metrics: { lastArchive: metric({ [PRIMARY]: moment(5.5 * MINUTE + SECOND) }) },
      },
      'problem',
    ],
    [
      'has been silent for too long after a reset as long ago as it may be late',
      { metrics: { lastArchive: metric({ [PRIMARY]: (ago) => (ago <= 3 * MINUTE ? 0 : 1.7e9) }) } },
      'problem',
    ],
    [
      'may have been restarted soon after it was first seen',
      {
        metrics: {
          lastArchive: metric({
            [PRIMARY]: (ago) => (ago < 2.5 * MINUTE ? 0 : ago === 2.5 * MINUTE ? 1.7e9 : undefined),
          }),
        },
      },
      'unknown',
    ],
    [
      'has said nothing in all the time, though its series is new',
      {
        metrics: {
          lastArchive: metric({ [PRIMARY]: (ago) => (ago <= 2 * MINUTE ? 0 : undefined) }),
        },
      },
      'problem',
    ],
    [
      'may have been restarted where its series ended within the time that is given',
      {
        cluster: { thresholds: { ...DEFAULT_THRESHOLDS, metricAllowance: 8 * MINUTE } },
        metrics: {
          lastArchive: metric({ [PRIMARY]: (ago) => (ago < 7 * MINUTE ? undefined : 1.7e9) }),
        },
      },
      'unknown',
    ],
    [
      'is gone where its series ended before that',
      {
        cluster: { thresholds: { ...DEFAULT_THRESHOLDS, metricAllowance: 8 * MINUTE } },
        metrics: {
          lastArchive: metric({ [PRIMARY]: (ago) => (ago < 8 * MINUTE ? undefined : 1.7e9) }),
        },
      },
      'problem',
    ],
  ])('%s', (_situation, difference, kind) => {
    expect(stale(difference).kind).toBe(kind);
  });

  describe('of which more is known than at the moment that is asked about', () => {
    const asOf = (agoMs: number, difference: Difference) =>
      metricsStale({ ...healthySnapshot(difference), at: NOON - agoMs });
    const before = uploads.slice(0, -10);

    it('is not excused by what it says afterwards', () => {
      const lastArchive = metric({
        [PRIMARY]: (ago) => (ago > 16 * MINUTE || ago < 5 * MINUTE ? 1.7e9 : 0),
      });

      expect(asOf(10 * MINUTE, { log: { uploads: before }, metrics: { lastArchive } }).kind).toBe(
        'problem',
      );
    });

    it('is not blamed because its host, which was silent, is heard again afterwards', () => {
      const ago = 10 * MINUTE;
      const log = { uploads: [completed(ago + 10 * MINUTE), completed(ago + 181 * SECOND)] };
      const metrics = {
        replica: metric({
          [PRIMARY]: (pointAgo) =>
            pointAgo >= ago && pointAgo < ago + 100 * SECOND ? undefined : 0,
          [REPLICA]: 1,
        }),
        lastArchive: metric({
          [PRIMARY]: (pointAgo) => (NOON - Math.max(ago + 10 * MINUTE, pointAgo)) / SECOND,
        }),
      };

      expect(asOf(ago, { log, metrics }).kind).toBe('clear');
    });
  });

  it('is mended at its exporter', () => {
    expect(stale()).toMatchObject({ code: 'metrics-stale', severity: 'warning' });
    expect(JSON.stringify(stale())).toContain('mtail');
    expect(told(stale({ log: { uploads: [completed(15 * MINUTE + SECOND)] } }))).toEqual(['clear']);
    expect(told(stale({ log: { uploads: [completed(15 * MINUTE)] } }))[0]).toBe('warning');
  });
});
