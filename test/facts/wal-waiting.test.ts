import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import {
  endOfArchive,
  isBehind,
  positionScrapedAt,
  walBeyondArchive,
  walWaiting,
  walWritten,
} from '../../src/facts/wal-waiting.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  LAST,
  metric,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

type Difference = Parameters<typeof healthySnapshot>[0];

const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
const GONE = unavailable('no-data', 'no series');
const NO_LOG = unavailable('timeout', 'no answer in time');
/** So many segments behind the newest completed one. */
const positionAt = (segmentsBeyond: (ago: number) => number | undefined) =>
  metric({
    [PRIMARY]: (ago) => {
      const beyond = segmentsBeyond(ago);
      return beyond === undefined ? undefined : END_OF_LAST + beyond * SIZE;
    },
  });
const beyond = (difference: Difference) => walBeyondArchive(healthySnapshot(difference), PRIMARY);

describe('the segments that wait', () => {
  it('are as many as an exporter counts, whatever the position says', () => {
    const metrics = { pendingWal: metric({ [PRIMARY]: 3 }), walPosition: positionAt(() => 9) };

    expect(walWaiting(healthySnapshot({ metrics }), PRIMARY)).toEqual({
      atLeast: 3,
      isMeasured: true,
      atMost: 3,
      source: 'files that wait in archive_status',
    });
  });

  it('are what lies between the newest completed one and the position where nobody counts', () => {
    const metrics = { pendingWal: GONE, walPosition: positionAt(() => 9) };

    expect(walWaiting(healthySnapshot({ metrics }), PRIMARY)).toEqual({
      atLeast: 9,
      isMeasured: true,
      atMost: 9,
      source: 'WAL position and the newest completed segment',
    });
  });
});

describe('the WAL beyond the archive', () => {
  it('is counted in whole segments: the one that is being written does not wait', () => {
    expect(beyond({ metrics: { walPosition: positionAt(() => 1.99) } })?.atMost).toBe(1);
    expect(beyond({ metrics: { walPosition: positionAt(() => 2) } })?.atMost).toBe(2);
  });

  it('is at least what was written before the time that a line may take to arrive', () => {
    // The allowance is three minutes.
    const walPosition = positionAt((ago) => (ago < 3 * MINUTE ? 9 : 4));

    expect(beyond({ metrics: { walPosition } })).toMatchObject({ atLeast: 4, atMost: 9 });
  });

  it('is at least nothing where the earlier position is not known', () => {
    const walPosition = positionAt((ago) => (ago < 3 * MINUTE ? 9 : undefined));

    expect(beyond({ metrics: { walPosition } })).toMatchObject({
      atLeast: 0,
      isMeasured: false,
      atMost: 9,
    });
  });

  it('is nothing where the position is older than the archive', () => {
    expect(beyond({ metrics: { walPosition: positionAt(() => -4) } })).toMatchObject({
      atLeast: 0,
      atMost: 0,
    });
  });

  it('is not known without a position, a log or a completed segment', () => {
    expect(beyond({ metrics: { walPosition: GONE } })).toBeUndefined();
    expect(beyond({ uploadLog: NO_LOG })).toBeUndefined();
    expect(beyond({ log: { uploads: [] } })).toBeUndefined();
  });
});

describe('the end of the archive', () => {
  const endOf = (difference: Difference) => endOfArchive(healthySnapshot(difference), PRIMARY);
  const uploads = (...files: readonly string[]) => ({
    uploads: files.map((file, index) => completed((files.length - index) * SECOND, { file })),
  });

  it('is the end of the furthest completed segment, however they came', () => {
    expect(endOf({ log: uploads(segment(LAST - 1), segment(LAST), segment(LAST - 2)) })).toBe(
      END_OF_LAST,
    );
  });

  it('is on the newest timeline, though the older one went further', () => {
    expect(endOf({ log: uploads(segment(LAST), segment(LAST + 9, 4)) })).toBe(END_OF_LAST);
    expect(endOf({ log: uploads(segment(LAST + 9, 4), segment(LAST)) })).toBe(END_OF_LAST);
  });

  it('is not moved by what a host completed that the metrics do not know', () => {
    const stranger = completed(SECOND, { file: segment(LAST + 9), host: 'other-cluster-01' });
    const log = { uploads: [completed(MINUTE), stranger] };

    expect(endOf({ log })).toBe(END_OF_LAST);
    expect(endOf({ log, metrics: { replica: GONE } })).toBe(END_OF_LAST);
  });

  it('is where a host of the cluster that was the primary before has brought it', () => {
    const before = completed(MINUTE, { host: REPLICA });
    const log = { uploads: [before] };

    expect(endOf({ log })).toBe(END_OF_LAST);
    expect(endOf({ log, metrics: { replica: GONE } })).toBeUndefined();
  });

  it('is told by files whatever host they name: they were read where the cluster writes them', () => {
    const log = { source: 'log files', uploads: [completed(MINUTE, { host: 'db-1' })] } as const;

    expect(endOf({ log })).toBe(END_OF_LAST);
  });

  it('is not known where the names do not fit the configured size of a segment', () => {
    const log = uploads('000000050000001000000100');

    expect(endOf({ log })).toBeUndefined();
    expect(endOf({ log: uploads('0000000500000010000000FF') })).toBe(0x11 * 256 * SIZE);
  });
});

describe('a segment', () => {
  const at = (timeline: number, number: number) => ({
    timeline,
    number,
    at: 0,
    beginSeen: true,
    host: PRIMARY,
    state: 'complete' as const,
  });

  it('comes before what has a higher number, or is on a newer timeline', () => {
    expect(isBehind(at(5, 7), at(5, 8))).toBe(true);
    expect(isBehind(at(4, 9), at(5, 8))).toBe(true);
  });

  it('comes before neither itself, nor what is on an older timeline or has a lower number', () => {
    expect(isBehind(at(5, 8), at(5, 8))).toBe(false);
    expect(isBehind(at(5, 8), at(5, 7))).toBe(false);
    expect(isBehind(at(5, 8), at(4, 9))).toBe(false);
  });
});

describe('the WAL that the primary wrote', () => {
  const written = (position: (ago: number) => number | undefined, until?: number) =>
    walWritten(
      healthySnapshot({ metrics: { walPosition: metric({ [PRIMARY]: position }) } }),
      PRIMARY,
      10 * MINUTE,
      until,
    );
  const NOON = healthySnapshot().at;

  it('is the difference of its positions, up to now or to an earlier moment', () => {
    const writing = (ago: number): number => 1e9 - ago;

    expect(written(writing)).toBe(10 * MINUTE);
    expect(written(writing, NOON - 4 * MINUTE)).toBe(6 * MINUTE);
  });

  it('may be nothing', () => {
    expect(written(() => 5)).toBe(0);
  });

  it('is not known where either end is not, or the position went back', () => {
    expect(written((ago) => (ago < 5 * MINUTE ? undefined : 5))).toBeUndefined();
    expect(written((ago) => (ago > 5 * MINUTE ? undefined : 5))).toBeUndefined();
    expect(written((ago) => 1e9 + ago)).toBeUndefined();
  });
});

describe('the position that is shown', () => {
  it('was scraped when it first was that high', () => {
    const everyFourMinutes = positionAt((ago) => -Math.ceil(ago / (4 * MINUTE)));
    const scrapedBefore = (ago: number, walPosition = everyFourMinutes) =>
      positionScrapedAt(healthySnapshot({ metrics: { walPosition } }), PRIMARY, NOON - ago);

    expect(scrapedBefore(3 * MINUTE)).toBe(NOON - 4 * MINUTE);
    expect(scrapedBefore(5 * MINUTE)).toBe(NOON - 8 * MINUTE);
    expect(scrapedBefore(0, GONE)).toBeUndefined();
  });
});
