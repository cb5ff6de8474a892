import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../src/facts/facts.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  jobMetric,
  LAST,
  metric,
  NOON,
  NO_METRICS,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';

const DISK = 500 * DEFAULT_WAL_SEGMENT_SIZE;
const world = (roles: Parameters<typeof metric>[0]) =>
  healthySnapshot({
    log: {
      uploads: [5, 4, 3, 2, 1].map((ago) =>
        completed(ago * MINUTE, { archiver: 'wal-g', file: segment(LAST + 1 - ago), pid: ago }),
      ),
    },
    metrics: {
      replica: metric(roles),
      pendingWal: metric({ [PRIMARY]: (ago) => 200 - ago / (30 * SECOND) }),
      walDiskFree: metric({ [PRIMARY]: DISK }),
      walPosition: metric({ [PRIMARY]: END_OF_LAST + 3 * DEFAULT_WAL_SEGMENT_SIZE }),
      baseBackupSuccess: jobMetric({
        patroni: (ago) => (ago === 0 ? (NOON - 10 * MINUTE) / SECOND : undefined),
      }),
    },
  });

describe('the facts of a snapshot', () => {
  const healthy = () => world({ [PRIMARY]: 0, [REPLICA]: 1 });

  it('are each there under their name', () => {
    const snapshot = healthy();
    const facts = factsOf(snapshot);

    expect(facts.snapshot).toBe(snapshot);
    expect(facts).toMatchObject({
      primary: { kind: 'one', host: PRIMARY },
      archivingHost: PRIMARY,
      archiver: 'wal-g',
      lastComplete: { file: segment(LAST) },
      continuity: { kind: 'known' },
      sequence: { segments: 5 },
      backups: { lastSuccess: { at: NOON - 10 * MINUTE, by: 'patroni' } },
      waiting: { atLeast: 200 },
      trend: { kind: 'growing' },
    });
    expect(facts.contradictions).toBeInstanceOf(Array);
    expect([facts.restorable, facts.atRisk]).not.toContain(undefined);
  });

  it('are made once', () => {
    const snapshot = healthy();
    const facts = factsOf(snapshot);

    expect(factsOf(snapshot)).toBe(facts);
    expect(facts.waiting).toBe(facts.waiting);
    expect(facts.sequence).toBe(facts.sequence);
  });

  it('of the one primary are none where there is not one', () => {
    for (const roles of [{ [PRIMARY]: 0, [REPLICA]: 0 }, { [PRIMARY]: 1 }]) {
      const { waiting, trend, atRisk, primary } = factsOf(world(roles));

      expect(primary.kind).not.toBe('one');
      expect([waiting, trend, atRisk]).toEqual([undefined, undefined, undefined]);
    }
  });

  it('say nothing where nothing is known', () => {
    const { primary, archivingHost, lastComplete } = factsOf(
      healthySnapshot({ metrics: NO_METRICS, log: { uploads: [] } }),
    );

    expect(primary.kind).toBe('unknown');
    expect([archivingHost, lastComplete]).toEqual([undefined, undefined]);
  });
});
