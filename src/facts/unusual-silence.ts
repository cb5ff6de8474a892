import { greatest } from '../domain/extremes.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs } from '../domain/time.ts';
import { completionsBy } from './completions.ts';
import { pausesOf } from './pauses.ts';

/** So many uploads show how long a pause between them may be. */
const TELLING = 20;

/** What is so many times as long as the longest pause is none. */
const UNUSUAL = 2;

/**
 * Whether a host that completed one segment after the other has been silent for longer than an upload may take, and
 * far longer than ever before in its log: an upload that hangs, of an archiver that logs no begin, looks like this, and so
 * does a database that fell idle.
 */
export function isUnusualSilence(snapshot: Snapshot, host: string, silence: DurationMs): boolean {
  if (silence < snapshot.cluster.thresholds.uploadStuckAfter) return false;
  const moments = completionsBy(snapshot, host)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  return moments.length > TELLING && silence > UNUSUAL * (greatest(pausesOf(moments)) ?? Infinity);
}
