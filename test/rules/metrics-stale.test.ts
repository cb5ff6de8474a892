import { describe, expect, it } from '@jest/globals';
import { measured, unavailable } from '../../src/domain/reading.ts';
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
  `WAL is archived (last upload 60 s ago from patroni-01), but ${stands}: a false page, mtail is the likely culprit`;
const COMPLETED = 'log: patroni-01 completed an upload 60 s ago';
const READS = 'metric: mtail answers its scrapes, so it may be reading a rotated file';
const NO_SERIES = unavailable('no-data', 'no series');

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
          lastArchive: {
            ...measured([], NOON),
            nameless: [{ label: '{job="mtail"}', points: [] }],
          },
        },
      },
      ['not known', 'a series of lastArchive that may be that of patroni-01 has no readable host'],
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

  it('is mended at its exporter', () => {
    expect(stale()).toMatchObject({ code: 'metrics-stale', severity: 'warning' });
    expect(JSON.stringify(stale())).toContain('mtail');
    expect(told(stale({ log: { uploads: [completed(15 * MINUTE + SECOND)] } }))).toEqual(['clear']);
    expect(told(stale({ log: { uploads: [completed(15 * MINUTE)] } }))[0]).toBe('warning');
  });
});
