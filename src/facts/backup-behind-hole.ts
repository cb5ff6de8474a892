import type { Snapshot } from '../domain/snapshot.ts';
import type { ClassifiedHole } from './continuity.ts';
import { knownBackups, type KnownBackup } from './known-backups.ts';
import { newest } from './uploads.ts';

/**
 * What the base backups say of a hole. A base backup needs every segment since its begin: only one that began behind
 * the hole can be restored without it, and then the hole is harmless for restores from it, and not from older ones.
 */
export type BackupBehind =
  | { readonly kind: 'behind'; readonly backup: KnownBackup }
  /** It ended after the hole, and began before that was passed. */
  | { readonly kind: 'needs-it'; readonly backup: KnownBackup }
  /** It ended after the hole, and nobody says when it began. */
  | { readonly kind: 'begin-unknown'; readonly backup: KnownBackup }
  /** None ended after it; the last before it, if any is known. */
  | { readonly kind: 'none'; readonly backup: KnownBackup | undefined };

export function backupBehind(snapshot: Snapshot, hole: ClassifiedHole): BackupBehind {
  const all = knownBackups(snapshot);
  const later = all.filter(({ endedAt }) => endedAt > hole.after);
  const last = newestOf(later);
  if (last === undefined) return { kind: 'none', backup: newestOf(all) };
  const behind = newestOf(later.filter((backup) => isOlder(hole, backup)));
  if (behind !== undefined) return { kind: 'behind', backup: behind };
  const isKnown = later.every(({ beganAt, start }) => beganAt !== undefined || start !== undefined);
  return { kind: isKnown ? 'needs-it' : 'begin-unknown', backup: last };
}

const newestOf = (backups: readonly KnownBackup[]): KnownBackup | undefined =>
  newest(backups, ({ endedAt }) => endedAt);

/**
 * What lies behind a hole was written after it: a hole that something followed before the backup began is older than
 * that. So is one of an earlier timeline than the backup began on.
 */
export const isOlder = (
  { timeline, last, followedAt }: ClassifiedHole,
  { beganAt, start }: KnownBackup,
): boolean =>
  (start !== undefined &&
    (start.timeline > timeline || (start.timeline === timeline && last < start.number))) ||
  (beganAt !== undefined && followedAt <= beganAt);
