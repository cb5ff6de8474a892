import type { UnavailableSource } from '../domain/finding.ts';
import { METRIC_NAMES } from '../domain/metrics.ts';
import type { Unavailable } from '../domain/reading.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/**
 * Everything that could not be read. Metrics that all fail for one reason are one source that is
 * down; a single one is named: `prometheus pendingWal`. A query that was switched off on purpose
 * is no failure.
 */
export function unavailableSources({
  uploadLog,
  uploadLogSource,
  metrics,
  patroni,
}: Snapshot): readonly UnavailableSource[] {
  const missing = METRIC_NAMES.flatMap((name) => {
    const reading = metrics[name];
    return reading.kind === 'unavailable' ? [{ name, reading }] : [];
  });
  const failed = missing.filter(({ reading }) => reading.reason !== 'not-configured');
  const [first] = missing;
  const allForOneReason =
    first !== undefined &&
    missing.length === METRIC_NAMES.length &&
    new Set(failed.map(({ reading }) => reading.reason)).size <= 1;

  return [
    ...(uploadLog.kind === 'unavailable' ? [entry(uploadLogSource, uploadLog)] : []),
    ...(allForOneReason
      ? [entry('prometheus', failed[0]?.reading ?? first.reading)]
      : failed.map(({ name, reading }) => entry(`prometheus ${name}`, reading))),
    ...(patroni.kind === 'unavailable' && patroni.reason !== 'not-configured'
      ? [entry('patroni', patroni)]
      : []),
  ];
}

const entry = (source: string, { reason, detail }: Unavailable): UnavailableSource => ({
  source,
  reason,
  detail,
});
