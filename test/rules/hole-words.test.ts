import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { headlineOf, holeEvidence, type JudgedHole } from '../../src/rules/hole-words.ts';
import { healthySnapshot, metric, NOON, PRIMARY } from '../support/snapshot.ts';

const ONE = '000000050000001000000041';

/** One segment that lacks on timeline 5, between one of 20 and one of 10 minutes ago. */
const hole = (proof: JudgedHole['proof'], over: Partial<JudgedHole> = {}): JudgedHole => ({
  timeline: 5,
  first: 0x1041,
  last: 0x1041,
  before: NOON - 20 * MINUTE,
  beforeIs: 'completed',
  after: NOON - 10 * MINUTE,
  followedAt: NOON - 10 * MINUTE,
  host: PRIMARY,
  failover: undefined,
  failed: undefined,
  state: 'lost',
  skipped: false,
  overdueSince: undefined,
  of: 1,
  proof,
  behind: { kind: 'none', backup: undefined },
  severity: 'critical',
  ...over,
});

const NO_SERIES = unavailable('no-data', 'no series');

describe('what is said of a hole', () => {
  const headline = (...holes: readonly [JudgedHole, ...JudgedHole[]]) =>
    headlineOf(holes[0], holes, healthySnapshot());

  it.each<[proof: JudgedHole['proof'], one: string, more: string]>([
    [
      'advanced',
      `the log line of ${ONE} is missing; by the metric its upload most likely completed`,
      'log lines of RANGE are missing; by the metric these uploads most likely completed',
    ],
    [
      'too-short',
      `no upload of ${ONE} is in the log, and whether it completed could not be checked`,
      'no upload of RANGE is in the log, and whether they completed could not be checked',
    ],
    [
      'disputed',
      `no upload of ${ONE} is in the log or in the metric made from it, but PostgreSQL counted it as archived: a monitoring fault or a silent drop (only the store can tell which)`,
      'no upload of RANGE is in the log or in the metric made from it, but PostgreSQL counted them as archived: a monitoring fault or a silent drop (only the store can tell which)',
    ],
    [
      'claimed',
      `no upload of ${ONE} is in the log, but PostgreSQL counted it as archived: a monitoring fault or a silent drop (only the store can tell which)`,
      'no upload of RANGE is in the log, but PostgreSQL counted them as archived: a monitoring fault or a silent drop (only the store can tell which)',
    ],
    [
      'unended',
      `the upload of ${ONE} began and its end is not in the log, while later ones completed: it hangs, or its log line is missing`,
      'the upload of RANGE began and its end is not in the log, while later ones completed: they hang, or their log lines are missing',
    ],
    [
      'single',
      `no completed upload of ${ONE} is in the log, while the segments next to it completed: a lost log line or a silent drop (only the store can tell which)`,
      'no completed upload of RANGE is in the log, while the segments next to them completed: lost log lines or a silent drop (only the store can tell which)',
    ],
    [
      'absent',
      `1 segment of WAL has no completed upload in the log: ${ONE}`,
      '3 segments of WAL have no completed upload in the log: RANGE',
    ],
    [
      'failed',
      `1 segment of WAL failed to upload and was passed over: ${ONE}; recovery cannot go past it`,
      '3 segments of WAL failed to upload and were passed over: RANGE; recovery cannot go past them',
    ],
    [
      'stood-still',
      `1 segment of WAL was not uploaded: ${ONE}; recovery cannot go past it`,
      '3 segments of WAL were not uploaded: RANGE; recovery cannot go past them',
    ],
    [
      'skipped',
      `1 segment of WAL was not uploaded: ${ONE}; recovery cannot go past it`,
      '3 segments of WAL were not uploaded: RANGE; recovery cannot go past them',
    ],
  ])('%s', (proof, one, more) => {
    const three = hole(proof, { last: 0x1043 });

    expect(headline(hole(proof))).toBe(one);
    expect(headline(three)).toBe(more.replace('RANGE', `${ONE}–43`));
  });

  it('counts the others that are as bad', () => {
    const other = hole('failed', { first: 0x1045, last: 0x1045 });

    expect(headline(hole('failed'), other)).toBe(
      `2 segments of WAL failed to upload and were passed over: ${ONE} and 1 more hole; recovery cannot go past them`,
    );
    expect(headline(hole('failed'), other, other)).toContain(`${ONE} and 2 more holes`);
  });

  it('names the others last where it speaks of the worst alone', () => {
    const other = hole('too-short', { first: 0x1045, last: 0x1045 });
    const words = `no upload of ${ONE} is in the log, and whether it completed could not be checked`;

    expect(headline(hole('too-short'), other)).toBe(`${words}; there is 1 more hole`);
    expect(headline(hole('too-short'), other, other)).toBe(`${words}; there are 2 more holes`);
  });
});

describe('what shows a hole', () => {
  const shown = (one: JudgedHole, snapshot = healthySnapshot()) =>
    holeEvidence(one, snapshot).map(({ from, text }) => `${from}: ${text}`);
  const BETWEEN = `log: ${ONE} (1): the segment before was completed 20 min ago, the one after 10 min ago`;

  it.each<[proof: JudgedHole['proof'], words: string]>([
    ['advanced', 'the metric made from the log on the host went on in that time'],
    ['too-short', 'too short a time for the metric to tell'],
    [
      'single',
      'PostgreSQL went on to the next, so its archive command returned success; no metric tells more',
    ],
    ['absent', 'no metric covers that time'],
    [
      'claimed',
      'the metric made from the log does not tell of that time, and pg_stat_archiver counted successes throughout',
    ],
    [
      'disputed',
      'the metric made from the log stood still in that time, and pg_stat_archiver counted a success',
    ],
    ['stood-still', 'the metric stood still in that time'],
    ['failed', 'its upload failed, and later ones completed'],
    [
      'skipped',
      'skipped: the file was gone before its upload, and it was marked done all the same',
    ],
  ])('by its times, and by its proof: %s', (proof, words) => {
    expect(shown(hole(proof))).toEqual([`${BETWEEN}; ${words}`]);
  });

  it('is its first try, where nothing before it is known', () => {
    expect(shown(hole('absent', { beforeIs: 'tried' }))).toEqual([
      `log: ${ONE} (1): it was first tried 20 min ago, the one after was completed 10 min ago; no metric covers that time`,
    ]);
  });

  it.each([
    [1, '1 failed try of it in the log, 2 h ago, and no completed upload'],
    [3, '3 failed tries of it in the log, the latest 2 h ago, and no completed upload'],
  ])('are its %d failed tries, where they are the proof', (count, words) => {
    const failed = { count, lastAt: NOON - 2 * HOUR };

    expect(shown(hole('failed', { failed }))[1]).toBe(`log: ${words}`);
    expect(shown(hole('unended', { failed }))).toHaveLength(1);
  });

  it.each<[situation: string, metrics: Parameters<typeof healthySnapshot>[0], words: string]>([
    ['says nothing where nobody counts', { metrics: { pendingWal: NO_SERIES } }, ''],
    [
      'says that only the line lacks where no file waits',
      {},
      "; no file waits in archive_status: by PostgreSQL's word only the log line is missing",
    ],
    [
      'says so with the last success',
      { metrics: { archiverAge: metric({ [PRIMARY]: 30 }) } },
      "; no file waits in archive_status, and pg_stat_archiver counted the last success 30 s ago: by PostgreSQL's word only the log line is missing",
    ],
    [
      'counts one file that waits',
      { metrics: { pendingWal: metric({ [PRIMARY]: 1 }) } },
      '; 1 file in archive_status',
    ],
    [
      'counts the files that wait',
      { metrics: { pendingWal: metric({ [PRIMARY]: 4 }) } },
      '; 4 files in archive_status',
    ],
  ])('of an upload without an end, PostgreSQL %s', (_situation, difference, words) => {
    const one = hole('unended', { overdueSince: NOON - 15 * MINUTE });

    expect(shown(one, healthySnapshot(difference))).toEqual([
      `${BETWEEN}; its upload began 15 min ago, and no line tells of its end${words}`,
    ]);
  });
});
