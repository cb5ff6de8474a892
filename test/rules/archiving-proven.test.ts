import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { EarlierCount } from '../../src/domain/upload-log.ts';
import { archivingProven } from '../../src/rules/archiving-proven.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  LAST,
  metric,
  moment,
  moments,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
  UNREAD,
} from '../support/snapshot.ts';

type Difference = Parameters<typeof healthySnapshot>[0];

/** What is said of it: the reason why it is not proven, or that it is. */
function said(difference: Difference): string {
  const finding = archivingProven(healthySnapshot(difference));
  if (finding.kind === 'unknown') return finding.reason;
  return finding.kind === 'proven' ? finding.headline : finding.kind;
}

const GONE = unavailable('no-data', 'no series');
const SIZE = 16 * 1024 * 1024;

/** The log's last upload, so long ago. */
const logged = (agoMs: number) => ({ uploads: [completed(agoMs)] });
/** Nothing tells how much waits. */
const WAITING_UNKNOWN = { pendingWal: GONE, walPosition: GONE };
const NO_METRIC = { lastArchive: GONE };

describe('health is proven', () => {
  it('by an upload that both the log and the metric know of, each with its age', () => {
    expect(archivingProven(healthySnapshot())).toEqual({
      kind: 'proven',
      rule: 'archiving-proven',
      code: 'healthy',
      headline: 'WAL archiving is healthy: last upload 20 s ago from patroni-01 (primary)',
      evidence: [
        { from: 'log', text: 'the last upload completed 20 s ago' },
        { from: 'metric', text: 'the metric says that it completed 20 s ago' },
      ],
    });
  });

  it('by the log and PostgreSQL’s own count, and the evidence names both and nothing else', () => {
    const metrics = { ...NO_METRIC, archiverAge: metric({ [PRIMARY]: 40 }) };

    expect(archivingProven(healthySnapshot({ metrics }))).toMatchObject({
      kind: 'proven',
      evidence: [
        { from: 'log', text: 'the last upload completed 20 s ago' },
        { from: 'metric', text: 'pg_stat_archiver counted the last success 40 s ago' },
      ],
    });
  });

  it.each<[situation: string, difference: Difference, headline: string]>([
    [
      'by metrics alone, and says so',
      { uploadLog: unavailable('timeout', 'no answer in time') },
      'WAL archiving is healthy by the metrics alone: last upload 20 s ago from patroni-01 (primary)',
    ],
    [
      'without knowing how much waits, and says so',
      { metrics: WAITING_UNKNOWN },
      'WAL archiving is healthy: last upload 20 s ago from patroni-01 (primary); how much WAL waits is not known',
    ],
    [
      'by the younger of both ages',
      { log: logged(2 * MINUTE), metrics: { lastArchive: metric({ [PRIMARY]: moment(MINUTE) }) } },
      'WAL archiving is healthy: last upload 60 s ago from patroni-01 (primary)',
    ],
    [
      'by the log and the count of files, of which one may wait',
      { metrics: { ...NO_METRIC, pendingWal: metric({ [PRIMARY]: 1 }) } },
      'WAL archiving is healthy: last upload 20 s ago from patroni-01 (primary)',
    ],
    [
      'by the log and a position next to the newest segment',
      { metrics: { ...NO_METRIC, pendingWal: GONE } },
      'WAL archiving is healthy: last upload 20 s ago from patroni-01 (primary)',
    ],
    [
      'by the log and a position that is next to the newest segment, and was not known before',
      {
        metrics: {
          ...NO_METRIC,
          pendingWal: GONE,
          walPosition: metric({ [PRIMARY]: (ago) => (ago <= MINUTE ? END_OF_LAST : undefined) }),
        },
      },
      'WAL archiving is healthy: last upload 20 s ago from patroni-01 (primary)',
    ],
    [
      'by the log and a position that has only just moved on: lines take their time',
      {
        metrics: {
          ...NO_METRIC,
          pendingWal: GONE,
          walPosition: metric({
            [PRIMARY]: (ago) => END_OF_LAST + (ago < 2 * MINUTE ? 3 * SIZE : 0),
          }),
        },
      },
      'WAL archiving is healthy: last upload 20 s ago from patroni-01 (primary)',
    ],
    [
      'by the first upload after a quiet time, whose line has not arrived yet',
      {
        log: logged(40 * MINUTE),
        metrics: {
          lastArchive: metric({
            [PRIMARY]: (ago) => (NOON - (ago < MINUTE ? MINUTE : 40 * MINUTE)) / SECOND,
          }),
        },
      },
      'WAL archiving is healthy: last upload 60 s ago from patroni-01 (primary)',
    ],
    [
      'just before the last upload is too old',
      {
        log: logged(15 * MINUTE - SECOND),
        metrics: { lastArchive: metric({ [PRIMARY]: moment(15 * MINUTE - SECOND) }) },
      },
      'WAL archiving is healthy: last upload 14 min ago from patroni-01 (primary)',
    ],
    [
      'while many wait, as long as one has just completed',
      { metrics: { pendingWal: metric({ [PRIMARY]: 30 }) } },
      'WAL archiving is healthy: last upload 20 s ago from patroni-01 (primary)',
    ],
    [
      'while many wait, just before nothing has completed for too long',
      {
        log: logged(5 * MINUTE - SECOND),
        metrics: {
          lastArchive: metric({ [PRIMARY]: moment(5 * MINUTE - SECOND) }),
          pendingWal: metric({ [PRIMARY]: 30 }),
        },
      },
      'WAL archiving is healthy: last upload 4 min ago from patroni-01 (primary)',
    ],
  ])('%s', (_situation, difference, headline) => {
    expect(said(difference)).toBe(headline);
  });
});

describe('health is not proven', () => {
  it.each<[situation: string, difference: Difference, reason: string]>([
    [
      'where no metric tells who the primary is',
      { metrics: { replica: unavailable('timeout', 'no answer in time') } },
      'the primary is not known: no answer in time',
    ],
    [
      'where a second primary has only just appeared',
      {
        metrics: {
          replica: metric({ [PRIMARY]: 0, [REPLICA]: (ago) => (ago <= MINUTE ? 0 : 1) }),
        },
      },
      'the primary is not known: patroni-01 and patroni-02 both currently report as primary',
    ],
    [
      'where there are two primaries',
      { metrics: { replica: metric({ [PRIMARY]: 0, [REPLICA]: 0 }) } },
      'there is not exactly one primary',
    ],
    [
      'where sources contradict each other, however fresh the uploads',
      { metrics: { lastArchive: metric({ [PRIMARY]: moments(-HOUR) }) } },
      'the sources contradict each other: the metric says that patroni-01 will have completed an upload in 60 min, and by the log its clock is not that far ahead',
    ],
    [
      'at the very age at which the last upload is too old',
      {
        log: logged(15 * MINUTE),
        metrics: { lastArchive: metric({ [PRIMARY]: moment(15 * MINUTE) }) },
      },
      'the last known upload of patroni-01 (primary) was 15 min ago, and how much WAL is waiting is not known well enough',
    ],
    [
      'where nobody knows of any upload',
      { log: { uploads: [] }, metrics: { lastArchive: GONE } },
      'neither log nor metric knows of any upload of patroni-01 (primary)',
    ],
    [
      'where there is no log, and no metric knows of any upload',
      {
        uploadLog: unavailable('timeout', 'no answer in time'),
        metrics: { lastArchive: GONE },
      },
      'neither log nor metric knows of any upload of patroni-01 (primary)',
    ],
    [
      'where the log lacks what a metric shows that has only just begun',
      {
        log: logged(20 * MINUTE),
        metrics: {
          lastArchive: metric({
            [PRIMARY]: (ago) => (ago <= MINUTE ? (NOON - MINUTE) / SECOND : undefined),
          }),
        },
      },
      'the metric shows completed uploads, but the log does not confirm them',
    ],
    [
      'where a new primary has not completed its first',
      {
        log: { uploads: [] },
        metrics: {
          lastArchive: GONE,
          replica: metric({ [PRIMARY]: (ago) => (ago <= 2 * MINUTE ? 0 : 1), [REPLICA]: 1 }),
        },
      },
      'patroni-01 became primary 2 min ago and has not completed its first upload yet',
    ],
    [
      'where the primary has had time for its first',
      {
        log: { uploads: [] },
        metrics: {
          lastArchive: GONE,
          replica: metric({ [PRIMARY]: (ago) => (ago <= 5 * MINUTE ? 0 : 1), [REPLICA]: 1 }),
        },
      },
      'neither log nor metric knows of any upload of patroni-01 (primary)',
    ],
    [
      'where log lines come too late',
      {
        log: { uploads: [], shippingLag: 6 * MINUTE + SECOND },
        metrics: { lastArchive: GONE },
      },
      'log lines of patroni-01 (primary) arrive 6 min late, or its clock is that far behind',
    ],
    [
      'where log lines come as late as is usual at most',
      { log: { uploads: [], shippingLag: 6 * MINUTE }, metrics: { lastArchive: GONE } },
      'neither log nor metric knows of any upload of patroni-01 (primary)',
    ],
    [
      'where the log’s times are those of another time zone',
      {
        log: {
          uploads: [],
          unread: {
            count: 0,
            samples: [],
            zoneErrors: [{ host: PRIMARY, count: 3, offset: -HOUR }],
          },
        },
        metrics: { lastArchive: GONE },
      },
      'the times in 3 lines of patroni-01 lie 60 min before they arrived, as if in another zone: set timeZone to the zone of the hosts',
    ],
    [
      'where the log has uploads of nobody, in place of the primary’s',
      {
        log: { uploads: [completed(MINUTE, { host: undefined })] },
        metrics: { lastArchive: GONE },
      },
      'the log has uploads whose host cannot be told, and they may be those of patroni-01',
    ],
    [
      'where the log lacks what the metric shows',
      { log: { uploads: [completed(20 * MINUTE)] } },
      'the metric shows completed uploads, but the log does not confirm them',
    ],
    [
      'where the metric shows uploads, and those of the log are of nobody',
      { log: { uploads: [completed(MINUTE, { host: undefined })] } },
      'the log has uploads whose host cannot be told, and they may be those of patroni-01',
    ],
    [
      'where two wait and nothing has completed for as long as an upload may take',
      {
        log: logged(5 * MINUTE),
        metrics: {
          lastArchive: metric({ [PRIMARY]: moment(5 * MINUTE) }),
          pendingWal: metric({ [PRIMARY]: 2 }),
        },
      },
      'nothing completed for 5 min while 2 segments are waiting',
    ],
    [
      'by the log alone',
      { metrics: { ...NO_METRIC, ...WAITING_UNKNOWN } },
      'only one source says that patroni-01 (primary) completes uploads (the last 20 s ago), and that is no proof',
    ],
    [
      'by the log alone, while two wait',
      { metrics: { ...NO_METRIC, pendingWal: metric({ [PRIMARY]: 2 }) } },
      'only one source says that patroni-01 (primary) completes uploads (the last 20 s ago), and that is no proof',
    ],
    [
      'by the log and a position that was not known a while ago',
      {
        metrics: {
          ...NO_METRIC,
          pendingWal: GONE,
          walPosition: metric({
            [PRIMARY]: (ago) => (ago <= MINUTE ? END_OF_LAST + 3 * SIZE : undefined),
          }),
        },
      },
      'only one source says that patroni-01 (primary) completes uploads (the last 20 s ago), and that is no proof',
    ],
    [
      'by the log and a success that PostgreSQL counted too long ago',
      { metrics: { ...NO_METRIC, ...WAITING_UNKNOWN, archiverAge: metric({ [PRIMARY]: 900 }) } },
      'only one source says that patroni-01 (primary) completes uploads (the last 20 s ago), and that is no proof',
    ],
  ])('%s', (_situation, difference, reason) => {
    expect(said(difference)).toBe(reason);
  });

  it('after a pause far longer than any before, where nothing tells how much waits', () => {
    const uploads = Array.from({ length: 30 }, (_, index) =>
      completed((6 + index) * MINUTE, { file: segment(LAST - index) }),
    );
    const metrics = {
      ...WAITING_UNKNOWN,
      lastArchive: metric({ [PRIMARY]: moment(6 * MINUTE) }),
    };

    expect(said({ log: { uploads }, metrics })).toBe(
      'nothing completed for 6 min, far longer than between any uploads before, and how much WAL waits is not known',
    );
    expect(
      said({ log: { uploads }, metrics: { ...metrics, pendingWal: metric({ [PRIMARY]: 0 }) } }),
    ).toMatch(/^WAL archiving is healthy/);
  });

  it('after a gap of the metrics in which WAL was written that no upload is known of', () => {
    const afterGap = (silentMs: number, segments: number) =>
      said({
        log: { uploads: [completed(silentMs)] },
        metrics: {
          lastArchive: metric({ [PRIMARY]: moment(silentMs) }),
          archiverAge: metric({ [PRIMARY]: (ago) => (ago >= MINUTE ? undefined : 29) }),
          pendingWal: metric({ [PRIMARY]: 0 }),
          walPosition: metric({
            [PRIMARY]: (ago) => (ago >= MINUTE ? undefined : END_OF_LAST + segments * SIZE),
          }),
        },
      });

    expect(afterGap(8 * MINUTE, 32)).toBe(
      'nothing completed for 8 min by log or metric, and 32 segments of WAL were written since',
    );
    expect(afterGap(5 * MINUTE, 2)).toMatch(
      /^nothing completed for 5 min by log or metric, and 2 segments/,
    );
    expect(afterGap(8 * MINUTE, 1)).toMatch(/^WAL archiving is healthy/);
    expect(afterGap(5 * MINUTE - SECOND, 2)).toMatch(/^WAL archiving is healthy/);
  });

  it.each([
    { every: 5 * MINUTE, words: /^nothing completed for 6 min by log or metric, and 15 segments/ },
    { every: MINUTE, words: /^WAL archiving is healthy/ },
  ])(
    'once the position, scraped every $every ms, may be too old to tell when it was written',
    ({ every, words }) => {
      const scraped = (ago: number) => MINUTE + every * Math.max(0, Math.ceil(ago / every - 0.2));
      const silentMs = 6 * MINUTE;

      expect(
        said({
          log: { uploads: [completed(silentMs)] },
          metrics: {
            lastArchive: metric({ [PRIMARY]: moment(silentMs) }),
            pendingWal: metric({ [PRIMARY]: 0 }),
            walPosition: metric({
              [PRIMARY]: (ago) => END_OF_LAST + ((silentMs - scraped(ago)) / MINUTE) * 3 * SIZE,
            }),
          },
        }),
      ).toMatch(words);
    },
  );

  it('where lines come so late that PostgreSQL alone knows of what was written since', () => {
    const late = (silentMs: number, segments: number) =>
      said({
        log: { uploads: [completed(silentMs)], shippingLag: silentMs },
        metrics: {
          ...NO_METRIC,
          archiverAge: metric({ [PRIMARY]: (ago) => (ago >= silentMs - MINUTE ? undefined : 29) }),
          walPosition: metric({
            [PRIMARY]: (ago) => (ago > 5 * MINUTE ? END_OF_LAST : END_OF_LAST + segments * SIZE),
          }),
        },
      });

    expect(late(7 * MINUTE, 28)).toBe(
      'nothing completed for 7 min by log or metric, and 28 segments of WAL were written since; log lines arrive 7 min late',
    );
    expect(late(7 * MINUTE, 1)).toMatch(/^WAL archiving is healthy/);
    expect(late(7 * MINUTE - SECOND, 28)).toMatch(/^WAL archiving is healthy/);
  });
});

describe('health is claimed only for the uploads that were looked at', () => {
  const unseen = (from: number, earlierCount?: EarlierCount): Difference => ({
    log: {
      ended: { from, uploads: [completed(20 * SECOND)], earlierCount },
      unreadParts: [{ part: 'earlier segments', detail: 'no answer in time' }],
    },
  });
  const HEALTHY = 'WAL archiving is healthy: last upload 20 s ago from patroni-01 (primary)';
  const from = NOON - 3 * HOUR;
  const counted = (kind: EarlierCount['kind'], ago = 24 * HOUR): Difference =>
    unseen(from, { kind, from: NOON - ago });

  it.each<[situation: string, difference: Difference, words: string]>([
    ['all of the log', {}, ''],
    [
      'what ended, where that could not be read, is another’s to say',
      {
        log: {
          ended: UNREAD,
          unreadParts: [{ part: 'earlier segments', detail: 'no answer in time' }],
        },
      },
      '',
    ],
    ['the last hours', unseen(from), '; holes were looked for in the last 3 h only'],
    [
      'the last hours, and as many before as there are segments',
      counted('as-many'),
      '; holes were looked for in the last 3 h only, and by count in the last 24 h',
    ],
    [
      'the last hours, and fewer before than there are segments',
      counted('fewer'),
      '; holes were looked for in the last 3 h only, and fewer uploads completed in the last 24 h than there are segments',
    ],
    [
      'the last hours, and a count that tells nothing',
      counted('unclear'),
      '; holes were looked for in the last 3 h only, and a count of uploads in the last 24 h does not tell of the rest',
    ],
    [
      'the last hours, and a count of no more than these',
      counted('as-many', 3 * HOUR),
      '; holes were looked for in the last 3 h only',
    ],
    [
      'the last hours by name, and a part of the day before',
      {
        log: {
          ended: {
            from,
            uploads: [completed(20 * SECOND)],
            earlier: { from: NOON - 12 * HOUR, segments: 0, counted: [], missing: [] },
          },
          unreadParts: [{ part: 'earlier segments', detail: 'no answer in time' }],
        },
      },
      '; holes were looked for in the last 12 h only',
    ],
  ])('%s', (_situation, difference, words) => {
    expect(said(difference)).toBe(`${HEALTHY}${words}`);
  });
});
