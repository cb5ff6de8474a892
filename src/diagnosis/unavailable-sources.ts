import type { UnavailableSource } from '../domain/finding.ts';
import { METRIC_COSTS } from '../domain/metric-costs.ts';
import { isJobMetric, JOB_METRIC_NAMES, METRIC_NAMES, type MetricName } from '../domain/metrics.ts';
import { didNotAnswer, type Unavailable } from '../domain/reading.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { UnreadPart } from '../domain/upload-log.ts';
import { unreadTrouble } from './facts/unread-trouble.ts';

/**
 * Everything that could not be read. Metrics that all fail for one reason are one source that is
 * down; a single one is named: `prometheus pendingWal`. A query that was switched off on purpose
 * is no failure.
 */
export function unavailableSources(snapshot: Snapshot): readonly UnavailableSource[] {
  const { uploadLog, uploadLogSource, metrics, patroni } = snapshot;
  const trouble = unreadTrouble(snapshot);
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
    ...(uploadLog.kind === 'unavailable'
      ? [entry(uploadLogSource, uploadLog)]
      : uploadLog.value.unreadParts.map(({ part, detail }): UnavailableSource => ({
          source: `${uploadLogSource} ${part}`,
          reason: 'bad-response',
          detail,
          cost: PART_COSTS[part],
        }))),
    ...(trouble.length === 0
      ? []
      : [
          {
            source: linesOf(uploadLogSource),
            reason: 'bad-response' as const,
            detail: trouble.join('; '),
          },
        ]),
    ...(allForOneReason
      ? [entry('prometheus', failed[0]?.reading ?? first.reading)]
      : [...failed.filter(({ name }) => !isJobMetric(name)).map(named), ...backupsOf(missing)]),
    ...(patroni.kind === 'unavailable' && patroni.reason !== 'not-configured'
      ? [entry('patroni', patroni)]
      : []),
  ];
}

/** Lines of a log that came and were not understood, as a source that could not be read. */
export const linesOf = (source: Snapshot['uploadLogSource']): string => `lines of ${source}`;

const PART_COSTS: Readonly<Record<UnreadPart['part'], string>> = {
  'sequence of segments': 'holes are not looked for',
  'base backups': 'one that runs and exports nothing is not seen',
};

interface Missing {
  readonly name: MetricName;
  readonly reading: Unavailable;
}

const named = ({ name, reading }: Missing): UnavailableSource => ({
  ...entry(`prometheus ${name}`, reading),
  cost: METRIC_COSTS[name],
});

/** Without any metric of base backups that is one thing that is not known, whyever. */
function backupsOf(missing: readonly Missing[]): readonly UnavailableSource[] {
  const jobs = missing.filter(({ name }) => isJobMetric(name));
  // One that did not answer tells more than two that nobody exports.
  const telling = jobs.find(({ reading }) => didNotAnswer(reading.reason)) ?? jobs[0];
  return telling !== undefined && jobs.length === JOB_METRIC_NAMES.length
    ? [{ ...entry('base backups', telling.reading), cost: 'nothing is said about them' }]
    : jobs.filter(({ reading }) => reading.reason !== 'not-configured').map(named);
}

const entry = (source: string, { reason, detail }: Unavailable): UnavailableSource => ({
  source,
  reason,
  detail,
});
