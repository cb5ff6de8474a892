import type { MetricName } from '../domain/metrics.ts';

type Queries = Readonly<Record<MetricName, string | null>>;

const POSTGRES_EXPORTER: Queries = {
  replica: 'pg_replication_is_replica{$labels}',
  lastArchive: null,
  logExporterUp: null,
  archiverAge: 'pg_stat_archiver_last_archive_age{$labels}',
  pendingWal: null,
  walPosition: null,
  walDiskFree: null,
};

/** Ready-made queries. `$labels` becomes the label matchers of the cluster. */
export const QUERY_PRESETS = {
  // What GitLab's rules and dashboards use: mtail on port 3903, custom queries of postgres_exporter.
  // The same templates serve WAL-E and WAL-G.
  gitlab: {
    replica: 'pg_replication_is_replica{$labels}',
    lastArchive: '{__name__=~"wal[eg]_backup_last_completed_time_seconds",$labels}',
    logExporterUp: 'up{job=~".*mtail.*",$labels} or up{instance=~".+:3903",$labels}',
    archiverAge: 'pg_stat_archiver_last_archive_age{$labels}',
    pendingWal: 'pg_archiver_pending_wal_count{$labels}',
    walPosition: 'pg_xlog_position_bytes{$labels}',
    walDiskFree: 'node_filesystem_avail_bytes{mountpoint="/var/opt/gitlab",$labels}',
  },
  postgres_exporter: POSTGRES_EXPORTER,
  // Patroni's own /metrics. patroni_primary is in 3.x and 4.x, patroni_master only up to 3.x.
  patroni: {
    ...POSTGRES_EXPORTER,
    replica: '1 - patroni_primary{$labels}',
    walPosition: 'patroni_xlog_location{$labels}',
  },
} as const satisfies Readonly<Record<string, Queries>>;

export type QueryPreset = keyof typeof QUERY_PRESETS;
export const QUERY_PRESET_NAMES = Object.keys(QUERY_PRESETS) as [QueryPreset, ...QueryPreset[]];
