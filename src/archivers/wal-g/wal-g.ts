import type { ArchiverKind } from '../archiver.ts';
import { ON_DEBIAN, tailNewest } from '../program.ts';
import { createWalGDenial, createSaidBeforeWalGEnd } from './denial.ts';
import { goPanic, goPanicPart, isWalGFrame } from './go-panic.ts';
import { createWalGLines } from './lines.ts';
import { isWalGComplaint } from './messages.ts';
import { isUsageError, isUsageText } from './usage.ts';

const SETTINGS = '/etc/wal-g.d/env';

export const WAL_G: ArchiverKind = {
  mention: /wal[-_]?g(?![a-z])/i,
  log: {
    tag: /^wal[-_]?g(?![a-z])/,
    begin: /(?:INFO|ERROR|WARNING|DEBUG): \d{4}\//,
    // As GitLab's index has it: level and time in one field, the rest in another.
    apart: {
      message: 'walg_message',
      header: 'walg_header',
      isHeader: (header) => /^[A-Z]{4,7}: \d{4}\/\d\d\/\d\d /.test(`${header} `),
    },
    lines: createWalGLines,
    isUndated: (line) => isWalGComplaint(line) || isUsageError(line),
    goesOnUndated: isUsageText,
    crash: {
      isFirst: (line) => goPanic(line) !== undefined,
      isPart: (line) => goPanicPart(line) !== undefined,
      isOwn: isWalGFrame,
    },
    logsBegin: false,
    endsCarryPid: false,
    namesHosts: true,
    isUtc: false,
    speaksForHelpers: false,
    createDenial: createWalGDenial,
    logsEndOfFailed: true,
    createSaidBefore: createSaidBeforeWalGEnd,
  },
  phrases: {
    push: ['FILE PATH', 'WAL PATH', 'already archived with equal content'],
    denial: [
      'upload: could not Upload',
      'failed to upload',
      'upload a chunk of object',
      'Unable to upload blob',
      'Unable to write content',
      'Unable to Close object',
      'Unable to copy file',
    ],
    attempt: [
      ['upload: could not'],
      ['failed to upload'],
      ['Put', 'wal_005'],
      ['Unable to close object writer'],
      ['daemon command run error'],
    ],
    complete: [['FILE PATH'], ['WAL PATH'], ['already archived with equal content']],
    baseBackup: [],
    baseBackupComplete: ['Wrote backup with name'],
    ordinary: [
      'FILE PATH',
      'WAL PATH',
      'already archived with equal content',
      'Files will be uploaded to storage',
      'Starting part',
      'Finished writing part',
    ],
  },
  program: {
    settings: SETTINGS,
    probe: `sudo -u postgres envdir ${SETTINGS} wal-g backup-list`,
    // internal/storagetools/check.go, from 3.0 on. Without the setting the client of S3 tries for a quarter of an hour.
    tryWrite: `sudo -u postgres env S3_MAX_RETRIES=1 envdir ${SETTINGS} wal-g st check write`,
    readLog: tailNewest('/var/log/wal-g/wal-g.log'),
    listProcesses: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[w]al-push'",
    listBackups: `sudo -u postgres envdir ${SETTINGS} wal-g backup-list`,
    readBackupLog: tailNewest('/var/log/wal-g/wal-g_backup_push.log'),
    withSettings: (command, path) =>
      /\.(?:json|ya?ml|toml)$/.test(path)
        ? command.replace(`envdir ${SETTINGS} wal-g`, `wal-g --config=${path}`)
        : command.replace(SETTINGS, path),
    hasLogMetric: true,
    backupMetric: 'walg_backup_last_completed_time_seconds',
    walFolder: 'below wal_005/',
    concurrency: 'WALG_UPLOAD_CONCURRENCY',
    inEnvironment: true,
    onDebian: ON_DEBIAN,
    mayStream: false,
  },
};
