import type { ArchiverKind } from '../archiver.ts';
import { createBarmanCloudLines, isBareBarmanCloud } from './lines.ts';

/** Barman's cloud scripts, which archive_command runs on the primary: they share the name with Barman, and no more. */
export const BARMAN_CLOUD: ArchiverKind = {
  mention: /barman.?cloud/i,
  log: {
    tag: /^barman/,
    // Each of Barman's scripts says the same of its store: whose words these are decides what failed.
    namedLogger: /^barman-cloud-(?:wal-restore|restore|backup)/,
    // https://github.com/cloudnative-pg/barman-cloud/tree/main/pkg/archiver
    announcement:
      /^(?:Executing barman-cloud-|barman-cloud-check-wal-archive checking the first wal|wal archive (?:start|end)(?:: |$))/,
    lines: createBarmanCloudLines,
    isUndated: isBareBarmanCloud,
    logsBegin: false,
    endsCarryPid: false,
    namesHosts: true,
    isUtc: false,
    speaksForHelpers: false,
    createDenial: undefined,
    logsEndOfFailed: false,
  },
  phrases: {
    push: ['Archived WAL file'],
    denial: [],
    attempt: [['Error invoking barman-cloud-wal-archive']],
    complete: [['Archived WAL file']],
    baseBackup: [],
    baseBackupComplete: ['Starting backup', 'Backup end at LSN', 'Backup completed'],
    ordinary: ['Archived WAL file', 'Backup completed'],
  },
  program: {
    // No file of its own: options of archive_command, and what PostgreSQL's environment holds.
    settings: 'archive_command and the environment of PostgreSQL',
    probe: 'barman-cloud-backup-list s3://BUCKET/PATH NAME',
    readLog: 'sudo -u postgres psql -Atc "SELECT pg_current_logfile()"',
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[b]arman-cloud-wal-archive'",
    listBackups: 'barman-cloud-backup-list s3://BUCKET/PATH NAME',
    readBackupLog: 'sudo -u postgres psql -Atc "SELECT pg_current_logfile()"',
    withSettings: (command) => command,
    hasLogMetric: false,
    walFolder: 'below wals/',
    inEnvironment: false,
    mayStream: false,
  },
};
