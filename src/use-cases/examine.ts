import { agreementChecks } from '../checks/agreement-checks.ts';
import { logChecks } from '../checks/log-checks.ts';
import { metricChecks } from '../checks/metric-checks.ts';
import { slackChecks } from '../checks/slack-checks.ts';
import { possibleValues } from '../facts/possible-values.ts';
import type { Checkup } from '../domain/check.ts';
import type { ProbeLog, ProbeSlack, ReadMetrics } from '../domain/contracts.ts';
import { unavailable } from '../domain/reading.ts';
import type { ClusterTraits } from '../domain/snapshot.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import { hostNamesIn, nameHosts, nameHostsInProbe } from '../facts/name-hosts.ts';

export interface ProbedSources {
  readonly probeLog: ProbeLog;
  readonly readMetrics: ReadMetrics;
  /** Undefined without a bot token. */
  readonly probeSlack: ProbeSlack | undefined;
}

export interface ExamineRequest {
  /** How long to wait for the sources, in place of the configured deadline. */
  readonly deadlineMs?: DurationMs | undefined;
}

export type Examine = (request?: ExamineRequest) => Promise<Checkup>;

/** Tries each source of one cluster, and says of each step whether it works and what that costs. */
export function createExamine(
  cluster: ClusterTraits,
  sources: ProbedSources,
  deadlineMs: DurationMs,
  now: Clock,
): Examine {
  return async (request = {}) => {
    const at = now();
    const signal = AbortSignal.timeout(request.deadlineMs ?? deadlineMs);
    const question = { at, historic: false, signal };
    const [found, { readings, clockSkewMs }, identity] = await Promise.all([
      sources.probeLog(question),
      sources.readMetrics(question),
      sources.probeSlack?.(question),
    ]);
    const gathered = {
      cluster,
      at,
      uploadLog: unavailable('not-configured', 'not asked'),
      uploadLogSource: 'elasticsearch' as const,
      metrics: possibleValues(readings),
      patroni: unavailable('not-configured', 'not asked'),
      clockSkewMs,
    };
    const names = hostNamesIn(gathered, found.kind === 'unavailable' ? [] : found.value.hosts);
    const snapshot = nameHosts(gathered, names);
    const probe = nameHostsInProbe(found, names);
    const checks = [
      ...logChecks(probe, at, cluster.thresholds.shippingAllowance),
      ...metricChecks(snapshot),
      ...agreementChecks(snapshot, probe),
      ...slackChecks(identity),
    ];
    return { cluster: cluster.name, at, checks, tookMs: now() - at };
  };
}
