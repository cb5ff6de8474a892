import type { MetricPoint } from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { HOUR, MINUTE, SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import { archivedAtByMetric, archivedAtByPostgres, metricOf, seriesOf } from './archive-metric.ts';
import { pausesOf } from './pauses.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { endedBy, lastEndBy, newest } from './uploads.ts';
import { greatest } from '../domain/extremes.ts';

/** What PostgreSQL's own statistics, pg_stat_archiver, say of a host whose archive command fails. */
export interface PostgresFailures {
  /** Not later than the failure itself; where only a counter tells, up to a few samples before it. */
  readonly lastAt: EpochMs;
  /** The newest success that any source knows of, after which nothing but failures came. */
  readonly lastSuccessAt: EpochMs | undefined;
  /** How many since then, as far as it was counted. */
  readonly tries: number | undefined;
}

/** A sample may be as old as a scrape when the query reads it. */
const SCRAPE: DurationMs = MINUTE;

/**
 * Undefined if nothing has failed since the last success, or nobody counts. PostgreSQL tries a file again after at
 * most a minute, so what failed longer ago than the metrics go back is another matter.
 */
export function postgresFailures(
  snapshot: Snapshot,
  host: string | undefined,
): PostgresFailures | undefined {
  const lastAt = failedAtByPostgres(snapshot, host);
  if (lastAt === undefined || snapshot.at - lastAt >= HOUR) return undefined;
  const lastSuccessAt = lastSuccess(snapshot, host);
  if (lastSuccessAt !== undefined && lastSuccessAt >= lastAt) return undefined;
  return { lastAt, lastSuccessAt, tries: triesSince(snapshot, host, lastSuccessAt) };
}

/** When PostgreSQL last counted a failure; undefined if never, or if that is not known. */
export function failedAtByPostgres(
  snapshot: Snapshot,
  host: string | undefined,
): EpochMs | undefined {
  const { at } = snapshot;
  const moments = [
    byTime(pointsOf(snapshot, 'archiverLastFailed', host)),
    byCount(pointsOf(snapshot, 'archiverFailedCount', host)),
  ].filter((moment) => moment !== undefined);
  const newest = greatest(moments);
  return newest === undefined ? undefined : Math.min(at, newest);
}

/** The points up to now; none if the newest is no longer current. */
const pointsOf = (
  snapshot: Snapshot,
  name: 'archiverLastFailed' | 'archiverFailedCount',
  host: string | undefined,
): readonly MetricPoint[] =>
  metricOf(snapshot, name, host) === undefined
    ? []
    : (seriesOf(snapshot, name, host)?.points ?? []).filter(({ at }) => at <= snapshot.at);

/** By the host's own clock, and no later than when it was first seen: that clock may be ahead. */
function byTime(points: readonly MetricPoint[]): EpochMs | undefined {
  const now = points.at(-1)?.value;
  if (now === undefined || now <= 0) return undefined;
  const firstSeen = points[points.findLastIndex(({ value }) => value !== now) + 1];
  return Math.min(now * SECOND, firstSeen?.at ?? Infinity);
}

/** A counter that rose between two samples: it may have been right after the first of them was scraped. */
function byCount(points: readonly MetricPoint[]): EpochMs | undefined {
  const before = points[points.findLastIndex(isRise) - 1];
  return before === undefined ? undefined : before.at - SCRAPE;
}

/** When a counter was seen to have risen, since a moment. */
const risesIn = (points: readonly MetricPoint[], since: EpochMs): readonly EpochMs[] =>
  points
    .filter(isRise)
    .map(({ at }) => at)
    .filter((at) => at > since);

const isRise = ({ value }: MetricPoint, index: number, points: readonly MetricPoint[]): boolean =>
  value > (points[index - 1]?.value ?? value);

function lastSuccess(snapshot: Snapshot, host: string | undefined): EpochMs | undefined {
  const { uploadLog } = snapshot;
  const byPostgres = archivedAtByPostgres(snapshot, host);
  const logged =
    uploadLog.kind === 'unavailable' ||
    (byPostgres !== undefined && endsAgain(uploadLog.value, host))
      ? undefined
      : lastEndBy(uploadLog.value, host);
  const known = [logged, completedByMetric(snapshot, host), byPostgres].filter(
    (moment) => moment !== undefined,
  );
  return greatest(known);
}

/**
 * Whether the newest ends are of one and the same file, again and again: PostgreSQL asks for a file until it has had its
 * success, so these are ends of tries that failed, whose errors did not arrive. When its own last success was does not
 * matter, for the clock of the host may be ahead or behind.
 */
function endsAgain(log: UploadLog, host: string | undefined): boolean {
  const ended = endedBy(log, host);
  const file = newest(ended, ({ endedAt }) => endedAt)?.file;
  const other = greatest(ended.flatMap((one) => (one.file === file ? [] : one.endedAt)));
  const again = ended.filter(({ endedAt }) => endedAt > (other ?? -Infinity));
  return new Set(again.map(({ endedAt }) => endedAt)).size >= TRIES_OF_A_ROUND;
}

/** PostgreSQL tries so often in a row, and the next time a minute later; a try itself may take a quarter of an hour. */
const TRIES_OF_A_ROUND = 3;
const NEXT_ROUND: DurationMs = 90 * SECOND;

/** So long after the last failure that was counted the next may be due, by how far apart they have come. */
const nextRound = (rises: readonly EpochMs[]): DurationMs =>
  Math.max(NEXT_ROUND, (greatest(pausesOf(rises)) ?? 0) + SCRAPE);

/** When the host last completed an upload by the metric made from its log, where PostgreSQL does not know better. */
export const completedByMetric = (
  snapshot: Snapshot,
  host: string | undefined,
): EpochMs | undefined =>
  isOfFailedTries(snapshot, host) ? undefined : archivedAtByMetric(snapshot, host);

/**
 * Whether what the metric made from the log takes for a completed upload is the end of a try that failed: WAL-G prints
 * the same line after both. PostgreSQL has counted more than one round of failures since its own last success, and the
 * metric saw nothing later than the round that is due.
 */
function isOfFailedTries(snapshot: Snapshot, host: string | undefined): boolean {
  const byMetric = archivedAtByMetric(snapshot, host);
  const byPostgres = archivedAtByPostgres(snapshot, host);
  if (byMetric === undefined || byPostgres === undefined || byMetric <= byPostgres) return false;
  const tries = triesSince(snapshot, host, byPostgres) ?? 0;
  if (tries <= TRIES_OF_A_ROUND) return false;
  const rises = risesIn(pointsOf(snapshot, 'archiverFailedCount', host), byPostgres);
  return byMetric < (rises.at(-1) ?? -Infinity) + nextRound(rises);
}

function triesSince(
  snapshot: Snapshot,
  host: string | undefined,
  since: EpochMs | undefined,
): number | undefined {
  const points = pointsOf(snapshot, 'archiverFailedCount', host);
  const before = points.findLast(({ at }) => at <= (since ?? -Infinity)) ?? points[0];
  const now = points.at(-1);
  return now === undefined || before === undefined || now.value <= before.value
    ? undefined
    : Math.round(now.value - before.value);
}
