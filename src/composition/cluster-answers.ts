import type { ClusterAnswer } from '../../handlers/slack/commands/cluster-answer.ts';
import type { ClusterConfig, Config } from '../config/config.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { Clock, DurationMs, Stopwatch } from '../domain/time.ts';
import type { AskAcknowledgements } from '../use-cases/ask-status.ts';
import type { Links } from '../messages/status/link-buttons.ts';
import { buildWords, type BuildInfo } from '../operation/build-info.ts';
import type { Overhear } from '../operation/telling-sources.ts';
import { createListErrors } from '../use-cases/list-errors.ts';
import { createListUploads } from '../use-cases/list-uploads.ts';
import { shareAnswers } from '../use-cases/share-answers.ts';
import { currentRequest } from '../operation/current-request.ts';
import { readBuildInfo } from './read-build-info.ts';
import { createAnswers } from './answers.ts';
import { createExaminations } from './examinations.ts';
import { createSources } from './sources.ts';

export const archiverOf = ({ elasticsearch }: ClusterConfig): Archiver | undefined =>
  elasticsearch === undefined || elasticsearch.archiver === 'auto'
    ? undefined
    : elasticsearch.archiver;

/** What can be asked in Slack of each configured cluster. */
export function createClusterAnswers(
  config: Config,
  now: Clock,
  /** Whatever the sources are put behind. */
  through: Overhear,
  stopwatch: Stopwatch,
  acknowledgements?: AskAcknowledgements,
): ReadonlyMap<string, ClusterAnswer> {
  const statuses = createAnswers(config, [], now, through, acknowledgements);
  const examinations = createExaminations(config, [], now);
  const askedAt = whenAsked(stopwatch);
  const sources = through(createSources([...config.clusters.values()], undefined, now));
  return new Map(
    [...config.clusters.values()].flatMap((cluster): [string, ClusterAnswer][] => {
      const ask = statuses.get(cluster.name);
      const examine = examinations.get(cluster.name);
      if (ask === undefined || examine === undefined) return [];
      const list = createListUploads(sources.log, cluster.name, config.deadlineMs, now);
      const listUploads = shareAnswers(() => list({}), stopwatch, undefined, askedAt);
      const answer: ClusterAnswer = {
        ask: shareAnswers(ask, stopwatch, withAge, askedAt),
        askAt: (at) => ask({ at }),
        listUploads,
        listErrors: createListErrors(listUploads),
        examine: shareAnswers(examine, stopwatch, undefined, askedAt),
        links: linksOf(cluster, readBuildInfo()),
        archiver: archiverOf(cluster),
        site: cluster.site,
      };
      return [[cluster.name, answer]];
    }),
  );
}

/** When Slack brought the request that is being answered: many at once wait for their turn. */
export const whenAsked =
  (stopwatch: Stopwatch): Stopwatch =>
  () =>
    currentRequest()?.cameInAt ?? stopwatch();

/** Without a page of their own, verdicts are explained by that of the version that runs. */
export function linksOf({ links }: ClusterConfig, build: BuildInfo): Links {
  const { version, repository } = build;
  const ofVersion =
    repository === undefined ? undefined : `${repository}/blob/v${version}/docs/verdicts/{code}.md`;
  return { version: buildWords(build), verdict: ofVersion, ...links };
}

export const withAge = <Answer extends object>(answer: Answer, ageMs: DurationMs): Answer => ({
  ...answer,
  ageMs,
});
