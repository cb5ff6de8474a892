import type { ClusterAnswer } from '../../handlers/slack/commands/cluster-answer.ts';
import type { ClusterConfig, Config } from '../config/config.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { Clock } from '../domain/time.ts';
import { createListErrors } from '../use-cases/list-errors.ts';
import { createListUploads } from '../use-cases/list-uploads.ts';
import { shareAnswers } from '../use-cases/share-answers.ts';
import { createAnswers } from './answers.ts';
import { createExaminations } from './examinations.ts';
import { clusterSources } from './sources.ts';

export const archiverOf = ({ elasticsearch }: ClusterConfig): Archiver | undefined =>
  elasticsearch === undefined || elasticsearch.archiver === 'auto'
    ? undefined
    : elasticsearch.archiver;

/** What can be asked in Slack of each configured cluster. */
export function createClusterAnswers(
  config: Config,
  now: Clock,
): ReadonlyMap<string, ClusterAnswer> {
  const statuses = createAnswers(config, [], now);
  const examinations = createExaminations(config, now);
  return new Map(
    [...config.clusters.values()].flatMap((cluster): [string, ClusterAnswer][] => {
      const ask = statuses.get(cluster.name);
      const examine = examinations.get(cluster.name);
      if (ask === undefined || examine === undefined) return [];
      const { readUploadLog } = clusterSources(cluster, [], 0, now);
      const list = createListUploads(readUploadLog, config.deadlineMs, now);
      const listUploads = shareAnswers(() => list({}));
      const answer: ClusterAnswer = {
        ask: shareAnswers(ask),
        askAt: (at) => ask({ at }),
        listUploads,
        listErrors: createListErrors(listUploads),
        examine: shareAnswers(examine),
        links: cluster.links,
        archiver: archiverOf(cluster),
      };
      return [[cluster.name, answer]];
    }),
  );
}
