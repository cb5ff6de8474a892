import type { FleetSources, MetricsAnswer } from '../domain/contracts.ts';
import { VERDICT_CODES, type Severity } from '../domain/finding.ts';
import type { FleetReport } from '../domain/fleet-report.ts';
import { METRIC_NAMES, type MetricReadings } from '../domain/metrics.ts';
import { unavailable } from '../domain/reading.ts';
import type { Report } from '../domain/report.ts';
import type { ClusterTraits } from '../domain/snapshot.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import type { StatusRequest } from './ask-status.ts';
import { reportStatus } from '../report/report-status.ts';

export type AskFleet = (request?: StatusRequest) => Promise<FleetReport>;

/** Not knowing comes right behind the worst: it may be the worst. */
const SEVERITIES: readonly Severity[] = ['critical', 'unknown', 'warning', 'ok'];

/** Gathers every reading of every cluster at the same time, then decides for each as a status does. */
export function createAskFleet(
  clusters: readonly ClusterTraits[],
  sources: FleetSources,
  deadlineMs: DurationMs,
  now: Clock,
): AskFleet {
  return async (request = {}) => {
    const startedAt = now();
    const at = request.at ?? startedAt;
    const signal = AbortSignal.timeout(request.deadlineMs ?? deadlineMs);
    const question = { at, historic: request.at !== undefined, signal };
    const [logs, metrics] = await Promise.all([
      together(sources.uploadLogs.map((read) => read(question))),
      together(sources.metrics.map((read) => read(question))),
    ]);
    const tookMs = now() - startedAt;
    const reports = clusters.map((cluster) => {
      const { readings, clockSkewMs } = metrics.get(cluster.name) ?? NO_METRICS;
      const snapshot = {
        cluster,
        at,
        uploadLog: logs.get(cluster.name) ?? NOT_ASKED,
        uploadLogSource: 'elasticsearch' as const,
        metrics: readings,
        patroni: NOT_ASKED,
        clockSkewMs,
      };
      return reportStatus(snapshot, tookMs);
    });
    reports.sort(worstFirst);
    return { at, reports, severity: reports[0]?.verdict.severity ?? 'unknown', tookMs };
  };
}

async function together<Answer>(
  answers: readonly Promise<ReadonlyMap<string, Answer>>[],
): Promise<ReadonlyMap<string, Answer>> {
  return new Map((await Promise.all(answers)).flatMap((answer) => [...answer]));
}

const NOT_ASKED = unavailable('not-configured', 'no source answers for this cluster');
const NO_METRICS: MetricsAnswer = {
  readings: Object.fromEntries(
    METRIC_NAMES.map((name) => [name, NOT_ASKED]),
  ) as unknown as MetricReadings,
  clockSkewMs: undefined,
};

function worstFirst(
  { verdict: a, snapshot: one }: Report,
  { verdict: b, snapshot: other }: Report,
) {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    VERDICT_CODES.indexOf(a.code) - VERDICT_CODES.indexOf(b.code) ||
    (one.cluster.name < other.cluster.name ? -1 : 1)
  );
}
