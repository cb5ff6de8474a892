import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import { greatest } from '../domain/extremes.ts';
import { lastTouched } from '../domain/upload.ts';
import { seriesOf } from './archive-metric.ts';
import { placeOf } from './cluster-segments.ts';
import { completions } from './completions.ts';
import { isBy } from './uploads.ts';
import type { Primary } from './primary.ts';

/** A role is scraped, and what Patroni has decided takes a moment to be one: by so much a reign may be older than it looks. */
const SEEN_LATE: DurationMs = 2 * MINUTE;

/**
 * Since when a host archives as the primary that it is now. What it tried before, it tried as another: as the primary
 * of an earlier timeline, which has ended, whatever became of its last tries. Minus infinity where that is not known,
 * or it has been the primary for as long as the metrics go back.
 */
export function reignOf(
  { primary, snapshot }: { readonly primary: Primary; readonly snapshot: Snapshot },
  host: string | undefined,
): EpochMs {
  const taken = takenOverAt(snapshot, host);
  if (primary.kind !== 'one' || primary.host !== host || primary.since === undefined) return taken;
  return Math.max(
    taken,
    primary.since - SEEN_LATE,
    replicaFrom(snapshot, primary.host, primary.since),
  );
}

/**
 * When another host of the cluster first completed something of a timeline that is newer than all that a host had tried
 * until then: its reign had ended, however short it was away, and whether any scrape saw it as a replica. Minus infinity
 * if none did.
 */
function takenOverAt(snapshot: Snapshot, host: string | undefined): EpochMs {
  const { uploadLog, metrics, cluster } = snapshot;
  if (host === undefined || uploadLog.kind === 'unavailable') return -Infinity;
  if (metrics.replica.kind === 'unavailable') return -Infinity;
  const hosts = new Set<string | undefined>(metrics.replica.value.map((series) => series.host));
  const log = uploadLog.value;
  const mine = isBy(host, log);
  const tried = [
    ...log.uploads.filter(mine).map((one) => ({ file: one.file, at: lastTouched(one) })),
    ...log.failures.filter(mine),
  ].flatMap(({ file, at }) => {
    const place = file === undefined ? undefined : placeOf(file, cluster.walSegmentSize);
    return place === undefined ? [] : [{ timeline: place.timeline, at }];
  });
  const first = new Map<number, EpochMs>();
  for (const { host: other, timeline, at } of completions(snapshot, host)) {
    if (other === host || !hosts.has(other)) continue;
    first.set(timeline, Math.min(at, first.get(timeline) ?? Infinity));
  }
  const takenOver = [...first].flatMap(([timeline, at]) => {
    const before = tried.filter((one) => one.at <= at);
    return before.length > 0 && before.every((one) => one.timeline < timeline) ? [at] : [];
  });
  return greatest(takenOver) ?? -Infinity;
}

/** When a host that has been the primary since a moment was first seen as the replica that it was until then. */
function replicaFrom(snapshot: Snapshot, host: string, since: EpochMs): EpochMs {
  const points = seriesOf(snapshot, 'replica', host)?.points ?? [];
  const before = points.filter(({ at }) => at < since);
  const lastAsPrimary = before.findLastIndex(({ value }) => value === 0);
  return before[lastAsPrimary + 1]?.at ?? -Infinity;
}
