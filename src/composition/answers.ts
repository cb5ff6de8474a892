import type { ClusterConfig, Config } from '../config/config.ts';
import type { ClusterTraits } from '../domain/snapshot.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import type { Overhear } from '../operation/telling-sources.ts';
import { createAskStatus, type AskStatus } from '../use-cases/ask-status.ts';
import { createAskFleet, type AskFleet } from '../use-cases/ask-fleet.ts';
import { FLEET_PATIENCE, fleetSources } from './fleet-sources.ts';
import { clusterSources } from './sources.ts';

/** How far back uploads are looked for where no index sets the limit. */
export const LOG_FILE_LOOKBACK: DurationMs = 24 * 60 * 60 * 1000;

export const clusterTraits = (cluster: ClusterConfig): ClusterTraits => ({
  name: cluster.name,
  walSegmentSize: cluster.walSegmentSize,
  standby: cluster.standby,
  thresholds: cluster.thresholds,
});

/** The question "how is this cluster?" for each configured cluster. */
export const createAnswers = (
  config: Config,
  logFiles: readonly string[],
  now: Clock,
  overhear: Overhear = (_cluster, sources) => sources,
): ReadonlyMap<string, AskStatus> =>
  new Map(
    [...config.clusters.values()].map((cluster) => [
      cluster.name,
      createAskStatus(
        clusterTraits(cluster),
        overhear(cluster.name, clusterSources(cluster, logFiles, LOG_FILE_LOOKBACK, now)),
        config.deadlineMs,
        now,
      ),
    ]),
  );

/** The question "how are they all?". */
export function createFleetAnswer(config: Config, now: Clock): AskFleet {
  const clusters = [...config.clusters.values()];
  return createAskFleet(
    clusters.map(clusterTraits),
    fleetSources(clusters, now),
    FLEET_PATIENCE * config.deadlineMs,
    now,
  );
}
