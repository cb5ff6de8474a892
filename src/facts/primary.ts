import { least } from '../domain/extremes.ts';
import { CURRENT_WITHIN, valueAt, type MetricSeries } from '../domain/metrics.ts';
import { nameFew } from '../domain/name-few.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import { doubtfulRoles } from './doubtful-roles.ts';
import { freshUploadersBut } from './fresh-uploaders.ts';
import { oncePerSnapshot } from './once.ts';

/** A host and since when it has the role it has; undefined if for as long as the metrics go back. */
export interface HostRole {
  readonly host: string;
  readonly since: EpochMs | undefined;
}

export type Primary =
  | (HostRole & { readonly kind: 'one'; readonly replicas: readonly string[] })
  | { readonly kind: 'several'; readonly hosts: readonly HostRole[] }
  /** All that report are replicas. `gone`: the ones that reported before, and since when they do not. */
  | {
      readonly kind: 'none';
      readonly hosts: readonly string[];
      readonly gone?: { readonly hosts: readonly string[]; readonly since: EpochMs };
    }
  /** Roles have just changed: whoever is named now may not be right. */
  | { readonly kind: 'settling'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Who is the primary, from the metric that says of each host whether it is a replica. Another whose role is in
 * doubt does not change it: that is said of the answer as a whole (`unread-host-sources.ts`).
 */
export const primaryOf = oncePerSnapshot(primaryIn);

function primaryIn(snapshot: Snapshot): Primary {
  const { at, cluster, metrics } = snapshot;
  const { replica } = metrics;
  if (replica.kind === 'unavailable') return { kind: 'unknown', reason: replica.detail };

  const grace = cluster.thresholds.failoverGrace;
  const current = (series: MetricSeries): number | undefined => valueAt(series, at, CURRENT_WITHIN);
  const settledBy = (host: string, moment: EpochMs): boolean => {
    const series = replica.value.find((one) => one.host === host);
    // A role that never changed is only known for as long as there are values.
    const since = series && (roleSince(series, at) ?? series.points[0]?.at);
    return since !== undefined && moment - since >= grace;
  };
  const settled = (host: string): boolean => settledBy(host, at);

  const silent = replica.value.filter((series) => current(series) === undefined);
  const speaking = stillSpeaking(replica.value.filter((series) => current(series) === 0));
  const primaries = speaking.map((series) => ({ host: series.host, since: roleSince(series, at) }));
  const doubtful = doubtfulRoles(snapshot);
  const replicas = replica.value.filter(
    (series) => (current(series) ?? 0) > 0 && !doubtful.torn.includes(series.host),
  );

  const [only, ...more] = primaries;
  if (only !== undefined && more.length === 0) {
    return { kind: 'one', ...only, replicas: replicas.map(({ host }) => host) };
  }
  if (only !== undefined) {
    // What one of them was before it fell silent, it may not be any more.
    const together = Math.min(at, least(speaking.map(lastAt)) ?? at);
    return primaries.filter(({ host }) => settledBy(host, together)).length > 1
      ? { kind: 'several', hosts: primaries }
      : {
          kind: 'settling',
          reason: `${names(primaries)} ${primaries.length === 2 ? 'both' : 'all'} currently report as primary`,
        };
  }
  const [doubt] = doubtful.words;
  if (doubt !== undefined) return { kind: 'unknown', reason: doubt };
  if (silent.length > 0) {
    const since = goneSince(snapshot, silent, replicas);
    if (since !== undefined && replicas.every(({ host }) => settled(host))) {
      const hosts = silent.map(({ host }) => host);
      return { kind: 'none', hosts: replicas.map(({ host }) => host), gone: { hosts, since } };
    }
    return {
      kind: 'unknown',
      reason: `${names(silent)} ${silent.length === 1 ? 'has stopped reporting its' : 'have stopped reporting their'} role to the metrics`,
    };
  }
  // One that no series of the metric is about, and that archives, is most likely the primary.
  const [stranger] = strangersOf(snapshot);
  if (stranger !== undefined) {
    return {
      kind: 'unknown',
      reason: `${stranger} archives, and no series of replica says whether it is the primary`,
    };
  }
  const hosts = replicas.map(({ host }) => host);
  return hosts.every(settled)
    ? { kind: 'none', hosts }
    : { kind: 'settling', reason: 'no host currently reports as primary' };
}

const lastAt = ({ points }: MetricSeries): EpochMs => points.at(-1)?.at ?? 0;

/** Two scrapes and a step of the query: a host that has no value for longer than another has fallen silent. */
const SILENT_AFTER = MINUTE;

/**
 * Of several that call themselves primary, those that still do: a primary that died is remembered as
 * one for as long as its last value is current, and another has taken over meanwhile.
 */
function stillSpeaking(series: readonly MetricSeries[]): readonly MetricSeries[] {
  const newest = series.reduce((newest, one) => Math.max(newest, lastAt(one)), -Infinity);
  return series.filter((one) => newest - lastAt(one) < SILENT_AFTER);
}

/** When the unbroken run of the present value began; undefined if all known points have it. */
function roleSince({ points }: MetricSeries, at: EpochMs): EpochMs | undefined {
  const known = points.filter((point) => point.at <= at);
  const present = known.at(-1)?.value;
  const lastOther = known.findLastIndex((point) => point.value !== present);
  return lastOther < 0 ? undefined : known[lastOther + 1]?.at;
}

const names = (hosts: readonly { readonly host: string }[]): string =>
  nameFew(hosts.map(({ host }) => host));

/** Hosts whose role nobody measures, and that archive now. */
function strangersOf(snapshot: Snapshot): readonly string[] {
  const { metrics, at, cluster } = snapshot;
  const { replica, lastArchive } = metrics;
  if (replica.kind === 'unavailable') return [];
  const known = new Set(replica.value.map(({ host }) => host));
  const byMetric =
    lastArchive.kind === 'unavailable'
      ? []
      : lastArchive.value.filter((series) => {
          const completed = (valueAt(series, at, CURRENT_WITHIN) ?? 0) * SECOND;
          return !known.has(series.host) && at - completed < cluster.thresholds.uploadMaxAge;
        });
  return [...freshUploadersBut(snapshot, known), ...byMetric.map(({ host }) => host)];
}

/** So long after the primary fell silent, nobody waits for it any more: twice what a failover is given. */
const GONE_AFTER: DurationMs = 10 * MINUTE;

/**
 * Since when the primary is gone, and not its exporter alone: what the replicas receive moved until then, and has stood
 * still on each of them since. Of an idle cluster nothing moved before, and nobody can tell.
 */
function goneSince(
  { metrics, at }: Snapshot,
  silent: readonly MetricSeries[],
  replicas: readonly MetricSeries[],
): EpochMs | undefined {
  const { walPosition } = metrics;
  const lastHeard = silent.reduce(
    (newest, { points }) =>
      Math.max(newest, points.findLast((point) => point.at <= at)?.at ?? -Infinity),
    -Infinity,
  );
  if (at - lastHeard < GONE_AFTER || walPosition.kind === 'unavailable') return undefined;
  const positions = replicas.flatMap(
    ({ host }) => walPosition.value.find((series) => series.host === host) ?? [],
  );
  const standStill =
    positions.length > 0 &&
    positions.length === replicas.length &&
    positions.every((series) => {
      const now = valueAt(series, at, CURRENT_WITHIN);
      // A sample may be of a moment before its scrape: what arrived last shows a little later.
      const then = valueAt(series, lastHeard + CURRENT_WITHIN, CURRENT_WITHIN);
      const before = valueAt(series, lastHeard - GONE_AFTER, CURRENT_WITHIN);
      return now !== undefined && now === then && before !== undefined && before < now;
    });
  return standStill ? lastHeard : undefined;
}
