import type { Snapshot } from '../domain/snapshot.ts';
import { SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import { seriesOf } from './archive-metric.ts';
import { EVEN, longestUsual, pausesOf, SAME_UPLOAD, TELLING_PAUSE } from './pauses.ts';
import { samplesOfAge } from './scrapes.ts';

/**
 * Whether PostgreSQL counted successes all through a time. How many is not compared: at a fast pace there are more of
 * them than samples. It takes one file after the other, so in a time too short for a sample of its own it is enough that
 * it went on before and after; where each sample shows another success, none is lost between two that are no farther
 * apart than usual.
 */
export function createClaims(
  successes: readonly EpochMs[],
  sampledEvery: DurationMs,
): (from: EpochMs, to: EpochMs) => boolean {
  const usual = longestUsual(successes);
  const longest = Math.max(TELLING_PAUSE, EVEN * usual);
  const wentOn = pausesBelow(successes, longest);
  const shortest = Math.min(2 * sampledEvery, TELLING_PAUSE);
  const wentOnEvenly = usual < 2 * sampledEvery ? pausesBelow(successes, EVEN * usual) : [];
  return (from, to) => {
    const inside = successes.filter((at) => at > from + SAME_UPLOAD && at < to - SAME_UPLOAD);
    if (inside.length > 0) return pausesOf([from, ...inside, to]).every((pause) => pause < longest);
    const isWithin = ({ first, last }: Span): boolean =>
      from >= first - SAME_UPLOAD && to <= last + SAME_UPLOAD;
    return (
      (to - from < shortest && wentOn.some(isWithin)) ||
      (to - from < TELLING_PAUSE && wentOnEvenly.some(isWithin))
    );
  };
}

interface Span {
  readonly first: EpochMs;
  readonly last: EpochMs;
}

/** From which moment to which no pause was as long; a moment alone is none. */
function pausesBelow(moments: readonly EpochMs[], longest: DurationMs): readonly Span[] {
  const runs: { readonly first: EpochMs; last: EpochMs }[] = [];
  for (const at of moments) {
    const run = runs.at(-1);
    if (run !== undefined && at - run.last < longest) run.last = at;
    else runs.push({ first: at, last: at });
  }
  return runs.filter(({ first, last }) => last > first);
}

/** How often a range query shows the newest sample. */
const STEP = 30 * SECOND;

/** Exporters round an age to seconds, and take it a moment after the scrape began. */
const ROUNDING = 2 * SECOND;

/** When PostgreSQL counted successes, as far as its samples show: each once, the earliest first. */
export function successesByPostgres(
  snapshot: Snapshot,
  host: string | undefined,
): readonly EpochMs[] {
  const series = seriesOf(snapshot, 'archiverAge', host);
  const moments = samplesOfAge(series)
    .filter(({ value }) => value >= 0)
    .map(({ at, value }) => at - value * SECOND)
    .sort((a, b) => a - b);
  // A step shows a sample up to half a minute after its scrape, so the same success moves a little.
  const apart = series?.scrapes === undefined ? STEP : ROUNDING;
  return moments.filter((at, index) => at - (moments[index - 1] ?? -Infinity) > apart);
}

/** The longest usual time between two samples of PostgreSQL's count. */
export const agesSampledEvery = (snapshot: Snapshot, host: string | undefined): DurationMs =>
  longestUsual(samplesOfAge(seriesOf(snapshot, 'archiverAge', host)).map(({ at }) => at));
