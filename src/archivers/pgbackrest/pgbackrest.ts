import type { ArchiverKind } from '../archiver.ts';
import { createPgBackRestLines, isBarePgBackRest, isUnstampedPgBackRest } from './lines.ts';

export const PGBACKREST: ArchiverKind = {
  mention: /pg.?backrest/i,
  log: {
    tag: /^pgbackrest/,
    lines: createPgBackRestLines,
    isUndated: isBarePgBackRest,
    goesOnUndated: isUnstampedPgBackRest,
    // Its begin is at level INFO of the console, which is off by default.
    logsBegin: false,
    level: '--log-level-console=info, or with archive-async --log-level-file=detail',
    endsCarryPid: false,
    namesHosts: true,
    isUtc: false,
    speaksForHelpers: false,
    // It tells PostgreSQL that a file which it dropped was pushed. A dropped file never comes back.
    createDenial:
      () =>
      ({ upload, named }) =>
        named.find(({ at, text }) => at <= upload.endedAt && text.startsWith('dropped WAL file')),
    logsEndOfFailed: false,
  },
  phrases: {
    push: ['pushed WAL file', 'archive-push command begin'],
    denial: ['dropped WAL file'],
    attempt: [['archive-push command begin'], ['dropped WAL file']],
    complete: [['pushed WAL file']],
    baseBackup: [],
    baseBackupComplete: ['backup start archive', 'backup stop archive', 'new backup label'],
    ordinary: [
      'pushed WAL file',
      'archive-push command begin',
      'archive-push command end: completed successfully',
      'command end: aborted with exception',
      'archive-get command',
      'PROCESS START',
    ],
  },
  program: {
    settings: '/etc/pgbackrest/pgbackrest.conf',
    probe: 'sudo -u postgres pgbackrest --stanza=STANZA check',
    readLog: 'sudo sh -c "tail -n 30 /var/log/pgbackrest/*-archive-push-async.log"',
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[a]rchive-push'",
    listBackups: 'sudo -u postgres pgbackrest info',
    readBackupLog: 'sudo sh -c "tail -n 30 /var/log/pgbackrest/*-backup.log"',
    withSettings: (command, path) => command.replace('pgbackrest ', `pgbackrest --config=${path} `),
    hasLogMetric: false,
    walFolder: 'below archive/ of the stanza',
    concurrency: 'process-max, with archive-async',
    inEnvironment: false,
    mayStream: false,
  },
};
