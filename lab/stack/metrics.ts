import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ALERT_RULES } from './alertmanager.ts';
import { archiver } from './archiver.ts';
import { startDaemon } from './daemons.ts';
import { onHost } from './host.ts';
import { inLab, NODES, OTHER_NODE, PORTS, url, type Node } from './layout.ts';
import { archiverLog } from './syslog.ts';

export const mtailName = (node: Node): string => `${node.name}.mtail`;
export const exporterName = (node: Node): string => `${node.name}.postgres-exporter`;
export const nodeExporterName = (node: Node): string => `${node.name}.node-exporter`;

/**
 * mtail on every host, as on GitLab's: it reads the archiver's log and exports the last upload's time. None where nothing
 * in the log tells that.
 */
export function startMtail(node: Node, log = archiverLog(node)): void {
  const { mtailProgram, timesAreLocal } = archiver().log;
  if (mtailProgram === undefined) return;
  const programs = inLab('mtail');
  // Written once: an mtail that reads it while it is written anew loads half a program, or none.
  if (!existsSync(programs)) {
    mkdirSync(programs);
    writeFileSync(join(programs, 'archiver.mtail'), mtailProgram);
  }
  startDaemon(mtailName(node), [
    'mtail',
    ...['--progs', programs, '--logs', log, '--logtostderr'],
    ...['--address', '127.0.0.1', '--port', String(node.ports.mtail), '--poll_interval', '250ms'],
    ...(timesAreLocal ? ['--override_timezone', node.timeZone] : []),
  ]);
}

const QUERIES = {
  pg_replication: {
    query: 'SELECT CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END AS is_replica',
    metrics: [{ is_replica: { usage: 'GAUGE', description: '1 on a replica' } }],
  },
  pg_archiver: {
    query: `SELECT count(*) AS pending_wal_count FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'`,
    metrics: [{ pending_wal_count: { usage: 'GAUGE', description: 'WAL files that wait' } }],
  },
  pg_xlog_position: {
    query: `SELECT pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0') AS bytes`,
    metrics: [{ bytes: { usage: 'GAUGE', description: 'the WAL position' } }],
  },
};

export function startExporter(node: Node): void {
  // One for each host: an exporter reads it once, at its first scrape, and would do without for good if another's start
  // was just writing it anew.
  const queries = join(node.home, 'exporter-queries.yaml');
  writeFileSync(queries, stringify(QUERIES));
  startDaemon(
    exporterName(node),
    [
      'prometheus-postgres-exporter',
      `--web.listen-address=127.0.0.1:${node.ports.exporter}`,
      `--extend.query-path=${queries}`,
      '--disable-settings-metrics',
      '--log.level=error',
    ],
    {
      DATA_SOURCE_NAME: `postgresql://postgres:lab@127.0.0.1:${node.ports.postgres}/postgres?sslmode=disable`,
    },
  );
}

/** node_exporter on every host, for the room on its disks. */
export function startNodeExporter(node: Node): void {
  // It reads the mounts of process 1, which is on none of the lab's hosts: here process 1 is itself.
  const proc = join(node.home, 'proc');
  if (!existsSync(proc)) {
    mkdirSync(proc);
    symlinkSync('/proc/self', join(proc, '1'));
  }
  startDaemon(
    nodeExporterName(node),
    onHost(node, [
      'prometheus-node-exporter',
      ...['--collector.disable-defaults', '--collector.filesystem', `--path.procfs=${proc}`],
      ...[`--web.listen-address=127.0.0.1:${node.ports.nodeExporter}`, '--log.level=error'],
    ]),
  );
}

export function startPushgateway(): void {
  startDaemon('pushgateway', [
    'prometheus-pushgateway',
    `--web.listen-address=127.0.0.1:${PORTS.pushgateway}`,
    // Debian's default is one file for all labs of a machine: an earlier one's base backup was still told of.
    '--persistence.file=',
    '--log.level=error',
  ]);
}

export const SCRAPED_EVERY_MS = 3000;

/** Takes all points of these series out of Prometheus, so that it never knew them. */
export async function forgetSeries(selector: string): Promise<void> {
  const match = new URLSearchParams({ 'match[]': selector }).toString();
  const path = '/api/v1/admin/tsdb/delete_series';
  const answer = await fetch(`${url(PORTS.prometheus)}${path}?${match}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`Prometheus refused: ${await answer.text()}`);
}

export function startPrometheus(): void {
  const config = inLab('prometheus.yml');
  const rules = inLab('prometheus-rules.yml');
  writeFileSync(rules, stringify(ALERT_RULES));
  writeFileSync(
    config,
    stringify({
      global: {
        scrape_interval: `${SCRAPED_EVERY_MS}ms`,
        scrape_timeout: '2s',
        evaluation_interval: '3s',
      },
      rule_files: [rules],
      alerting: {
        alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${PORTS.alertmanager}`] }] }],
      },
      scrape_configs: [
        scrape('postgres', ({ ports }) => ports.exporter, 9187),
        scrape('node', ({ ports }) => ports.nodeExporter, 9100),
        scrape('mtail', ({ ports }) => ports.mtail, 3903),
        scrape('patroni', ({ ports }) => ports.patroni, 8008),
        {
          job_name: 'pushgateway',
          honor_labels: true,
          static_configs: [{ targets: [`127.0.0.1:${PORTS.pushgateway}`] }],
        },
      ],
    }),
  );
  startDaemon('prometheus', [
    'prometheus',
    `--config.file=${config}`,
    `--storage.tsdb.path=${inLab('prometheus')}`,
    `--web.listen-address=127.0.0.1:${PORTS.prometheus}`,
    // So that a fault can undo what was scraped.
    '--web.enable-admin-api',
    '--log.level=warn',
  ]);
}

/** One job; the instance is named with the port that the program has on a host of its own. */
const scrape = (job: string, port: (node: Node) => number, usualPort: number) => ({
  job_name: job,
  static_configs: [...NODES, OTHER_NODE].map((node) => ({
    targets: [`127.0.0.1:${port(node)}`],
    labels: {
      instance: `${node.fqdn}:${usualPort}`,
      fqdn: node.fqdn,
      environment: 'lab',
      type: node.cluster.type,
    },
  })),
});
