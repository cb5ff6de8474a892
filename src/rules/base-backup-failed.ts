import { durationWords } from '../domain/duration-words.ts';
import { listBaseBackups, readBaseBackupLog } from '../advice/host-commands.ts';
import { clear, rule, unknown } from './rule.ts';

/** The last base backup failed. That is no emergency as long as the one before is fresh enough. */
export const baseBackupFailed = rule(
  { name: 'base-backup-failed' },
  (_known, { snapshot, backups, archiver }) => {
    const { at, metrics } = snapshot;
    const reading = metrics.baseBackupFailed;
    if (reading.kind === 'unavailable') return unknown(reading.detail);

    const { failed, lastSuccess } = backups;
    if (failed === undefined) return clear();

    const began =
      failed.beganAt === undefined
        ? ''
        : `, which began ${durationWords(at - failed.beganAt)} ago,`;
    const before =
      lastSuccess === undefined
        ? 'none has succeeded in the time looked at'
        : `the last that succeeded is ${durationWords(at - lastSuccess.at)} old`;
    return {
      kind: 'problem',
      code: 'base-backup-failed',
      severity: 'warning',
      headline: `the last base backup${failed.by === undefined ? '' : ` (${failed.by})`}${began} failed; ${before}`,
      evidence: [
        { from: 'metric', text: 'the job says that it failed' },
        { from: 'metric', text: before },
      ],
      nextSteps: [
        readBaseBackupLog(archiver, snapshot.cluster.site),
        listBaseBackups(archiver, snapshot.cluster.site),
      ],
    };
  },
);
