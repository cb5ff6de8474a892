import type { Archiver } from '../domain/archiver.ts';

/** What an archiver is called and where its things are: the places that its packages and GitLab use. */
export interface Program {
  readonly settings: string;
  /** Reads the store, and so shows whether settings, network and credentials are right. */
  readonly probe: string;
  readonly readLog: string;
  readonly listProcesses: string;
  readonly listBackups: string;
  readonly readBackupLog: string;
  /** False where the log tells of uploads only once they are over. */
  readonly logsBegin: boolean;
  /** What has to be set before its log tells of completed uploads at all. */
  readonly logLevel?: string;
  /** Whether the metric `lastArchive` is made from its log, as GitLab does with mtail. */
  readonly hasLogMetric: boolean;
  /** Where the store keeps the segments. */
  readonly walFolder: string;
  /** What lets more be uploaded at a time, if anything does. */
  readonly concurrency?: string;
  /** Whether its settings are variables of the environment, and a container needs no file of them. */
  readonly inEnvironment: boolean;
  /** What is elsewhere with Debian’s packages and systemd: stderr of archive_command is in PostgreSQL’s log. */
  readonly onDebian?: Partial<Pick<Program, 'readLog' | 'readBackupLog'>>;
}

const DEBIAN_POSTGRES_LOG = 'sudo sh -c "tail -n 30 /var/log/postgresql/*.log"';
const DEBIAN_BACKUP_LOG =
  'sudo journalctl --since -2d | grep -i -E "backup-push|base-?backup" | tail -n 30';

export const PROGRAMS: Readonly<Record<Archiver, Program>> = {
  'wal-e': {
    settings: '/etc/wal-e.d/env',
    probe: 'sudo -u postgres envdir /etc/wal-e.d/env wal-e backup-list',
    readLog: 'sudo tail -n 30 /var/log/gitlab/postgresql/wale.log',
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[w]al-push'",
    listBackups: 'sudo -u postgres envdir /etc/wal-e.d/env wal-e backup-list',
    readBackupLog: 'sudo tail -n 30 /var/log/wal-e/wal-e_backup_push.log',
    logsBegin: true,
    hasLogMetric: true,
    walFolder: 'below wal_005/',
    concurrency: 'wal-push --pool-size',
    inEnvironment: true,
    onDebian: { readLog: DEBIAN_POSTGRES_LOG, readBackupLog: DEBIAN_BACKUP_LOG },
  },
  'wal-g': {
    settings: '/etc/wal-g.d/env',
    probe: 'sudo -u postgres envdir /etc/wal-g.d/env wal-g backup-list',
    readLog: 'sudo tail -n 30 /var/log/wal-g/wal-g.log',
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[w]al-push'",
    listBackups: 'sudo -u postgres envdir /etc/wal-g.d/env wal-g backup-list',
    readBackupLog: 'sudo tail -n 30 /var/log/wal-g/wal-g_backup_push.log',
    logsBegin: false,
    hasLogMetric: true,
    walFolder: 'below wal_005/',
    concurrency: 'WALG_UPLOAD_CONCURRENCY',
    inEnvironment: true,
    onDebian: { readLog: DEBIAN_POSTGRES_LOG, readBackupLog: DEBIAN_BACKUP_LOG },
  },
  pgbackrest: {
    settings: '/etc/pgbackrest/pgbackrest.conf',
    probe: 'sudo -u postgres pgbackrest --stanza=STANZA check',
    readLog: 'sudo sh -c "tail -n 30 /var/log/pgbackrest/*-archive-push-async.log"',
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[a]rchive-push'",
    listBackups: 'sudo -u postgres pgbackrest info',
    readBackupLog: 'sudo sh -c "tail -n 30 /var/log/pgbackrest/*-backup.log"',
    // Its begin is at level INFO of the console, which is off by default.
    logsBegin: false,
    logLevel: '--log-level-console=info, or with archive-async --log-level-file=detail',
    hasLogMetric: false,
    walFolder: 'below archive/ of the stanza',
    concurrency: 'process-max, with archive-async',
    inEnvironment: false,
  },
  'barman-cloud': {
    // No file of its own: options of archive_command, and what PostgreSQL's environment holds.
    settings: 'archive_command and the environment of PostgreSQL',
    probe: 'barman-cloud-backup-list s3://BUCKET/PATH NAME',
    readLog: 'sudo -u postgres psql -Atc "SELECT pg_current_logfile()"',
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[b]arman-cloud-wal-archive'",
    listBackups: 'barman-cloud-backup-list s3://BUCKET/PATH NAME',
    readBackupLog: 'sudo -u postgres psql -Atc "SELECT pg_current_logfile()"',
    logsBegin: false,
    hasLogMetric: false,
    walFolder: 'below wals/',
    inEnvironment: false,
  },
  barman: {
    settings: '/etc/barman.conf',
    probe: 'sudo -u barman barman check all',
    readLog: 'sudo tail -n 30 /var/log/barman/barman.log',
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[b]arman'",
    listBackups: 'sudo -u barman barman list-backup all',
    readBackupLog: 'sudo tail -n 30 /var/log/barman/barman.log',
    logsBegin: false,
    hasLogMetric: false,
    walFolder: 'below wals/ on the Barman server',
    inEnvironment: false,
  },
};
