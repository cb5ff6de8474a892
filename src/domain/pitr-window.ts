import type { EpochMs } from './time.ts';

export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * The stretches of time to which one can restore, the latest last: each begins where a base backup was
 * finished and goes on for as long as every segment after it is there. A hole ends a stretch for good;
 * the next one begins with the first base backup after it. Only a stretch that reaches `at` lets one
 * restore to the present.
 */
export function pitrWindow(
  baseBackups: readonly EpochMs[],
  holes: readonly TimeRange[],
  at: EpochMs,
): readonly TimeRange[] {
  const backups = baseBackups.filter((finished) => finished <= at).sort((a, b) => a - b);
  const breaks = [...holes].sort((a, b) => a.from - b.from);
  const stretches: TimeRange[] = [];
  for (const from of backups) {
    const last = stretches.at(-1);
    if (last !== undefined && from <= last.to) continue;
    // A base backup that was finished within a hole needs the very segments that are missing.
    if (breaks.some((hole) => hole.from <= from && from < hole.to)) continue;
    const to = breaks.find((hole) => hole.from > from)?.from ?? at;
    stretches.push({ from, to: Math.min(to, at) });
  }
  return stretches;
}
