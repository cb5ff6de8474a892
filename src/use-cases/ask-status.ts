import type { Clock, DurationMs, EpochMs } from '../domain/time.ts';
import type { ClusterSources } from '../domain/contracts.ts';
import type { Report } from '../domain/report.ts';
import type { ClusterTraits } from '../domain/snapshot.ts';
import { reportStatus } from '../report/report-status.ts';

export interface StatusRequest {
  /** As of which moment; undefined for now. */
  readonly at?: EpochMs | undefined;
  /** How long to wait for the sources, in place of the configured deadline. */
  readonly deadlineMs?: DurationMs | undefined;
}

export type AskStatus = (request?: StatusRequest) => Promise<Report>;

/** Gathers every reading of one cluster at the same time under one deadline, then decides. */
export function createAskStatus(
  cluster: ClusterTraits,
  sources: ClusterSources,
  deadlineMs: DurationMs,
  now: Clock,
): AskStatus {
  return async (request = {}) => {
    const startedAt = now();
    const at = request.at ?? startedAt;
    const signal = AbortSignal.timeout(request.deadlineMs ?? deadlineMs);
    const question = { at, historic: request.at !== undefined, signal };
    const [uploadLog, { readings, clockSkewMs }, patroni] = await Promise.all([
      sources.readUploadLog(question),
      sources.readMetrics(question),
      sources.readPatroni(question),
    ]);
    const snapshot = {
      cluster,
      at,
      uploadLog,
      uploadLogSource: sources.uploadLogSource,
      metrics: readings,
      patroni,
      clockSkewMs,
    };
    return reportStatus(snapshot, now() - startedAt);
  };
}
