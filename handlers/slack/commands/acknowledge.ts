import { acknowledgedWords } from '../../../src/domain/acknowledgement.ts';
import type { Asker } from '../../../src/domain/event-map.ts';
import type { EpochMs } from '../../../src/domain/time.ts';
import { escapeMrkdwn } from '../../../src/messages/slack/escape-mrkdwn.ts';
import type { AcknowledgeOutcome, AcknowledgeRequest } from '../../../src/use-cases/acknowledge.ts';
import { privately, type Reply } from '../reply.ts';

/** What is behind the commands; each tells the audit log. */
export interface Acknowledging {
  readonly acknowledge: (request: AcknowledgeRequest, asker: Asker) => Promise<AcknowledgeOutcome>;
  readonly unacknowledge: (cluster: string, asker: Asker) => Promise<number>;
}

/** Acknowledges what is wrong with a cluster, for everybody in the channel to see. */
export async function acknowledgeCluster(
  cluster: string,
  { what, until, because }: { what: string | undefined; until: EpochMs; because: string },
  asker: { readonly channel: string; readonly user: string },
  { acknowledge }: Acknowledging,
): Promise<Reply> {
  const request = { cluster, what, until, because, by: asker.user };
  const outcome = await acknowledge(request, asker);
  if (outcome.kind === 'refused') return privately(escapeMrkdwn(outcome.sentence));
  return {
    response_type: 'in_channel',
    text: [
      `🔕 *${escapeMrkdwn(cluster)}*: ${escapeMrkdwn(outcome.of)}`,
      escapeMrkdwn(acknowledgedWords(outcome.acknowledgement)),
      `Until then, or until it gets worse, it is still shown but no longer decides the verdict. \`/wale unack ${cluster}\` ends this now.`,
    ].join('\n'),
  };
}

export async function unacknowledgeCluster(
  cluster: string,
  asker: { readonly channel: string; readonly user: string },
  { unacknowledge }: Acknowledging,
): Promise<Reply> {
  const ended = await unacknowledge(cluster, asker);
  return ended === 0
    ? privately(`Nothing of ${escapeMrkdwn(cluster)} is acknowledged.`)
    : {
        response_type: 'in_channel',
        text: `*${escapeMrkdwn(cluster)}*: no longer acknowledged; what is wrong leads its verdict again.`,
      };
}
