import type { Acknowledgement } from '../domain/acknowledgement.ts';
import type { Clock, DurationMs, EpochMs } from '../domain/time.ts';
import type { Sources } from '../domain/contracts.ts';
import type { Report } from '../domain/report.ts';
import type { ClusterTraits } from '../domain/snapshot.ts';
import { reportStatus } from '../report/report-status.ts';
import { gather } from './gather.ts';

export interface StatusRequest {
  /** As of which moment; undefined for now. */
  readonly at?: EpochMs | undefined;
  /** How long to wait for the sources, in place of the configured deadline. */
  readonly deadlineMs?: DurationMs | undefined;
}

/** What somebody acknowledged. Never rejects: what cannot be read is not acknowledged. */
export type AskAcknowledgements = () => Promise<readonly Acknowledgement[]>;

export const noAcknowledgements: AskAcknowledgements = () => Promise.resolve([]);

export type AskStatus = (request?: StatusRequest) => Promise<Report>;

/** Gathers every reading of one cluster at the same time under one deadline, then decides. */
export function createAskStatus(
  cluster: ClusterTraits,
  sources: Sources,
  deadlineMs: DurationMs,
  now: Clock,
  acknowledgements: AskAcknowledgements = noAcknowledgements,
): AskStatus {
  return async (request = {}) => {
    const startedAt = now();
    const [[snapshot], known] = await Promise.all([
      gather(sources, [cluster], {
        at: request.at ?? startedAt,
        historic: request.at !== undefined,
        signal: AbortSignal.timeout(request.deadlineMs ?? deadlineMs),
      }),
      acknowledgements(),
    ]);
    if (snapshot === undefined) throw new Error('a cluster was asked for, and none came');
    return reportStatus(snapshot, now() - startedAt, known);
  };
}
