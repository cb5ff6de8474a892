import type { ArchiverKind } from '../archiver.ts';
import { ON_DEBIAN, tailNewest } from '../program.ts';

const SETTINGS = '/etc/wal-e.d/env';

/** WAL-E, which nobody develops any more, as GitLab runs it. Its records are read in record.ts. */
export const WAL_E: ArchiverKind = {
  mention: /wal[-_]?e(?![a-z])/i,
  log: {
    tag: /^wal[-_]?e(?![a-z])/,
    begin: /wal_e\./,
    helper: /^(?:(?:lzop|gpg|psql|pv|tar|wal-e|envdir|sudo)(?:\[\d+\])?: |LINE \d+: |\s*\^$)/,
    lines: undefined,
    logsBegin: true,
    endsCarryPid: true,
    namesHosts: true,
    isUtc: true,
    speaksForHelpers: true,
    createDenial: undefined,
    logsEndOfFailed: false,
  },
  phrases: {
    push: ['action=push-wal'],
    denial: [],
    attempt: [['action=push-wal', 'state=begin']],
    complete: [['action=push-wal', 'state=complete']],
    // It marks such a file as done, although nothing was uploaded.
    skipped: ['action=push-wal', 'state=skip'],
    baseBackup: [
      'base backup volume',
      'beginning volume compression',
      'The subcommand is "backup-push"',
    ],
    baseBackupComplete: [],
    ordinary: [
      'action=push-wal',
      'action=wal-fetch',
      'action=wal-prefetch',
      'begin archiving a file',
      'completed archiving to a file',
      'DETAIL: Uploading',
      'DETAIL: Archiving to',
      'base backup volume',
      'beginning volume compression',
      'Building volume',
    ],
  },
  program: {
    settings: SETTINGS,
    probe: `sudo -u postgres envdir ${SETTINGS} wal-e backup-list`,
    readLog: tailNewest('/var/log/gitlab/postgresql/wale.log'),
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[w]al-push'",
    listBackups: `sudo -u postgres envdir ${SETTINGS} wal-e backup-list`,
    readBackupLog: tailNewest('/var/log/wal-e/wal-e_backup_push.log'),
    withSettings: (command, path) => command.replace(SETTINGS, path),
    hasLogMetric: true,
    backupMetric: 'wale_backup_last_completed_time_seconds',
    walFolder: 'below wal_005/',
    concurrency: 'wal-push --pool-size',
    inEnvironment: true,
    onDebian: ON_DEBIAN,
    mayStream: false,
  },
};
