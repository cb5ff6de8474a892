import { durationWords } from '../../domain/duration-words.ts';
import { checkArchiveSettings, listMembers } from '../../advice/host-commands.ts';
import { archivedAtByMetric, seriesOf } from '../archive-metric.ts';
import { completions } from '../completions.ts';
import type { FindContradiction } from './contradiction.ts';

/**
 * The metric made from the archiver's log says that a replica completes uploads, and the log has none of them.
 * Where the log has them, it also says whether they are only left over, and whether they are a second writer's.
 */
export const replicaArchives: FindContradiction = (
  snapshot,
  { host: primary, since, replicas },
) => {
  const { at, cluster, uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable') return undefined;
  const { uploadMaxAge, failoverGrace } = cluster.thresholds;
  const first = seriesOf(snapshot, 'replica', primary)?.points[0]?.at ?? -Infinity;
  const settledAt = since === undefined ? first : since + failoverGrace;
  const from = Math.max(settledAt, at - uploadMaxAge);
  const logged = new Set(
    completions(snapshot, primary)
      .filter((upload) => upload.at >= from)
      .map(({ host }) => host),
  );
  for (const host of replicas) {
    const archivedAt = archivedAtByMetric(snapshot, host);
    if (archivedAt === undefined || archivedAt < from || logged.has(host)) continue;
    const ago = durationWords(at - archivedAt);
    return {
      words: `${host} is a replica and by its metric completed an upload ${ago} ago, of which the log knows nothing: it may write to the archive of ${primary}`,
      evidence: [
        { from: 'metric', text: `lastArchive of ${host} is ${ago} ago` },
        { from: 'metric', text: `${primary} is the primary, ${host} is a replica` },
        { from: 'log', text: `no upload of ${host} in that time` },
      ],
      nextSteps: [
        checkArchiveSettings(host),
        listMembers(primary),
        { text: 'see why the log lines of this host do not arrive', host },
      ],
    };
  }
  return undefined;
};
