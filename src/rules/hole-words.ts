import { durationWords } from '../domain/duration-words.ts';
import type { Evidence } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { archivedAtByPostgres, metricOf } from '../facts/archive-metric.ts';
import type { BackupBehind } from '../facts/backup-behind-hole.ts';
import type { ClassifiedHole } from '../facts/continuity.ts';
import type { Hole } from '../facts/hole.ts';
import type { Testimony } from '../facts/upload-witness.ts';
import { lengthOf } from '../domain/segment-range.ts';
import { rangeWords } from '../domain/segment-range-words.ts';

/** A hole with what shows that its segments were not uploaded, and how bad that is. */
export interface JudgedHole extends ClassifiedHole {
  /**
   * Unended: it began, other uploads went on, and no line tells of its end. Single: it lacks alone, and there is no
   * metric that could be asked.
   */
  readonly proof: Testimony['kind'] | 'unended' | 'single' | 'failed' | 'skipped';
  /** What the base backups say of it. */
  readonly behind: BackupBehind;
  readonly severity: 'warning' | 'critical';
}

export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

/** Of the holes that are as bad as the worst, in one sentence. */
export function headlineOf(
  worst: JudgedHole,
  same: readonly JudgedHole[],
  snapshot: Snapshot,
): string {
  const count = same.reduce((sum, hole) => sum + lengthOf(hole), 0);
  const segments = `${counted(count, 'segment')} of WAL`;
  const range = rangeWords(worst, snapshot.cluster.walSegmentSize);
  const others = same.length - 1;
  const where = others === 0 ? range : `${range} and ${counted(others, 'more hole')}`;
  const more =
    others === 0 ? '' : `; there ${others === 1 ? 'is' : 'are'} ${counted(others, 'more hole')}`;
  // Those that count all segments speak of all holes, the others of the worst.
  const one = isCounted(worst.proof) ? count === 1 : lengthOf(worst) === 1;
  switch (worst.proof) {
    case 'advanced':
      return one
        ? `the log line of ${range} is missing; by the metric its upload most likely completed${more}`
        : `log lines of ${range} are missing; by the metric these uploads most likely completed${more}`;
    case 'too-short':
      return `no upload of ${range} is in the log, and whether ${one ? 'it' : 'they'} completed could not be checked${more}`;
    case 'disputed':
    case 'claimed':
      return `no upload of ${range} is in the log${worst.proof === 'disputed' ? ' or in the metric made from it' : ''}, but PostgreSQL counted ${one ? 'it' : 'them'} as archived: a monitoring fault or a silent drop (only the store can tell which)${more}`;
    case 'unended':
      return `the upload of ${range} began and its end is not in the log, while later ones completed: ${one ? 'it hangs, or its log line is' : 'they hang, or their log lines are'} missing${more}`;
    case 'single':
      return `no completed upload of ${range} is in the log, while the segments next to ${one ? 'it' : 'them'} completed: ${one ? 'a lost log line' : 'lost log lines'} or a silent drop (only the store can tell which)${more}`;
    case 'absent':
      return `${segments} ${one ? 'has' : 'have'} no completed upload in the log: ${where}`;
    case 'failed':
      return `${segments} failed to upload and ${one ? 'was' : 'were'} passed over: ${where}; recovery cannot go past ${one ? 'it' : 'them'}`;
    case 'stood-still':
    case 'skipped':
      return `${segments} ${one ? 'was' : 'were'} not uploaded: ${where}; recovery cannot go past ${one ? 'it' : 'them'}`;
  }
}

const COUNTED: ReadonlySet<JudgedHole['proof']> = new Set([
  'absent',
  'failed',
  'stood-still',
  'skipped',
]);
const isCounted = (proof: JudgedHole['proof']): boolean => COUNTED.has(proof);

export function holeEvidence(hole: JudgedHole, snapshot: Snapshot): Evidence[] {
  const { at, cluster } = snapshot;
  const range = rangeWords(hole, cluster.walSegmentSize);
  const before =
    hole.beforeIs === 'tried' ? 'it was first tried' : 'the segment before was completed';
  const when = `${before} ${durationWords(at - hole.before)} ago, the one after ${hole.beforeIs === 'tried' ? 'was completed ' : ''}${durationWords(at - hole.after)} ago`;
  const words: Readonly<Record<JudgedHole['proof'], string>> = {
    advanced: 'the metric made from the log on the host went on in that time',
    'too-short': 'too short a time for the metric to tell',
    unended: `its upload began ${durationWords(at - (hole.overdueSince ?? hole.before))} ago, and no line tells of its end${postgresWords(snapshot, hole)}`,
    single:
      'PostgreSQL went on to the next, so its archive command returned success; no metric tells more',
    absent: 'no metric covers that time',
    claimed:
      'the metric made from the log does not tell of that time, and pg_stat_archiver counted successes throughout',
    disputed:
      'the metric made from the log stood still in that time, and pg_stat_archiver counted a success',
    'stood-still': 'the metric stood still in that time',
    failed: 'its upload failed, and later ones completed',
    skipped: 'skipped: the file was gone before its upload, and it was marked done all the same',
  };
  const text = `${range} (${lengthOf(hole)}): ${when}; ${words[hole.proof]}`;
  return [{ from: 'log', text }, ...(hole.proof === 'failed' ? failedEvidence(hole, at) : [])];
}

/** PostgreSQL hands out its files in order and keeps one until its push has come back: so what waits tells. */
function postgresWords(snapshot: Snapshot, { host }: Hole): string {
  const waiting = metricOf(snapshot, 'pendingWal', host);
  const archived = archivedAtByPostgres(snapshot, host);
  const since = archived === undefined ? undefined : durationWords(snapshot.at - archived);
  if (waiting === 0) {
    const last =
      since === undefined ? '' : `, and pg_stat_archiver counted the last success ${since} ago`;
    return `; no file waits in archive_status${last}: by PostgreSQL's word only the log line is missing`;
  }
  return waiting === undefined ? '' : `; ${counted(waiting, 'file')} in archive_status`;
}

/** What the log says of tries of a hole that failed. */
export function failedEvidence({ failed }: Hole, now: EpochMs): Evidence[] {
  if (failed === undefined) return [];
  const { count, lastAt } = failed;
  const tries = count === 1 ? '1 failed try' : `${count} failed tries`;
  const ago = `${durationWords(now - lastAt)} ago`;
  const text = `${tries} of it in the log, ${count === 1 ? ago : `the latest ${ago}`}, and no completed upload`;
  return [{ from: 'log', text }];
}
