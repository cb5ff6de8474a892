import { forwardTo } from '../demo/forward-to.ts';
import { replay, type Replay } from '../lab/scenario/replay.ts';
import type { Scenario } from '../lab/scenario/scenario-file.ts';

/** The servers of a cluster as they were in trouble, and, once that is over, as they were when all was well. */
export async function startServers(
  [trouble, well]: readonly [trouble: Scenario, well: Scenario],
  isOver: () => boolean,
  clock: () => number,
): Promise<Replay> {
  const before = await replay(trouble);
  const after = await replay(well);
  const now = (): Replay => (isOver() ? after : before);
  const elasticsearch = await forwardTo(() => now().elasticsearchUrl, clock);
  const prometheus = await forwardTo(() => now().prometheusUrl, clock);
  return {
    elasticsearchUrl: elasticsearch.url,
    prometheusUrl: prometheus.url,
    close: async () => {
      await Promise.all([elasticsearch, prometheus, before, after].map(({ close }) => close()));
    },
  };
}
