import type { UnavailableSource } from '../domain/finding.ts';
import { METRIC_COSTS } from '../domain/metric-costs.ts';
import {
  isJobMetric,
  JOB_METRIC_NAMES,
  METRIC_NAMES,
  type JobReading,
  type MetricName,
  type MetricReading,
  type MetricReadings,
} from '../domain/metrics.ts';
import { didNotAnswer, type Reading, type Unavailable } from '../domain/reading.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { LogPart, UnreadPart, UploadLog, UploadLogSource } from '../domain/upload-log.ts';
import { unreadTrouble } from '../facts/unread-trouble.ts';
import { unreadHostSources } from './unread-host-sources.ts';

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
      : unreadParts(uploadLog.value).map((unread) => partOf(uploadLogSource, unread))),
    ...(trouble.length === 0
      ? []
      : [
          {
            source: uploadLogSource,
            part: 'lines' as const,
            reason: 'bad-response' as const,
            detail: trouble.join('; '),
          },
        ]),
    ...(allForOneReason
      ? [entry('prometheus', failed[0]?.reading ?? first.reading)]
      : [
          ...failed
            .filter(({ name }) => !isJobMetric(name) && !saysNothingNew(metrics, name))
            .map(named),
          ...backupsOf(missing),
        ]),
    ...METRIC_NAMES.flatMap((name) => lacksOf(name, metrics[name])),
    ...(patroni.kind === 'unavailable' && patroni.reason !== 'not-configured'
      ? [entry('patroni', patroni)]
      : []),
    ...unreadHostSources(snapshot),
  ];
}

/** What a part of the log costs where it is missing, and whether trouble could hide behind it. */
const PARTS: Readonly<
  Record<LogPart, { readonly cost: string; readonly mayHideTrouble: boolean }>
> = {
  'sequence of segments': { cost: 'holes are not looked for', mayHideTrouble: true },
  // Said beside the sequence, and no reason to doubt what is archived now.
  'earlier segments': { cost: 'a hole further back is not seen', mayHideTrouble: false },
  'first tries': {
    cost: 'a hole at the beginning of the log is not seen',
    mayHideTrouble: true,
  },
  'base backups': { cost: 'one that runs and exports nothing is not seen', mayHideTrouble: true },
  documents: { cost: 'what they say is not known', mayHideTrouble: true },
  // It tells why there are no uploads in the log, and never that there are some: without it a silence has no
  // explanation, and is a silence all the same.
  'log pipeline': {
    cost: 'whether a host is silent or its log does not arrive is not known',
    mayHideTrouble: false,
  },
  'hosts that ship': {
    cost: 'one that is not among them may ship all the same',
    mayHideTrouble: false,
  },
  // That it failed is known.
  'output of the command': { cost: 'why the command failed is not known', mayHideTrouble: false },
  // Shown, and nothing is concluded from it.
  'upload rate': { cost: 'uploads per minute are not shown', mayHideTrouble: false },
};

/** A part that is a reading says itself why it is not there; the others are listed. */
function unreadParts(log: UploadLog): readonly UnreadPart[] {
  const readings = [
    ['sequence of segments', log.ended],
    ['log pipeline', log.pipeline],
    ['upload rate', log.rate],
  ] as const;
  return [
    ...readings.flatMap(([part, reading]) =>
      reading.kind === 'unavailable' && reading.reason !== 'not-configured'
        ? [{ part, detail: reading.detail }]
        : [],
    ),
    ...log.unreadParts,
  ];
}

function partOf(source: UploadLogSource, { part, detail }: UnreadPart): UnavailableSource {
  const { cost, mayHideTrouble } = PARTS[part];
  return {
    source,
    part,
    reason: 'bad-response',
    detail,
    cost,
    ...(mayHideTrouble ? {} : { hidesNothing: true as const }),
  };
}

/** What a metric that was read is not whole without. */
const lacksOf = (
  name: MetricName,
  reading: MetricReading | JobReading,
): readonly UnavailableSource[] =>
  reading.kind === 'unavailable'
    ? []
    : (reading.lacks ?? []).map(({ detail, cost, mayHideTrouble }) => ({
        source: 'prometheus',
        part: name,
        reason: 'bad-response',
        detail,
        cost,
        ...(mayHideTrouble ? {} : { hidesNothing: true as const }),
      }));

interface Missing {
  readonly name: MetricName;
  readonly reading: Unavailable;
}

const named = ({ name, reading }: Missing): UnavailableSource => ({
  ...entry('prometheus', reading),
  part: name,
  cost: METRIC_COSTS[name],
});

/**
 * One view of PostgreSQL, pg_stat_archiver, and one exporter are behind three queries: what one of them lacks is said
 * once, and nothing is lacking where either of the two about failures answers.
 */
function saysNothingNew(metrics: MetricReadings, name: MetricName): boolean {
  const { archiverAge, archiverFailedCount: count, archiverLastFailed: time } = metrics;
  if (name === 'archiverLastFailed') return isAbsent(time) && !isOff(count);
  if (name !== 'archiverFailedCount') return false;
  return isAbsent(count) && (time.kind === 'measured' || isAbsent(archiverAge));
}

const isOff = (reading: Reading<unknown>): boolean =>
  reading.kind === 'unavailable' && reading.reason === 'not-configured';

const isAbsent = (reading: Reading<unknown>): boolean =>
  reading.kind === 'unavailable' && !didNotAnswer(reading.reason);

/** Without any metric of base backups that is one thing that is not known, whyever. */
function backupsOf(missing: readonly Missing[]): readonly UnavailableSource[] {
  const jobs = missing.filter(({ name }) => isJobMetric(name));
  // One that did not answer tells more than two that nobody exports.
  const telling = jobs.find(({ reading }) => didNotAnswer(reading.reason)) ?? jobs[0];
  return telling !== undefined && jobs.length === JOB_METRIC_NAMES.length
    ? [{ ...entry('base backups', telling.reading), cost: 'nothing is said about them' }]
    : jobs.filter(({ reading }) => reading.reason !== 'not-configured').map(named);
}

const entry = (
  source: UnavailableSource['source'],
  { reason, detail }: Unavailable,
): UnavailableSource => ({
  source,
  reason,
  detail,
});
