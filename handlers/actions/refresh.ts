import { escapeMrkdwn } from '../../src/messages/escape-mrkdwn.ts';
import { statusMessage } from '../../src/messages/status-message.ts';
import { findCluster } from '../../src/use-cases/find-cluster.ts';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import type { ClusterAnswer } from '../commands/cluster-answer.ts';
import { privately, type Respond } from '../reply.ts';
import { z } from 'zod';

/** What is read of a click on a button. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const Click = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  actions: z.array(z.object({ value: z.string() })).min(1),
});

interface ActionArguments {
  readonly ack: () => Promise<void>;
  readonly body: unknown;
  readonly respond: Respond;
}

/** Asks again and puts the new answer in the place of the old one. */
export function createRefreshAction(
  clusters: ReadonlyMap<string, Pick<ClusterAnswer, 'ask' | 'links'>>,
  allow: AllowList,
) {
  return async ({ ack, body, respond }: ActionArguments): Promise<void> => {
    await ack();

    const { user, channel, actions } = Click.parse(body);
    if (!isAllowed(allow, channel.id, user.id)) {
      await respond({ ...privately(NOT_ALLOWED), replace_original: false });
      return;
    }
    const found = findCluster(clusters, actions[0]?.value);
    if (found.kind === 'not-found') {
      await respond({ ...privately(escapeMrkdwn(found.sentence)), replace_original: false });
      return;
    }
    const report = await found.cluster.ask();
    await respond({
      ...statusMessage(report, found.cluster.links),
      replace_original: true,
      unfurl_links: false,
      unfurl_media: false,
    });
  };
}
