import { CURRENT_WITHIN, type MetricPoint } from '../domain/metrics.ts';
import { SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { seriesOf } from './archive-metric.ts';
import { EVEN, pausesOf, quantile, READING_DELAY, SAME_UPLOAD, TELLING_PAUSE } from './pauses.ts';
import { agesSampledEvery, createClaims, successesByPostgres } from './postgres-claims.ts';
import { samplesOf } from './scrapes.ts';
import { endedBy } from './uploads.ts';

/** What the metric made from the log on the host says about uploads whose lines the log does not have. */
export type Testimony =
  /** It went on: uploads completed there. */
  | { readonly kind: 'advanced' }
  /** It stood still: nothing was completed. */
  | { readonly kind: 'stood-still' }
  /** It stood still, and PostgreSQL counted a success meanwhile: one of the two is wrong. */
  | { readonly kind: 'disputed' }
  /** Too short a time for its samples. */
  | { readonly kind: 'too-short' }
  /** It does not know all of that time. */
  | { readonly kind: 'absent' }
  /** Nor does it, and PostgreSQL counted successes throughout. */
  | { readonly kind: 'claimed' };

/** A pause so many times as long as nearly all others is none between two uploads. */
const UNUSUAL = 3;

/** A time between two completed uploads, with so many segments between them that the log has no end of. */
interface Gap {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly count: number;
}

/**
 * Asks the metric of a host about such times. It stood still if it did so for long enough to tell, and not as
 * many uploads as are missing were seen beside that.
 *
 * A wider hole must never be judged milder than one within it: so a part of the time that the metric does
 * not know makes all of it unknown, the longest pause counts, and how long is telling depends neither on the
 * hole nor on what the log has.
 */
export function uploadWitness(
  snapshot: Snapshot,
  host: string | undefined,
): (gap: Gap) => Testimony {
  const series = seriesOf(snapshot, 'lastArchive', host);
  // A gauge at 0 was reset by a restart of its exporter.
  const points = (series === undefined ? [] : samplesOf(series)).filter(({ value }) => value > 0);
  const hides = series?.scrapes === undefined ? () => false : createHiding(points);
  const completions = completionsIn(points);
  const pauses = [...pausesOf(completions)].sort((a, b) => a - b);
  const long = quantile(pauses, 0.9);
  const short = quantile(pauses, 0.1);
  const isEven = long <= EVEN * short;
  const byPostgres = successesByPostgres(snapshot, host);
  const claims = createClaims(byPostgres, agesSampledEvery(snapshot, host));

  const isUnlogged = createUnlogged(snapshot, host);
  const unlogged = series?.scrapes === undefined ? [] : completions.filter(isUnlogged);

  return ({ from, to, count }) => {
    // As many uploads as are missing: whatever pause is beside them, the archiver only stood still in it.
    if (unlogged.filter((at) => at > from && at < to).length >= count) return { kind: 'advanced' };
    if (!knowsAllOf(points, from, to)) {
      return { kind: claims(from, to) ? 'claimed' : 'absent' };
    }
    const inside = completions.filter((at) => at > from && at < to);
    const seen = inside.filter((at) => at > from + READING_DELAY && at < to - SECOND).length;
    const moments = [from, ...inside, to];
    const longest = pausesOf(moments)
      .filter(
        (_, index) => !hides(moments[index] ?? from, moments[index + 1] ?? to, isEven ? short : 0),
      )
      .reduce((most, pause) => Math.max(most, pause), 0);
    const isDoubtful = longest < UNUSUAL * long && (seen >= count || !isEven);
    if (longest < TELLING_PAUSE || isDoubtful) {
      return { kind: seen === 0 ? 'too-short' : 'advanced' };
    }
    // PostgreSQL counts what its command claims: a success in the pause makes one of the two wrong.
    const claimed = byPostgres.filter((at) =>
      moments.every((moment) => Math.abs(at - moment) > SAME_UPLOAD),
    );
    const disputed =
      claimed.filter((at) => at > from && at < to).length >= count || claims(from, to);
    return { kind: disputed ? 'disputed' : 'stood-still' };
  };
}

/**
 * Whether an upload may have completed within a pause and no sample showed it: after the last one that shows the
 * upload before the pause, and before the one that ended it. At an even pace none follows another so soon.
 */
function createHiding(
  samples: readonly MetricPoint[],
): (from: EpochMs, to: EpochMs, evenPause: DurationMs) => boolean {
  return (from, to, evenPause) => {
    const last = samples.findLast(
      ({ at, value }) => at <= to + READING_DELAY && value * SECOND <= from + READING_DELAY,
    );
    const knownUntil = last === undefined ? from : last.at - READING_DELAY;
    const isKnown = knownUntil - from >= TELLING_PAUSE - READING_DELAY;
    return !isKnown && to - knownUntil >= evenPause / EVEN;
  };
}

/** Whether the log has no line of an upload that the metric saw. Where two are too close to tell, it may be either. */
function createUnlogged(
  { uploadLog }: Snapshot,
  host: string | undefined,
): (completedAt: EpochMs) => boolean {
  const logged = uploadLog.kind === 'unavailable' ? [] : endedBy(uploadLog.value, host);
  const seconds = new Set(
    logged.flatMap(({ endedAt }) => {
      const second = Math.floor(endedAt / SECOND);
      return [second - 1, second, second + 1];
    }),
  );
  return (completedAt) => !seconds.has(Math.floor(completedAt / SECOND));
}

/** Whether there is a sample from right before a time, and no gap among the samples until its end. */
function knowsAllOf(points: readonly MetricPoint[], from: EpochMs, to: EpochMs): boolean {
  const known = points.map(({ at }) => at).filter((at) => at > from - CURRENT_WITHIN && at < to);
  const [first] = known;
  if (first === undefined || first > from) return false;
  return pausesOf([...known, to]).every((gap) => gap <= CURRENT_WITHIN);
}

/** When uploads completed, as far as the samples show: the earliest first. */
const completionsIn = (points: readonly MetricPoint[]): readonly EpochMs[] =>
  [...new Set(points.map(({ value }) => value * SECOND))].sort((a, b) => a - b);

/** The last upload that the metric knew of before a moment. */
export function lastArchivedBefore(
  snapshot: Snapshot,
  host: string | undefined,
  before: EpochMs,
): EpochMs | undefined {
  const points = seriesOf(snapshot, 'lastArchive', host)?.points ?? [];
  const value = points.findLast((point) => point.at < before && point.value > 0)?.value;
  return value === undefined ? undefined : value * SECOND;
}
