import { durationWords } from '../domain/duration-words.ts';
import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { archiverOf } from '../facts/archiver.ts';
import { baseBackups } from '../facts/base-backup.ts';
import { archivingHost } from '../facts/uploads.ts';
import { listBaseBackups, readBaseBackupLog } from '../advice/host-commands.ts';

/** The last base backup failed. That is no emergency as long as the one before is fresh enough. */
export function baseBackupFailed(snapshot: Snapshot): Finding {
  const rule = 'base-backup-failed';
  const { at, metrics } = snapshot;
  const reading = metrics.baseBackupFailed;
  if (reading.kind === 'unavailable') return { kind: 'unknown', rule, reason: reading.detail };

  const { failed, lastSuccess } = baseBackups(snapshot);
  if (failed === undefined) return { kind: 'clear', rule, evidence: [] };

  const archiver = archiverOf(snapshot, archivingHost(snapshot));
  const began =
    failed.beganAt === undefined ? '' : `, which began ${durationWords(at - failed.beganAt)} ago,`;
  const before =
    lastSuccess === undefined
      ? 'none has succeeded in the time looked at'
      : `the last that succeeded is ${durationWords(at - lastSuccess.at)} old`;
  return {
    kind: 'problem',
    rule,
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
}
