import { pitrWindow } from '../domain/pitr-window.ts';
import type { Restorable } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { lastBaseBackupAt } from './base-backup.ts';
import type { Continuity } from './continuity.ts';
import { archivingHost, lastCompleteBy } from './uploads.ts';

/**
 * Up to which moment the last base backup can be restored: up to the last completed upload, or to the
 * first hole behind it. Undefined where no base backup or no sequence is known. The log says nothing of
 * the WAL before its window, so `seenFrom` may be later than the backup.
 */
export function restorable(snapshot: Snapshot, continuity: Continuity): Restorable | undefined {
  const backup = lastBaseBackupAt(snapshot);
  const end = lastCompleteBy(snapshot, archivingHost(snapshot))?.endedAt;
  if (backup === undefined || end === undefined || end < backup) return undefined;
  if (continuity.kind === 'unknown') return undefined;

  const holes = continuity.holes
    .filter(({ state }) => state === 'lost')
    .map(({ before, followedAt }) => ({ from: before, to: followedAt }));
  const stretch = pitrWindow([backup], holes, end).at(-1);
  return stretch === undefined
    ? { backup, kind: 'broken' }
    : {
        backup,
        kind: stretch.to < end ? 'cut' : 'whole',
        until: stretch.to,
        seenFrom: Math.max(backup, continuity.since),
      };
}
