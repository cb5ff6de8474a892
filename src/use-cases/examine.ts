import { coverageChecks } from '../checks/coverage-checks.ts';
import { alertPatternChecks } from '../checks/alert-checks.ts';
import { archiverChecks } from '../checks/archiver-checks.ts';
import { agreementChecks } from '../checks/agreement-checks.ts';
import { logFileChecks } from '../checks/log-file-checks.ts';
import { logChecks } from '../checks/log-checks.ts';
import { metricChecks } from '../checks/metric-checks.ts';
import { patroniChecks } from '../checks/patroni-checks.ts';
import { incidentNoteChecks, stateChecks } from '../checks/service-checks.ts';
import { slackChecks } from '../checks/slack-checks.ts';
import { possibleValues } from '../facts/possible-values.ts';
import type { Checkup } from '../domain/check.ts';
import type { Services, Sources } from '../domain/contracts.ts';
import type { LogProbe } from '../domain/log-probe.ts';
import { unavailable, type Reading } from '../domain/reading.ts';
import type { ClusterTraits, Snapshot } from '../domain/snapshot.ts';
import type { Clock, DurationMs } from '../domain/time.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { hostNamesIn, nameHosts, nameHostsInProbe } from '../facts/name-hosts.ts';

export interface ExamineRequest {
  /** How long to wait for the sources, in place of the configured deadline. */
  readonly deadlineMs?: DurationMs | undefined;
}

/** Where sources are asked, without credentials; undefined for what is not configured. */
export interface Addresses {
  readonly elasticsearch: string | undefined;
  readonly prometheus: string | undefined;
}

export type Examine = (request?: ExamineRequest) => Promise<Checkup>;

export interface ExamineParts {
  readonly sources: Sources;
  readonly services: Services;
  readonly addresses: Addresses;
  readonly deadlineMs: DurationMs;
  readonly now: Clock;
}

/** Tries each source of one cluster, and says of each step whether it works and what that costs. */
export function createExamine(
  cluster: ClusterTraits,
  { sources, services, addresses, deadlineMs, now }: ExamineParts,
): Examine {
  return async (request = {}) => {
    const at = now();
    const signal = AbortSignal.timeout(request.deadlineMs ?? deadlineMs);
    const question = { at, historic: false, signal };
    const [look, read, { metrics, clockSkewMs, hints }, { patroni }, slack, state, notes, links] =
      await Promise.all([
        sources.log.examine(cluster.name, question),
        sources.log.read([cluster.name], question),
        sources.metrics.examine(cluster.name, question),
        sources.patroni.examine(cluster.name, question),
        services.slack?.(question),
        services.state?.(question),
        services.incidentNotes?.(question),
        services.proposeLinks?.(question),
      ]);
    const gathered: Snapshot = {
      cluster,
      at,
      uploadLog:
        look.kind === 'files' ? look.log : unavailable('not-configured', 'searched step by step'),
      uploadLogSource: look.kind === 'files' ? 'log files' : 'elasticsearch',
      metrics: possibleValues(metrics),
      patroni,
      clockSkewMs,
    };
    const hosts =
      look.kind === 'index' && look.probe.kind === 'measured' ? look.probe.value.hosts : [];
    const names = hostNamesIn(gathered, hosts);
    const snapshot = nameHosts(gathered, names);
    const named = look.kind === 'index' ? nameHostsInProbe(look.probe, names) : undefined;
    // What a verdict would be made of: not shown here, but for what it says of the configuration.
    const evidence = read.get(cluster.name);
    const whole =
      evidence === undefined
        ? snapshot
        : nameHosts({ ...gathered, uploadLog: evidence.uploadLog }, names);
    const ofSources = [
      ...(named === undefined
        ? logFileChecks(snapshot.uploadLog, look.kind === 'files' ? look.endsEarlier : undefined)
        : logChecks(named, at, cluster.thresholds.shippingAllowance, addresses.elasticsearch)),
      ...(named?.kind === 'measured' ? archiverChecks(named.value, whole) : []),
      ...metricChecks(snapshot, hints, addresses.prometheus),
    ];
    const checks = [
      ...ofSources,
      // What is broken says already what is lost by it: one mistake is one line.
      ...(ofSources.some(({ outcome }) => outcome === 'broken')
        ? []
        : coverageChecks(whole.uploadLog, snapshot.metrics)),
      ...agreementChecks(snapshot, hostsIn(named, snapshot.uploadLog)),
      ...patroniChecks(snapshot.patroni),
      ...slackChecks(slack),
      ...alertPatternChecks(
        services.isAboutBackups,
        hints?.alertRules,
        slack?.kind === 'measured' ? slack.value.channels : [],
      ),
      ...stateChecks(state),
      ...incidentNoteChecks(notes),
    ];
    const proposal = links === undefined || links.length === 0 ? {} : { proposal: links };
    return { cluster: cluster.name, at, checks, tookMs: now() - at, ...proposal };
  };
}

/** The hosts that the log names. */
function hostsIn(probe: Reading<LogProbe> | undefined, log: Reading<UploadLog>): readonly string[] {
  if (probe?.kind === 'measured') return probe.value.hosts;
  if (log.kind === 'unavailable') return [];
  return [...new Set(log.value.uploads.flatMap(({ host }) => host ?? []))];
}
