import type { TakeDownFault } from '../../../src/domain/own-failure.ts';
import type { AllowList } from '../allow-list.ts';
import { shownStatus, type ClusterAnswer } from '../commands/cluster-answer.ts';
import { answeredAnyhow } from '../../own-failure.ts';
import { onClusterClick } from './cluster-click.ts';

/** Asks again and puts the new answer in the place of the old one. */
export const createRefreshAction = (
  clusters: ReadonlyMap<string, Pick<ClusterAnswer, 'ask' | 'links' | 'archiver' | 'site'>>,
  allow: AllowList,
  takeDown: TakeDownFault,
) =>
  onClusterClick(clusters, allow, async ({ value, respond }, cluster) => {
    const ask = async () => shownStatus(await cluster.ask(), cluster.links);
    await respond({
      ...(await answeredAnyhow(takeDown, ask, value, cluster.archiver, cluster.site)()),
      replace_original: true,
      unfurl_links: false,
      unfurl_media: false,
    });
  });
