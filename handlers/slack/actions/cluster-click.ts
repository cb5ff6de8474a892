import type { AllowList } from '../allow-list.ts';
import { onClick, type ButtonClick } from './click.ts';
import { noSuchCluster } from './no-such-cluster.ts';

/** A click on a button about a cluster, which may be gone by then: who clicked is told so, and nothing else happens. */
export const onClusterClick = <Cluster>(
  clusters: ReadonlyMap<string, Cluster>,
  allow: AllowList,
  act: (click: ButtonClick, cluster: Cluster) => Promise<void>,
) =>
  onClick(allow, async (click) => {
    const cluster = clusters.get(click.value);
    if (cluster === undefined) await click.respond(noSuchCluster(click.value));
    else await act(click, cluster);
  });
