import type { ClusterConfig, Config } from '../config/config.ts';
import type { ClusterTraits } from '../domain/snapshot.ts';
import { HOUR, type Clock, type DurationMs } from '../domain/time.ts';
import type { Overhear } from '../operation/telling-sources.ts';
import { PATIENCE_WITH_MANY } from '../sources/patience.ts';
import {
  createAskStatus,
  type AskAcknowledgements,
  type AskStatus,
} from '../use-cases/ask-status.ts';
import { createAskFleet, type AskFleet } from '../use-cases/ask-fleet.ts';
import { createSources, type LogFiles } from './sources.ts';

/** How far back uploads are looked for where no index sets the limit. */
const LOG_FILE_LOOKBACK: DurationMs = 24 * HOUR;

export const logFilesAt = (paths: readonly string[]): LogFiles | undefined =>
  paths.length === 0 ? undefined : { paths, lookbackMs: LOG_FILE_LOOKBACK };

export const clusterTraits = (cluster: ClusterConfig): ClusterTraits => ({
  name: cluster.name,
  walSegmentSize: cluster.walSegmentSize,
  standby: cluster.standby,
  thresholds: cluster.thresholds,
  site: cluster.site,
});

/** The question "how is this cluster?" for each configured cluster. */
export function createAnswers(
  config: Config,
  logFiles: readonly string[],
  now: Clock,
  overhear: Overhear = (sources) => sources,
  acknowledgements?: AskAcknowledgements,
): ReadonlyMap<string, AskStatus> {
  const clusters = [...config.clusters.values()];
  const sources = overhear(createSources(clusters, logFilesAt(logFiles), now));
  return new Map(
    clusters.map((cluster) => [
      cluster.name,
      createAskStatus(clusterTraits(cluster), sources, config.deadlineMs, now, acknowledgements),
    ]),
  );
}

/** The question "how are they all?". */
export function createFleetAnswer(
  config: Config,
  now: Clock,
  through: Overhear = (sources) => sources,
  acknowledgements?: AskAcknowledgements,
): AskFleet {
  const clusters = [...config.clusters.values()];
  return createAskFleet(
    clusters.map(clusterTraits),
    through(createSources(clusters, undefined, now)),
    PATIENCE_WITH_MANY * config.deadlineMs,
    now,
    acknowledgements,
  );
}
