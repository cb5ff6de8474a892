import type { Config } from '../config/config.ts';
import type { Clock } from '../domain/time.ts';
import { createLogProbe } from '../sources/elasticsearch/probe.ts';
import { createSlackProbe } from '../slack/auth-test.ts';
import { createExamine, type Examine } from '../use-cases/examine.ts';
import { clusterTraits } from './answers.ts';
import { clusterSources, NO_ELASTICSEARCH } from './sources.ts';

/** The question "do this cluster's sources work?" for each configured cluster. */
export function createExaminations(config: Config, now: Clock): ReadonlyMap<string, Examine> {
  const { botToken, apiUrl } = config.slack;
  const probeSlack = botToken === undefined ? undefined : createSlackProbe(botToken, apiUrl);
  return new Map(
    [...config.clusters.values()].map((cluster) => [
      cluster.name,
      createExamine(
        clusterTraits(cluster),
        {
          probeLog:
            cluster.elasticsearch === undefined
              ? () => Promise.resolve(NO_ELASTICSEARCH)
              : createLogProbe(cluster.elasticsearch),
          readMetrics: clusterSources(cluster, [], 0, now).readMetrics,
          probeSlack,
        },
        config.deadlineMs,
        now,
      ),
    ]),
  );
}
