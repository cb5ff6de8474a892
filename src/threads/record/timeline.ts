import type { Verdict } from '../../domain/finding.ts';
import type { EpochMs } from '../../domain/time.ts';
import { RANK } from './rank.ts';
import type { Change, ThreadRecord } from './thread-record.ts';
import { least } from '../../domain/extremes.ts';

/** The first verdict and the newest changes; what came between is no news any more. */
export const MOST_CHANGES = 20;
/** A headline may name a hundred hosts; the whole of it was in the reply. */
const HEADLINE_MAX = 300;

/** The verdicts of a thread with one more: a headline that only counts on is no change. */
export function withChange(
  timeline: readonly Change[],
  { code, severity, headline, trouble }: Verdict,
  at: EpochMs,
): Change[] {
  const last = timeline.at(-1);
  if (last?.code === code && last.severity === severity) return [...timeline];
  const change: Change = {
    at,
    code,
    severity,
    headline: headline.slice(0, HEADLINE_MAX),
    since: trouble?.since,
    file: trouble?.file,
  };
  const [first, ...more] = [...timeline, change];
  return [first, ...more.slice(1 - MOST_CHANGES)];
}

/** Trouble that is over: the worst of it, from when it began to when it was seen to have ended. */
export interface PastTrouble {
  readonly worst: Change;
  readonly since: EpochMs;
  readonly until: EpochMs;
}

/** The trouble before the present verdict, if that is well. */
export function pastTrouble({
  timeline,
  openedAt,
}: Pick<ThreadRecord, 'timeline' | 'openedAt'>): PastTrouble | undefined {
  const end = timeline.at(-1);
  if (end?.severity !== 'ok') return undefined;
  const before = timeline.slice(0, -1);
  const begin = before.findLastIndex(({ severity }) => severity === 'ok') + 1;
  const [first, ...more] = before.slice(begin);
  if (first === undefined) return undefined;
  const worst = more.reduce(
    (most, change) => (RANK[change.severity] > RANK[most.severity] ? change : most),
    first,
  );
  const moments = [first, ...more].map(({ since, at }) => since ?? at);
  return {
    worst,
    // Whoever posted the alert saw it before the first look.
    since: least(begin === 0 ? [...moments, openedAt] : moments) ?? openedAt,
    until: end.at,
  };
}
