import type { LostSource } from '../domain/pipeline-report.ts';
import { didNotAnswer, type Reading } from '../domain/reading.ts';
import type { Report } from '../domain/report.ts';

/**
 * The sources that gave nothing of this cluster, though they are there. An index without a record counts where the
 * metrics go on; metrics that are gone do not, since it may be the hosts that are gone.
 */
export function lostSources({
  snapshot: { uploadLog, metrics, patroni },
}: Pick<Report, 'snapshot'>): readonly LostSource[] {
  const readings: readonly Reading<unknown>[] = Object.values(metrics);
  const failed = readings.find(fails);
  const isSeen = readings.some(({ kind }) => kind === 'measured');
  return [
    ...(fails(uploadLog) || (isEmpty(uploadLog) && isSeen)
      ? [{ source: 'elasticsearch' as const, reason: uploadLog.reason }]
      : []),
    ...(failed === undefined ? [] : [{ source: 'prometheus' as const, reason: failed.reason }]),
    ...(fails(patroni) ? [{ source: 'patroni' as const, reason: patroni.reason }] : []),
  ];
}

type Unread = Extract<Reading<unknown>, { kind: 'unavailable' }>;

const fails = (reading: Reading<unknown>): reading is Unread =>
  reading.kind === 'unavailable' && didNotAnswer(reading.reason);

const isEmpty = (reading: Reading<unknown>): reading is Unread =>
  reading.kind === 'unavailable' && reading.reason === 'no-data';
