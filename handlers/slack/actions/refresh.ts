import type { TakeDownFault } from '../../../src/domain/own-failure.ts';
import { escapeMrkdwn } from '../../../src/messages/slack/escape-mrkdwn.ts';
import { statusMessage } from '../../../src/messages/status/status-message.ts';
import { findCluster } from '../../../src/use-cases/find-cluster.ts';
import type { AllowList } from '../allow-list.ts';
import type { ClusterAnswer } from '../commands/cluster-answer.ts';
import { answeredAnyhow } from '../../own-failure.ts';
import { privately } from '../reply.ts';
import { onClick } from './click.ts';

/** Asks again and puts the new answer in the place of the old one. */
export const createRefreshAction = (
  clusters: ReadonlyMap<string, Pick<ClusterAnswer, 'ask' | 'links' | 'archiver'>>,
  allow: AllowList,
  takeDown: TakeDownFault,
) =>
  onClick(allow, async ({ value, respond }) => {
    const found = findCluster(clusters, value);
    if (found.kind === 'not-found') {
      await respond({ ...privately(escapeMrkdwn(found.sentence)), replace_original: false });
      return;
    }
    const { name, cluster } = found;
    const ask = async () => statusMessage(await cluster.ask(), cluster.links);
    await respond({
      ...(await answeredAnyhow(takeDown, ask, name, cluster.archiver)()),
      replace_original: true,
      unfurl_links: false,
      unfurl_media: false,
    });
  });
