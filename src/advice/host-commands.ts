import { ASSUMED, kindOf, kindOrAssumed } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { NextStep } from '../domain/finding.ts';
import type { Site } from '../domain/site.ts';
import { listPods } from './pod-commands.ts';
import { programAt } from './program-at.ts';

/** Commands to run on the host, from the runbook. A host name here has passed `readHost`. */

export function readArchiverLog(
  host: string | undefined,
  archiver: Archiver = ASSUMED,
  site?: Site,
): NextStep {
  const { ownServer, readLog } = programAt(archiver, host, site);
  return ownServer === undefined
    ? { text: 'read the archiver’s own log there', command: readLog, host }
    : onServer(ownServer, readLog);
}

const onServer = (ownServer: string, readLog: string): NextStep => ({
  text: `read ${ownServer}’s log on the ${ownServer} server`,
  command: readLog,
  onArchiverServer: true,
});

/** Below that level a log is silent, however many uploads complete. */
export const checkLogLevel = (
  host: string | undefined,
  archiver: Archiver | undefined,
): readonly NextStep[] => {
  const level = archiver === undefined ? undefined : kindOf(archiver).log.level;
  return level === undefined
    ? []
    : [{ text: `check that ${archiver} logs completed uploads: it needs ${level}`, host }];
};

export const askPostgres = (host: string | undefined): NextStep => ({
  text: 'ask PostgreSQL what its archiver did last',
  command: "sudo -u postgres psql -xc 'SELECT * FROM pg_stat_archiver'",
  host,
});

export const findUploadProcess = (
  host: string | undefined,
  archiver: Archiver | undefined,
): NextStep => ({
  text: 'see how long the upload process has been running',
  command: kindOrAssumed(archiver).program.listProcesses,
  host,
});

export const listMembers = (host?: string): NextStep => ({
  text: 'ask Patroni who is the leader',
  command: 'sudo patronictl list',
  host,
});

export const checkArchiveSettings = (host: string | undefined): NextStep => ({
  text: 'check the archive settings',
  command:
    'sudo -u postgres psql -c "SELECT name, setting FROM pg_settings WHERE name LIKE \'archive%\'"',
  host,
});

export const comparePosition = (host: string | undefined): NextStep => ({
  text: 'compare the position, and the size of a segment, with walPosition and walSegmentSize in the configuration',
  command:
    'sudo -u postgres psql -Atc "SELECT pg_walfile_name(pg_current_wal_lsn()), current_setting(\'wal_segment_size\')"',
  host,
});

export const countReadyFiles = (host: string | undefined): NextStep => ({
  text: 'count the segments that wait',
  command:
    'sudo -u postgres psql -Atc "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE \'%.ready\'"',
  host,
});

export function listBaseBackups(archiver: Archiver = ASSUMED, site?: Site): NextStep {
  const { ownServer, listBackups: command } = programAt(archiver, undefined, site);
  return ownServer === undefined
    ? { text: 'list the base backups in the store, on any host of the cluster', command }
    : {
        text: `list the base backups, on the ${ownServer} server`,
        command,
        onArchiverServer: true,
      };
}

/** The job runs on whichever replica took its lock, so no host is named. */
export function readBaseBackupLog(archiver: Archiver = ASSUMED, site?: Site): NextStep {
  const { ownServer, readBackupLog: command } = programAt(archiver, undefined, site);
  if (ownServer !== undefined) return onServer(ownServer, command);
  return site?.kind === 'pods'
    ? {
        text: 'find the pod of the backup job; kubectl logs shows its log',
        command: listPods(site, 'jobs,pods'),
      }
    : { text: 'read the log of the backup job, on the replicas as well', command };
}

/** The names come from segments that were parsed, so they hold nothing but hex digits. */
export const findSegmentsOnHost = (
  host: string | undefined,
  first: string,
  last: string,
): NextStep => ({
  text: `see whether pg_wal still has ${first === last ? 'this segment' : 'these segments'}; replicas keep copies for a while, too`,
  command: `sudo -u postgres psql -Atc "SELECT name FROM pg_ls_waldir() WHERE name ${first === last ? `= '${first}'` : `BETWEEN '${first}' AND '${last}'`}"`,
  host,
});
