import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { askPostgres } from './ask-postgres.ts';
import { startDaemon } from './daemons.ts';
import { inLab, LAB, PORTS, url, type Node } from './layout.ts';
import { asPostgres, onHost, runOnHost } from './host.ts';

// WAL-E knows only the exclusive base backup, which PostgreSQL 15 no longer has. With these the job runs
// to its end, with WAL-E's own log and metrics; what it stores is no base backup to restore from.
const EXCLUSIVE_BACKUP_STAND_IN = `
CREATE OR REPLACE FUNCTION pg_start_backup(label text) RETURNS pg_lsn
  LANGUAGE sql AS 'SELECT pg_current_wal_lsn()';
CREATE OR REPLACE FUNCTION pg_stop_backup() RETURNS pg_lsn
  LANGUAGE sql AS 'SELECT pg_switch_wal()'`;

const JOB = inLab('archiver', 'base-backup');

export function prepareBaseBackups(primary: Node): void {
  // The postgres user may not be able to reach the project.
  copyFileSync(join('lab', 'stack', 'base-backup.sh'), JOB);
  chmodSync(JOB, 0o755);
  askPostgres(primary, EXCLUSIVE_BACKUP_STAND_IN);
}

/** The job as cron would run it there. With a rate limit in bytes a second it takes its time. */
const baseBackupJob = (node: Node, bytesPerSecond?: number): readonly string[] =>
  asPostgres([
    JOB,
    ...[LAB, url(PORTS.pushgateway), String(node.ports.postgres), join(node.home, 'data')],
    ...(bytesPerSecond === undefined ? [] : ['--cluster-read-rate-limit', String(bytesPerSecond)]),
  ]);

export function runBaseBackup(node: Node): void {
  runOnHost(node, baseBackupJob(node));
}

/** The job with a store that cannot be written: /proc takes no folder. */
export function failBaseBackup(node: Node): void {
  runOnHost(node, baseBackupJob(node), { BACKUP_PREFIX: 'file://localhost/proc/base-backups' });
}

/** The job so slow that it runs for minutes. */
export function startSlowBaseBackup(node: Node): void {
  startDaemon('base-backup', onHost(node, baseBackupJob(node, 200_000)));
}

/** What the pushgateway is told when a backup succeeded at that time. */
export async function claimBaseBackup(at: Date): Promise<void> {
  const answer = await fetch(
    `${url(PORTS.pushgateway)}/metrics/job/wale-basebackup/shard/default/tier/db/type/patroni`,
    {
      method: 'POST',
      body: ['start', 'success']
        .map(
          (what) =>
            `gitlab_job_${what}_timestamp_seconds{resource="wale-basebackup"} ${at.getTime() / 1000}\n`,
        )
        .join(''),
    },
  );
  if (!answer.ok) throw new Error(`the pushgateway refused: ${await answer.text()}`);
}

/** `wal-e backup-push` alone, as cron runs it on a replica, where it ends in an error every night. */
export function pushBaseBackupOnReplica(replica: Node): void {
  const push = `. ${inLab('archiver', 'env')}; ${inLab('wal-e', 'bin', 'wal-e')} backup-push ${join(replica.home, 'data')} || true`;
  runOnHost(replica, asPostgres(['sh', '-c', push]), {
    PGHOST: '127.0.0.1',
    PGPORT: String(replica.ports.postgres),
    PGUSER: 'postgres',
  });
}
