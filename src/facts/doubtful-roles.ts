import { CURRENT_WITHIN, valueAt, type MetricPoint, type MetricSeries } from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type EpochMs } from '../domain/time.ts';
import { unreadHosts } from '../domain/unread-hosts.ts';

export interface DoubtfulRoles {
  /** Hosts of which one series says primary and another says replica. */
  readonly torn: readonly string[];
  /** What calls itself primary, or may be it, and cannot be told to be a certain host; one part of a sentence each. */
  readonly words: readonly string[];
}

/** Whatever may be a primary beside those that are one by name and by all that is said of them. */
export function doubtfulRoles({ metrics: { replica }, at }: Snapshot): DoubtfulRoles {
  if (replica.kind === 'unavailable') return { torn: [], words: [] };
  const torn = replica.value.filter((series) => isTorn(series, at)).map(({ host }) => host);
  const nameless = unreadHosts(
    (replica.nameless ?? []).filter((series) => isPrimary(series, at)).map(({ label }) => label),
  );
  return {
    torn,
    words: [
      ...torn.map((host) => `of ${host} one series says primary, another says replica`),
      ...(nameless === undefined
        ? []
        : [
            `${nameless.count} series of replica ${nameless.count === 1 ? 'says' : 'say'} primary and ${nameless.count === 1 ? 'has' : 'have'} no readable host: ${nameless.samples.join(', ')}`,
          ]),
    ],
  };
}

const isPrimary = (series: { readonly points: readonly MetricPoint[] }, at: EpochMs): boolean =>
  !((valueAt(series, at, CURRENT_WITHIN) ?? 1) > 0);

/** A series that ended a while before another of its host is of an exporter that has gone. */
const GONE_AFTER = MINUTE;

function isTorn({ parts = [] }: MetricSeries, at: EpochMs): boolean {
  const known = parts
    .map((points) => points.findLast((point) => point.at <= at))
    .filter((point) => point !== undefined && at - point.at <= CURRENT_WITHIN)
    .filter((point) => point !== undefined);
  const newest = known.reduce((newest, { at }) => Math.max(newest, at), -Infinity);
  const roles = known
    .filter((point) => newest - point.at < GONE_AFTER)
    .map(({ value }) => value > 0);
  return new Set(roles).size > 1;
}
