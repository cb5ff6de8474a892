import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { dataAtRisk } from '../../src/facts/data-at-risk.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moments,
  PRIMARY,
  segment,
} from '../support/snapshot.ts';

const GONE = unavailable('no-data', 'no series');
const STALE = { uploads: [completed(HOUR, { file: segment(1) })] };
const BY_METRIC = { lastArchive: metric({ [PRIMARY]: moments(10 * SECOND) }) };
const BY_POSTGRES = {
  lastArchive: GONE,
  archiverAge: metric({ [PRIMARY]: (ago) => 5 + ago / 1e9 }),
};
/** What a log that ends at segment 1 leaves unarchived of a position behind segment 0x77. */
const BY_LOG_ALONE = 0x70 * DEFAULT_WAL_SEGMENT_SIZE;

const riskOf = (difference: Parameters<typeof healthySnapshot>[0]) =>
  dataAtRisk(healthySnapshot(difference), PRIMARY)?.bytes;

describe('data at risk', () => {
  it('is what waits and the present segment where the metric knows of a success that the log lacks', () => {
    expect(riskOf({ log: STALE, metrics: BY_METRIC })?.atMost).toBeLessThan(
      DEFAULT_WAL_SEGMENT_SIZE,
    );
    const waiting = { ...BY_METRIC, pendingWal: metric({ [PRIMARY]: 3 }) };
    const bytes = riskOf({ log: STALE, metrics: waiting });
    expect(bytes?.atLeast).toBe(3 * DEFAULT_WAL_SEGMENT_SIZE);
    expect(bytes?.atMost).toBeLessThan(4 * DEFAULT_WAL_SEGMENT_SIZE);
  });

  it('stays as large as the log shows it where PostgreSQL alone says otherwise', () => {
    expect(riskOf({ log: STALE, metrics: BY_POSTGRES })?.atMost).toBeGreaterThan(BY_LOG_ALONE);
    expect(riskOf({ log: STALE, metrics: BY_POSTGRES })?.atLeast).toBe(0);
  });

  it.each([
    ['the metric made from the log', BY_METRIC],
    ['pg_stat_archiver', BY_POSTGRES],
  ])('is known by %s where there is no log', (_who, metrics) => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(riskOf({ uploadLog, metrics })?.atMost).toBeLessThan(DEFAULT_WAL_SEGMENT_SIZE);
  });

  it('is unknown where nothing tells of any success, or of what waits', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(riskOf({ uploadLog, metrics: { lastArchive: GONE } })).toBeUndefined();
    expect(riskOf({ uploadLog, metrics: { ...BY_METRIC, pendingWal: GONE } })).toBeUndefined();
  });
});
