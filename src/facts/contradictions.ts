import type { Snapshot } from '../domain/snapshot.ts';
import { archivedInFuture } from './contradictions/archived-in-future.ts';
import { clockAgainstMetrics } from './contradictions/clock-against-metrics.ts';
import { clockBehind } from './contradictions/clock-behind.ts';
import type { Contradiction, FindContradiction } from './contradictions/contradiction.ts';
import { impossibleNames } from './contradictions/impossible-names.ts';
import { oneNameTwoSequences } from './contradictions/one-name-two-sequences.ts';
import { patroniAgainstMetrics } from './contradictions/patroni-against-metrics.ts';
import { positionAgainstCount } from './contradictions/position-against-count.ts';
import { positionBelowArchive } from './contradictions/position-below-archive.ts';
import { positionGoesBack } from './contradictions/position-goes-back.ts';
import { postgresAgainstLog } from './contradictions/postgres-against-log.ts';
import { replicaArchives } from './contradictions/replica-archives.ts';
import { primaryOf } from './primary.ts';
import { oncePerSnapshot } from './once.ts';

/** The one that explains others comes first: with a wrong size of segments every position is wrong. */
const PAIRS: readonly FindContradiction[] = [
  impossibleNames,
  oneNameTwoSequences,
  patroniAgainstMetrics,
  positionGoesBack,
  positionBelowArchive,
  clockBehind,
  positionAgainstCount,
  postgresAgainstLog,
  replicaArchives,
  archivedInFuture,
];

/**
 * Readings that cannot all be true. One of them is wrong, and nobody knows which: so nothing is proven by the
 * others. Roles that have only just changed are given time, for the sources trail each other then.
 */
export const contradictionsOf = oncePerSnapshot(contradictionsIn);

function contradictionsIn(snapshot: Snapshot): readonly Contradiction[] {
  const clock = clockAgainstMetrics(snapshot);
  return [...(clock === undefined ? [] : [clock]), ...contradictionsOfSettled(snapshot)];
}

function contradictionsOfSettled(snapshot: Snapshot): readonly Contradiction[] {
  const primary = primaryOf(snapshot);
  if (primary.kind !== 'one') return [];
  const { failoverGrace } = snapshot.cluster.thresholds;
  if (primary.since !== undefined && snapshot.at - primary.since < failoverGrace) return [];
  return PAIRS.flatMap((find) => find(snapshot, primary) ?? []);
}
