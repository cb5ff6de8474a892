import { shortHost } from '../domain/host.ts';
import { hostNames, type DoubtfulHost, type HostNames } from '../domain/host-names.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import type { LogProbe } from '../domain/log-probe.ts';
import {
  isJobMetric,
  METRIC_NAMES,
  type HostMetricName,
  type MetricReading,
  type MetricReadings,
} from '../domain/metrics.ts';
import type { PatroniView } from '../domain/patroni.ts';
import type { Reading } from '../domain/reading.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { HostActivity, UploadLog } from '../domain/upload-log.ts';
import { namedMetrics } from './named-metrics.ts';

const HOST_METRICS = METRIC_NAMES.filter((name): name is HostMetricName => !isJobMetric(name));

/**
 * The names that metrics and log have for the hosts of a cluster. Patroni's members and the labels of jobs may
 * be called anything: they are matched with these, and make no name ambiguous.
 */
export function hostNamesIn(
  { metrics, uploadLog }: Pick<Snapshot, 'metrics' | 'uploadLog'>,
  alsoInLog: readonly string[] = [],
): HostNames {
  return hostNames([
    ...hostsInMetrics(metrics),
    ...(uploadLog.kind === 'unavailable' ? [] : hostsInLog(uploadLog.value)),
    ...alsoInLog,
  ]);
}

/** The same snapshot with one name for each host in all of its readings, and what has no such name said. */
export function nameHosts(snapshot: Snapshot, names = hostNamesIn(snapshot)): Snapshot {
  const { metrics, uploadLog, patroni } = snapshot;
  const known = new Set(
    [
      ...hostsInMetrics(metrics),
      ...(uploadLog.kind === 'unavailable' ? [] : hostsInLog(uploadLog.value)),
    ].map(names.nameOf),
  );
  return {
    ...snapshot,
    metrics: namedMetrics(metrics, names),
    uploadLog: map(uploadLog, (log) => ({
      ...namedLog(log, names),
      doubtfulHosts: doubtfulHosts(log, metrics, names),
    })),
    patroni: map(patroni, (view) => namedMembers(view, names, known)),
  };
}

/** A log that is looked at alone. */
export const nameHostsInLog = (reading: Reading<UploadLog>): Reading<UploadLog> =>
  map(reading, (log) => namedLog(log, hostNames(hostsInLog(log))));

export const nameHostsInProbe = (
  reading: Reading<LogProbe>,
  { nameOf }: HostNames,
): Reading<LogProbe> =>
  map(reading, (probe) => ({ ...probe, hosts: [...new Set(probe.hosts.map(nameOf))] }));

const map = <T>(reading: Reading<T>, change: (value: T) => T): Reading<T> =>
  reading.kind === 'unavailable' ? reading : { ...reading, value: change(reading.value) };

const hostsOf = (reading: MetricReading): readonly string[] =>
  reading.kind === 'unavailable' ? [] : reading.value.map(({ host }) => host);

export const hostsInMetrics = (metrics: MetricReadings): readonly string[] =>
  HOST_METRICS.flatMap((name) => hostsOf(metrics[name]));

const uploadersIn = (log: UploadLog): readonly string[] => [
  ...new Set(
    [...loggedUploads(log), ...log.failures, ...log.baseBackups].flatMap(({ host }) => host ?? []),
  ),
];

const hostsInLog = (log: UploadLog): readonly string[] => [
  ...uploadersIn(log),
  ...(log.pipeline.kind === 'measured' ? log.pipeline.value.hosts : []).map(({ host }) => host),
];

function namedLog(log: UploadLog, { nameOf }: HostNames): UploadLog {
  const named = <Item extends { readonly host?: string | undefined }>(
    items: readonly Item[],
  ): readonly Item[] =>
    items.map((item) => (item.host === undefined ? item : { ...item, host: nameOf(item.host) }));
  const { troubling, undated, zoneErrors } = log.unread;
  return {
    ...log,
    uploads: named(log.uploads),
    failures: named(log.failures),
    baseBackups: named(log.baseBackups),
    ...(log.hostLags === undefined ? {} : { hostLags: named(log.hostLags) }),
    ended: map(log.ended, ({ tries, earlier, ...ended }) => ({
      ...ended,
      uploads: named(ended.uploads),
      ...(tries === undefined
        ? {}
        : { tries: { ...tries, uploads: named(tries.uploads), failures: named(tries.failures) } }),
      ...(earlier === undefined
        ? {}
        : { earlier: { ...earlier, missing: named(earlier.missing) } }),
    })),
    unread: {
      ...log.unread,
      ...(troubling === undefined ? {} : { troubling: named(troubling) }),
      ...(undated === undefined ? {} : { undated: { ...undated, newest: named(undated.newest) } }),
      ...(zoneErrors === undefined ? {} : { zoneErrors: named(zoneErrors) }),
    },
    pipeline: map(log.pipeline, (pipeline) => ({
      ...pipeline,
      hosts: newestOf(named(pipeline.hosts)),
    })),
  };
}

function newestOf(activities: readonly HostActivity[]): readonly HostActivity[] {
  const hosts = new Map<string, number>();
  for (const { host, newestAt } of activities) {
    hosts.set(host, Math.max(newestAt, hosts.get(host) ?? 0));
  }
  return [...hosts].map(([host, newestAt]) => ({ host, newestAt }));
}

/**
 * The log's names that may mean several hosts; and those that are only like a host of the metrics, which the
 * log does not have: under another domain it is that host or another.
 */
function doubtfulHosts(
  log: UploadLog,
  metrics: MetricReadings,
  { nameOf, mayBe }: HostNames,
): readonly DoubtfulHost[] {
  const inLog = new Set(uploadersIn(log));
  const inMetrics = new Set(hostsInMetrics(metrics));
  return [...inLog].flatMap((host): DoubtfulHost[] => {
    const several = mayBe(host);
    if (several.length > 0) return [{ host, mayBe: several }];
    if (inMetrics.has(host) || nameOf(host) !== host) return [];
    const like = mayBe(shortHost(host)).filter((other) => inMetrics.has(other));
    return like.length === 0 || like.some((other) => inLog.has(other))
      ? []
      : [{ host, mayBe: like }];
  });
}

function namedMembers(
  view: PatroniView,
  { nameOf }: HostNames,
  known: ReadonlySet<string>,
): PatroniView {
  const members = view.members.map(({ host, address, ...member }) => {
    const candidates = [host, ...(address === undefined ? [] : [address])].map(nameOf);
    return {
      ...member,
      host: candidates.find((candidate) => known.has(candidate)) ?? nameOf(host),
      address,
    };
  });
  return { ...view, members };
}
