import type { MetricName } from '../domain/metrics.ts';

type Queries = Readonly<Record<MetricName, string | null>>;

const POSTGRES_EXPORTER: Queries = {
  replica: 'pg_replication_is_replica{$labels}',
  lastArchive: null,
  logExporterUp: null,
  archiverAge: 'pg_stat_archiver_last_archive_age{$labels}',
  archiverFailedCount: 'pg_stat_archiver_failed_count{$labels}',
  archiverLastFailed: 'pg_stat_archiver_last_failed_time{$labels}',
  pendingWal: null,
  walPosition: null,
  baseBackupSuccess: null,
  baseBackupStart: null,
  baseBackupFailed: null,
  walDiskFree: null,
};

const PGBACKREST_AGE =
  'pgbackrest_backup_since_last_completion_seconds{backup_type="incr",stanza!~"all-stanzas.*",$labels}';

/** Ready-made queries. `$labels` becomes the label matchers of the cluster. */
export const QUERY_PRESETS = {
  // What GitLab's rules and dashboards use: mtail on port 3903, custom queries of postgres_exporter, and
  // what the backup job pushes to a pushgateway. The same templates serve WAL-E and WAL-G.
  gitlab: {
    replica: 'pg_replication_is_replica{$labels}',
    lastArchive: '{__name__=~"wal[eg]_backup_last_completed_time_seconds",$labels}',
    logExporterUp: 'up{job=~".*mtail.*",$labels} or up{instance=~".+:3903",$labels}',
    archiverAge: 'pg_stat_archiver_last_archive_age{$labels}',
    archiverFailedCount: 'pg_stat_archiver_failed_count{$labels}',
    archiverLastFailed: null,
    pendingWal: 'pg_archiver_pending_wal_count{$labels}',
    walPosition: 'pg_xlog_position_bytes{$labels}',
    baseBackupSuccess:
      'gitlab_job_success_timestamp_seconds{resource=~"wal[eg]-basebackup",$labels}',
    baseBackupStart: 'gitlab_job_start_timestamp_seconds{resource=~"wal[eg]-basebackup",$labels}',
    baseBackupFailed: 'gitlab_job_failed{resource=~"wal[eg]-basebackup",$labels}',
    walDiskFree: 'node_filesystem_avail_bytes{mountpoint="/var/opt/gitlab",$labels}',
  },
  postgres_exporter: POSTGRES_EXPORTER,
  // Patroni's own /metrics. patroni_primary is in 3.x and 4.x, patroni_master only up to 3.x.
  patroni: {
    ...POSTGRES_EXPORTER,
    replica: '1 - patroni_primary{$labels}',
    walPosition: 'patroni_xlog_location{$labels}',
  },
  // walg-exporter, which is in WAL-G's repository since v3: https://github.com/wal-g/wal-g/tree/master/exporter. It tells
  // each backup of the store apart, and nothing of single segments.
  'wal-g': {
    ...POSTGRES_EXPORTER,
    baseBackupSuccess: 'max without (backup_name) (walg_backup_finish_timestamp{$labels})',
  },
  // https://github.com/woblerr/pgbackrest_exporter: the age of the last backup of any kind is said as that of the last
  // incremental one, and looked for every ten minutes. `all-stanzas` is no stanza.
  pgbackrest: {
    ...POSTGRES_EXPORTER,
    baseBackupSuccess: `timestamp(${PGBACKREST_AGE}) - ${PGBACKREST_AGE}`,
  },
  // The exporter in each pod of CloudNativePG. Its own backup times are 0 for ever where the Barman
  // Cloud plug-in takes the backups, which exports its own.
  'cloudnative-pg': {
    replica: 'cnpg_pg_replication_in_recovery{$labels}',
    lastArchive: null,
    logExporterUp: null,
    archiverAge: 'cnpg_pg_stat_archiver_seconds_since_last_archival{$labels}',
    archiverFailedCount: 'cnpg_pg_stat_archiver_failed_count{$labels}',
    archiverLastFailed: 'cnpg_pg_stat_archiver_last_failed_time{$labels}',
    pendingWal: 'cnpg_collector_pg_wal_archive_status{value="ready",$labels}',
    walPosition: null,
    walDiskFree: null,
    baseBackupSuccess:
      '{__name__=~"barman_cloud_cloudnative_pg_io_last_available_backup_timestamp|cnpg_collector_last_available_backup_timestamp",$labels} > 0',
    baseBackupStart: null,
    baseBackupFailed:
      'barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp{$labels} > bool barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{$labels} or cnpg_collector_last_failed_backup_timestamp{$labels} > bool cnpg_collector_last_available_backup_timestamp{$labels}',
  },
} as const satisfies Readonly<Record<string, Queries>>;

export type QueryPreset = keyof typeof QUERY_PRESETS;
export const QUERY_PRESET_NAMES = Object.keys(QUERY_PRESETS) as [QueryPreset, ...QueryPreset[]];

/** The queries of the preset of this name; undefined if there is none. */
export const queriesOf = (preset: string): Queries | undefined =>
  new Map<string, Queries>(Object.entries(QUERY_PRESETS)).get(preset);

const FQDN_OR_INSTANCE = ['fqdn', 'instance'];

/** Which labels hold the host, the best first. */
export const PRESET_HOST_LABELS: Readonly<Record<QueryPreset, readonly string[]>> = {
  gitlab: FQDN_OR_INSTANCE,
  postgres_exporter: FQDN_OR_INSTANCE,
  patroni: FQDN_OR_INSTANCE,
  'wal-g': FQDN_OR_INSTANCE,
  pgbackrest: FQDN_OR_INSTANCE,
  'cloudnative-pg': ['pod'],
};
