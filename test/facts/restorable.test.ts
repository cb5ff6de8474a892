import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../src/facts/facts.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { completed, healthySnapshot, jobMetric, NOON, segment } from '../support/snapshot.ts';

const NEWEST = 60;

/** A segment a minute for an hour; a base backup that was finished so long ago. */
function snapshot(backupAgo: number, missing: readonly number[] = []): Snapshot {
  const uploads = Array.from({ length: NEWEST + 1 }, (_, number) => number)
    .filter((number) => !missing.includes(number))
    .map((number) =>
      completed((NEWEST - number) * MINUTE + SECOND, { file: segment(number), pid: number }),
    );
  const baseBackupSuccess = jobMetric({
    patroni: (pointAgo) => (pointAgo === 0 ? (NOON - backupAgo) / SECOND : undefined),
  });
  const ended = { from: NOON - 61 * MINUTE, uploads };
  return healthySnapshot({ log: { uploads, ended }, metrics: { baseBackupSuccess } });
}

describe('the last base backup', () => {
  it('restores up to the last completed upload where nothing is missing', () => {
    expect(factsOf(snapshot(30 * MINUTE)).restorable).toMatchObject({
      kind: 'whole',
      until: NOON - SECOND,
      seenFrom: NOON - 30 * MINUTE,
    });
  });

  it('restores up to the first hole behind it', () => {
    expect(factsOf(snapshot(30 * MINUTE, [40, 41])).restorable).toMatchObject({
      kind: 'cut',
      until: NOON - 21 * MINUTE - SECOND,
    });
  });

  it('is not cut by a hole that lies before it', () => {
    expect(factsOf(snapshot(10 * MINUTE, [40, 41])).restorable).toMatchObject({ kind: 'whole' });
  });

  it('is of no use where it was finished within a hole', () => {
    expect(factsOf(snapshot(20 * MINUTE + 30 * SECOND, [40])).restorable).toMatchObject({
      kind: 'broken',
    });
  });

  it('says from when on the log shows it', () => {
    const old = factsOf(snapshot(3 * 60 * MINUTE)).restorable;

    expect(old?.kind === 'whole' && old.seenFrom > old.backup).toBe(true);
  });

  it('is not known without a base backup', () => {
    const { metrics, ...rest } = snapshot(MINUTE);
    const gone = { kind: 'unavailable', reason: 'no-data', detail: 'no series' } as const;

    expect(
      factsOf({ ...rest, metrics: { ...metrics, baseBackupSuccess: gone } }).restorable,
    ).toBeUndefined();
  });
});
