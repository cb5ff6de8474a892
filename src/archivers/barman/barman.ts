import type { ArchiverKind } from '../archiver.ts';
import { createBarmanDenial } from './denial.ts';
import { createBarmanLines, isBareBarman } from './lines.ts';
import { tailNewest } from '../program.ts';

export const BARMAN: ArchiverKind = {
  mention: /barman/i,
  log: {
    tag: /^barman/,
    lines: createBarmanLines,
    isUndated: isBareBarman,
    logsBegin: false,
    endsCarryPid: false,
    namesHosts: false,
    isUtc: false,
    speaksForHelpers: false,
    createDenial: createBarmanDenial,
    logsEndOfFailed: false,
  },
  phrases: {
    push: ['Archiving segment', 'by put-wal for server'],
    denial: [
      'is already present in server',
      'aborted by pre_archive_retry_script',
      'barman.cli ERROR',
    ],
    attempt: [
      ['is already present in server'],
      ['aborted by pre_archive_retry_script'],
      ['barman.cli ERROR'],
    ],
    complete: [['Archiving segment']],
    baseBackup: [],
    baseBackupComplete: ['Starting backup using', 'Backup end at LSN', 'Backup completed'],
    ordinary: [
      'Archiving segment',
      'Received file',
      'Archive all segments in one run',
      'No xlog segments found',
      'finished segment at',
      'starting log streaming',
    ],
  },
  program: {
    settings: '/etc/barman.conf',
    probe: 'sudo -u barman barman check all',
    readLog: tailNewest('/var/log/barman/barman.log'),
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[b]arman'",
    listBackups: 'sudo -u barman barman list-backup all',
    readBackupLog: tailNewest('/var/log/barman/barman.log'),
    withSettings: (command, path) =>
      command.replace('-u barman barman ', `-u barman barman -c ${path} `),
    hasLogMetric: false,
    walFolder: 'below wals/ on the Barman server',
    inEnvironment: false,
    ownServer: 'Barman',
    mayStream: true,
  },
};
