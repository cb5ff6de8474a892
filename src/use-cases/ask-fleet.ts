import type { Sources } from '../domain/contracts.ts';
import { VERDICT_CODES, type Severity } from '../domain/finding.ts';
import type { FleetReport } from '../domain/fleet-report.ts';
import type { Report } from '../domain/report.ts';
import type { ClusterTraits } from '../domain/snapshot.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import { noAcknowledgements, type AskAcknowledgements, type StatusRequest } from './ask-status.ts';
import { reportStatus } from '../report/report-status.ts';
import { gather } from './gather.ts';
import { lookFurther } from './look-further.ts';

export type AskFleet = (request?: StatusRequest) => Promise<FleetReport>;

/** Not knowing comes right behind the worst: it may be the worst. */
const SEVERITIES: readonly Severity[] = ['critical', 'unknown', 'warning', 'ok'];

/** Gathers every reading of every cluster at the same time, then decides for each as a status does. */
export function createAskFleet(
  clusters: readonly ClusterTraits[],
  sources: Sources,
  deadlineMs: DurationMs,
  now: Clock,
  acknowledgements: AskAcknowledgements = noAcknowledgements,
): AskFleet {
  return async (request = {}) => {
    const startedAt = now();
    const at = request.at ?? startedAt;
    const signal = AbortSignal.timeout(request.deadlineMs ?? deadlineMs);
    const question = { at, historic: request.at !== undefined, signal };
    const [snapshots, known] = await Promise.all([
      gather(sources, clusters, question).then((first) =>
        lookFurther(sources, first, question, now),
      ),
      acknowledgements(),
    ]);
    const tookMs = now() - startedAt;
    const reports = snapshots
      .map((snapshot) => reportStatus(snapshot, tookMs, known))
      .sort(worstFirst);
    return { at, reports, severity: reports[0]?.verdict.severity ?? 'unknown', tookMs };
  };
}

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
