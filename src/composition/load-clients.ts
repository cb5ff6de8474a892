import type { ClusterConfig } from '../config/config.ts';

/**
 * Loads the clients that these clusters need, before the time that an answer may take begins to run: on a busy
 * machine that costs more than the answer. With log files no index is asked.
 */
export async function loadClients(
  clusters: readonly ClusterConfig[],
  logFiles: readonly string[],
): Promise<void> {
  const need = (source: 'elasticsearch' | 'prometheus' | 'patroni'): boolean =>
    clusters.some((cluster) => cluster[source] !== undefined);
  await Promise.all([
    logFiles.length > 0 ? import('../sources/log-files/source.ts') : undefined,
    need('elasticsearch') && logFiles.length === 0
      ? import('../sources/elasticsearch/source.ts')
      : undefined,
    need('prometheus') ? import('../sources/prometheus/source.ts') : undefined,
    need('patroni') ? import('../sources/patroni/source.ts') : undefined,
  ]);
}
