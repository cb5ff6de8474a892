import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiver, ARCHIVER_ENVIRONMENT } from './archiver.ts';
import type { Settings } from './archivers/lab-archiver.ts';
import { startDaemon } from './daemons.ts';
import { inLab, PORTS, url, type Node } from './layout.ts';
import { forgetSeries, SCRAPED_EVERY_MS } from './metrics.ts';
import { asPostgres, onHost, runOnHost } from './host.ts';

const JOB = inLab('archiver', 'base-backup');

export function prepareBaseBackups(primary: Node): void {
  // The postgres user may not be able to reach the project.
  copyFileSync(join('lab', 'stack', 'base-backup.sh'), JOB);
  chmodSync(JOB, 0o755);
  archiver().baseBackup.prepare(primary);
}

/** Where the job tells of itself. It names no host: whichever node runs it replaces what the last one said. */
const group = (): string =>
  `${url(PORTS.pushgateway)}/metrics/job/${archiver().baseBackup.resource}/shard/default/tier/db/type/patroni`;

/** How the programs of a host find their PostgreSQL. */
const connection = ({ ports }: Node): Readonly<Record<string, string>> => ({
  PGHOST: '127.0.0.1',
  PGPORT: String(ports.postgres),
  PGUSER: 'postgres',
  PGDATABASE: 'postgres',
});

/** The job as cron would run it there, perhaps with other settings or more options. */
function baseBackupJob(
  node: Node,
  settings: Settings = {},
  options: readonly string[] = [],
): readonly string[] {
  const { resource, command } = archiver().baseBackup;
  return asPostgres([
    ...[JOB, ARCHIVER_ENVIRONMENT, group(), resource],
    ...['env', ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)],
    ...[...command(node), ...options],
  ]);
}

export function runBaseBackup(node: Node): void {
  runOnHost(node, baseBackupJob(node), connection(node));
}

/** The job with a store that cannot be used: /proc takes no folder. */
export function failBaseBackup(node: Node): void {
  const { settingsThatFail } = archiver().baseBackup;
  runOnHost(node, baseBackupJob(node, settingsThatFail), connection(node));
}

/** The job so slow that it takes a minute or more. */
export function startSlowBaseBackup(node: Node): void {
  const job = baseBackupJob(node, {}, archiver().baseBackup.slowly);
  startDaemon('base-backup', onHost(node, job), connection(node));
}

/** What the pushgateway is told when a backup succeeded at that time, and none after it: Prometheus forgets the real one. */
export async function claimBaseBackup(at: Date): Promise<void> {
  const answer = await fetch(group(), {
    method: 'POST',
    body: ['start', 'success']
      .map(
        (what) =>
          `gitlab_job_${what}_timestamp_seconds{resource="${archiver().baseBackup.resource}"} ${at.getTime() / 1000}\n`,
      )
      .join(''),
  });
  if (!answer.ok) throw new Error(`the pushgateway refused: ${await answer.text()}`);
  await sleep(2 * SCRAPED_EVERY_MS); // else what was true is scraped once more
  await forgetSeries(`{resource="${archiver().baseBackup.resource}"}`);
}

/** The backup alone, as cron runs it on a replica, where it ends in an error every night. */
export function pushBaseBackupOnReplica(replica: Node): void {
  const command = archiver().baseBackup.command(replica).join(' ');
  const push = `. ${ARCHIVER_ENVIRONMENT}; ${command} || true`;
  runOnHost(replica, asPostgres(['sh', '-c', push]), connection(replica));
}
