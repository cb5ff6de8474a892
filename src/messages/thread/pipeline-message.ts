import { andList } from '../../domain/and-list.ts';
import { troubleWords, type PipelineReport } from '../../domain/pipeline-report.ts';
import { timeWords } from '../quantities.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message } from '../slack/message.ts';
import { contextBlock, sectionBlock } from '../slack/text-blocks.ts';
import { withDates } from '../slack/with-dates.ts';
import { MARKS } from '../status/answer.ts';

/** So many clusters are named. */
const NAMED = 10;

/** How Wale sees: which source is lost or which logs do not arrive, for whom, and what that costs. */
export function pipelineMessage({
  at,
  clusters,
  troubles,
  blind,
  verdict,
}: PipelineReport): Message {
  const [mark, word] = MARKS[verdict.severity];
  const lines = troubles.map(
    (trouble) => `• ${troubleWords(trouble, clusters)}: ${named(trouble.clusters)}`,
  );
  const costs =
    troubles.length === 0
      ? []
      : blind.length === 0
        ? ['What is wrong with a cluster itself is still told.']
        : [
            `Meanwhile nobody can tell whether WAL is archived for ${named(blind)}: no news of them is no good news.`,
          ];
  const steps =
    troubles.length === 0
      ? []
      : ['What to do next: `/wale doctor CLUSTER` tries each source and says what to set.'];
  return {
    text: cut(
      escapeMrkdwn(`${word}: how Wale sees: ${verdict.headline}`),
      SLACK_LIMITS.messageText,
    ),
    blocks: [
      sectionBlock([`${mark} *${word}* how Wale sees · ${escapeMrkdwn(verdict.headline)}`]),
      ...(lines.length + costs.length === 0
        ? []
        : [sectionBlock([...lines, ...costs].map(escapeMrkdwn))]),
      ...(steps.length === 0 ? [] : [sectionBlock(steps)]),
      contextBlock([withDates(`as of ${timeWords(at)}`, at)]),
    ],
  };
}

const named = (names: readonly string[]): string => andList(names, NAMED);
