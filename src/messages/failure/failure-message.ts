import { failedVerdict, type OwnFailure } from '../../domain/own-failure.ts';
import { MARKS } from '../status/answer.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message } from '../slack/message.ts';
import { contextBlock, sectionBlock } from '../slack/text-blocks.ts';
import { stepBlocks } from '../status/step-blocks.ts';

/** What is said in Slack where Wale itself failed: never how, which is in its log. */
export function failureMessage(failure: OwnFailure): Message {
  const { cluster, reference, nextSteps } = failure;
  const { severity, headline } = failedVerdict(failure);
  const [mark, word] = MARKS[severity];
  const name = cluster === undefined ? '' : `*${escapeMrkdwn(cluster)}* · `;
  return {
    text: cut(
      escapeMrkdwn(`${word}: ${cluster === undefined ? '' : `${cluster}: `}${headline}`),
      SLACK_LIMITS.messageText,
    ),
    blocks: [
      sectionBlock([`${mark} *${word}* ${name}${escapeMrkdwn(headline)}`]),
      sectionBlock(['*What to do next*']),
      ...stepBlocks(nextSteps),
      contextBlock([`what happened is in Wale’s log under ${reference}`]),
    ],
  };
}
