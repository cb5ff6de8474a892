import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, SECOND, type EpochMs } from '../domain/time.ts';
import { archivedAtByPostgres, seriesOf } from './archive-metric.ts';
import { completedByMetric, failedAtByPostgres } from './postgres-failures.ts';

/** The metric counts in whole seconds of the time that stands in the log. */
const ROUNDING = 2 * SECOND;

/** What a range query shows is up to a scrape and a step old, and so is the age in it. A sample has its own time. */
const STEPPING = MINUTE;
const SAMPLING = 10 * SECOND;

/**
 * A success of the host that only the metrics know of: later than all that the log has as ended. It is given no later
 * than it surely was. Undefined if there is none, or PostgreSQL counted a failure since.
 */
export function successBeyondLog(
  snapshot: Snapshot,
  host: string | undefined,
  lastEnd: EpochMs | undefined,
): EpochMs | undefined {
  const byMetric = (completedByMetric(snapshot, host) ?? -Infinity) - ROUNDING;
  const isSampled = seriesOf(snapshot, 'archiverAge', host)?.scrapes !== undefined;
  const byPostgres =
    (archivedAtByPostgres(snapshot, host) ?? -Infinity) - (isSampled ? SAMPLING : STEPPING);
  const success = Math.max(byMetric, byPostgres);
  const failedAt = failedAtByPostgres(snapshot, host) ?? -Infinity;
  return success > (lastEnd ?? -Infinity) && success > failedAt && success > -Infinity
    ? success
    : undefined;
}
