import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import { least } from '../domain/extremes.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import { CURRENT_WITHIN, valueAt } from '../domain/metrics.ts';
import type { Hole } from './hole.ts';
import type { TimelineSwitch } from './timeline-switches.ts';
import { newest, segmentOf, unfinishedOfAll } from './uploads.ts';

/** The host that wrote the end of the old timeline: whether it is there again, and since when. */
export type Holder =
  | { readonly kind: 'back'; readonly since: EpochMs | undefined }
  | { readonly kind: 'away' }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * What may still become of the tail of the old timeline. Closing: its holder is pushing, or had no time yet.
 * Open: the holder is not back, and it alone has the tail. Permanent: it is back, and the tail did not come.
 */
export type FailoverState = 'closing' | 'open' | 'permanent';

export function failoverState(
  snapshot: Snapshot,
  hole: Hole,
  end: TimelineSwitch,
): {
  readonly state: FailoverState;
  /** Who has the tail, if anybody; undefined if that is not known. */
  readonly host: string | undefined;
  readonly holder: Holder;
  readonly lateAt: EpochMs | undefined;
} {
  const grace = snapshot.cluster.thresholds.failoverGrace;
  const recent = (at: EpochMs | undefined): boolean => at !== undefined && snapshot.at - at < grace;
  const host = passesOver(end) ? lastPrimaryBetween(snapshot, hole, end) : hole.host;
  const holder = holderByPatroni(snapshot, host, end) ?? holderOf(snapshot, host);
  const { lateAt, pushing } = latePushes(snapshot, end);
  // Time alone mends no uploads that failed before the failover. A single try may have been cut off by it.
  const wasFailing = (hole.failed?.count ?? 0) > 1;
  const settling =
    (recent(end.at) && !wasFailing) ||
    recent(lateAt) ||
    (holder.kind === 'back' && recent(holder.since));
  const state = settling || pushing ? 'closing' : holder.kind === 'back' ? 'permanent' : 'open';
  return { state, host, holder, lateAt };
}

/** Whether there is a timeline between the two, of which the log has nothing: its primary has what came last. */
export const passesOver = ({ from, to }: TimelineSwitch): boolean => to > from + 1;

/** The last primary by the metrics before the one that completed the new timeline first. */
function lastPrimaryBetween(
  { metrics, uploadLog }: Snapshot,
  hole: Hole,
  end: TimelineSwitch,
): string | undefined {
  const { replica } = metrics;
  if (replica.kind === 'unavailable' || uploadLog.kind === 'unavailable') return undefined;
  const successor = loggedUploads(uploadLog.value).find(
    (upload) => segmentOf(upload)?.timeline === end.to,
  )?.host;
  const reigns = replica.value.flatMap(({ host, points }) => {
    const last = points.findLast(
      ({ at, value }) => value === 0 && at >= hole.before && at <= end.at,
    );
    return last === undefined || host === successor ? [] : [{ host, until: last.at }];
  });
  return newest(reigns, ({ until }) => until)?.host;
}

/** Patroni knows the timeline of each member: who follows the new one is back. Undefined if it cannot tell. */
function holderByPatroni(
  snapshot: Snapshot,
  host: string | undefined,
  end: TimelineSwitch,
): Holder | undefined {
  const { patroni } = snapshot;
  if (patroni.kind === 'unavailable' || host === undefined) return undefined;
  const member = patroni.value.members.find((one) => one.host === host);
  if (member?.timeline === undefined) return undefined;
  const follows = member.timeline >= end.to && ['running', 'streaming'].includes(member.state);
  if (!follows) return { kind: 'away' };
  const byMetric = holderOf(snapshot, host);
  return { kind: 'back', since: byMetric.kind === 'back' ? byMetric.since : undefined };
}

/** Where the old primary is: a replica again, or not seen. */
function holderOf({ metrics, at }: Snapshot, host: string | undefined): Holder {
  const { replica } = metrics;
  if (replica.kind === 'unavailable') return { kind: 'unknown', reason: replica.detail };
  if (host === undefined) return { kind: 'unknown', reason: 'the log names no host' };
  const series = replica.value.find((one) => one.host === host);
  if (series === undefined || (valueAt(series, at, CURRENT_WITHIN) ?? 0) === 0) {
    return { kind: 'away' };
  }
  const known = series.points.filter((point) => point.at <= at);
  // One that was built anew has no sample from before, where others have.
  const heardFrom = least(replica.value.flatMap(({ points }) => points[0]?.at ?? [])) ?? at;
  const start = known.findLastIndex(
    ({ value, at: when }, index) =>
      value === 0 || when - (known[index - 1]?.at ?? heardFrom) > CURRENT_WITHIN,
  );
  const first = known[start]?.value === 0 ? start + 1 : start;
  return { kind: 'back', since: first < 0 ? undefined : known[first]?.at };
}

/** Pushes of the old timeline since the new one began: when the last was seen, and whether one is open. */
function latePushes(
  { uploadLog }: Snapshot,
  end: TimelineSwitch,
): { readonly lateAt: EpochMs | undefined; readonly pushing: boolean } {
  if (uploadLog.kind === 'unavailable') return { lateAt: undefined, pushing: false };
  const log = uploadLog.value;
  const times = log.uploads
    .filter((upload) => segmentOf(upload)?.timeline === end.from)
    .flatMap(({ beganAt, endedAt }) => [beganAt ?? 0, endedAt ?? 0])
    .filter((time) => time > end.at);
  const pushing = unfinishedOfAll(log).some(
    (upload) => segmentOf(upload)?.timeline === end.from && upload.beganAt > end.at,
  );
  return { lateAt: newest(times, (time) => time), pushing };
}
