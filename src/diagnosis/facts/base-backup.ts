import type { Reading } from '../../domain/reading.ts';
import type { MetricSeries } from '../../domain/metrics.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { SECOND, type EpochMs } from '../../domain/time.ts';

/** When the last base backup that succeeded ended; undefined if nothing says so. */
export function lastBaseBackupAt({ at, metrics }: Snapshot): EpochMs | undefined {
  const byName: Readonly<Record<string, Reading<readonly MetricSeries[]> | undefined>> = metrics;
  const reading = byName['baseBackupSuccess'];
  if (reading === undefined || reading.kind === 'unavailable') return undefined;
  const ends = reading.value
    .flatMap(({ points }) => points.map(({ value }) => value * SECOND))
    .filter((end) => end > 0 && end <= at);
  return ends.length === 0 ? undefined : Math.max(...ends);
}
