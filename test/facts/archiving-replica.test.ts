import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { archivingReplica } from '../../src/facts/archiving-replica.ts';
import {
  completed,
  healthySnapshot,
  metric,
  REPLICA,
  type Difference,
} from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';

const GONE = unavailable('no-data', 'no series');

/** A replica whose last upload ended so many minutes ago, and that writes a segment a minute. */
const snapshotOf = (minutes: number | undefined, metrics: Difference['metrics'] = {}) =>
  healthySnapshot({
    log: {
      uploads: minutes === undefined ? [] : [completed(minutes * MINUTE, { host: REPLICA })],
    },
    metrics: {
      replica: metric({ [REPLICA]: 1 }),
      walPosition: metric({ [REPLICA]: (ago) => (1000 - ago / MINUTE) * DEFAULT_WAL_SEGMENT_SIZE }),
      pendingWal: GONE,
      ...metrics,
    },
  });
const find = (...of: Parameters<typeof snapshotOf>) => archivingReplica(snapshotOf(...of), REPLICA);
const waiting = (count: number) => ({ pendingWal: metric({ [REPLICA]: count }) });
/** Bytes that were written within the last quarter of an hour. */
const written = (bytes: number) => ({
  walPosition: metric({ [REPLICA]: (ago) => 1e12 - (ago >= 15 * MINUTE ? bytes : 0) }),
});

describe('a replica that archives', () => {
  it('is one that completed an upload within the time that one may take', () => {
    expect(find(14)).toEqual({
      words: `${REPLICA}, a replica, archives: its last upload in the log ended 14 min ago`,
      isBehind: false,
    });
    expect(find(14, waiting(5))).toMatchObject({ isBehind: false });
  });

  it('is behind where its last upload is too old, and it has gone on', () => {
    const behind = {
      words: `${REPLICA}, a replica, archived, and its last upload in the log ended 15 min ago`,
      isBehind: true,
    };

    expect(find(15)).toEqual(behind);
    expect(find(15, written(DEFAULT_WAL_SEGMENT_SIZE))).toEqual(behind);
    expect(find(15, { walPosition: GONE })).toEqual(behind);
  });

  it('is not behind where it has written less than a segment meanwhile, and nothing waits', () => {
    const idle = written(DEFAULT_WAL_SEGMENT_SIZE - 1);

    expect(find(15, idle)).toBeUndefined();
    expect(find(15, { ...idle, ...waiting(0) })).toBeUndefined();
    expect(find(15, { ...idle, ...waiting(1) })).toMatchObject({ isBehind: true });
  });

  it('is told by files that wait on it as well', () => {
    expect(find(undefined, waiting(1))).toEqual({
      words: `1 file waits to be archived on ${REPLICA}, a replica, and no upload of it is known`,
      isBehind: true,
    });
    expect(find(20, waiting(2))?.words).toBe(
      `2 files wait to be archived on ${REPLICA}, a replica, and its last upload in the log ended 20 min ago`,
    );
  });

  it('is known by what waits alone where there is no log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');
    const { metrics } = snapshotOf(undefined, waiting(3));

    expect(archivingReplica(healthySnapshot({ uploadLog, metrics }), REPLICA)?.words).toContain(
      'no upload of it is known',
    );
  });
});

describe('a replica that does not archive', () => {
  it('has no upload in the log, and nothing that waits', () => {
    expect(find(undefined)).toBeUndefined();
    expect(find(undefined, waiting(0))).toBeUndefined();
  });

  it('may have completed uploads while it was a primary, or before its role was measured', () => {
    const since = (minutes: number, before: number | undefined) => ({
      replica: metric({ [REPLICA]: (ago) => (ago > minutes * MINUTE ? before : 1) }),
    });

    expect(find(10, since(9, 0))).toBeUndefined();
    expect(find(10, since(10, 0))).toMatchObject({ isBehind: false });
    expect(find(10, since(9, undefined))).toBeUndefined();
    expect(find(10, { replica: GONE })).toBeUndefined();
    expect(find(10, { replica: metric({ 'patroni-03': 1 }) })).toBeUndefined();
  });
});
