import { namesHosts } from '../archivers/archivers.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { byHost, completions } from '../facts/completions.ts';
import type { SegmentUpload } from '../facts/cluster-segments.ts';
import { type Primary } from '../facts/primary.ts';
import type { Rightful } from '../facts/rightful.ts';
import { secondWriters, type Belonging, type SecondWriter } from '../facts/second-writers.ts';
import { promotionSegment } from '../facts/timeline-end.ts';
import { besidePrimary, namelessBeside } from './beside-primary.ts';
import { otherUploads } from './other-uploads.ts';
import { withoutPrimary } from './without-primary.ts';
import { clear, rule, unknown, type Decision } from './rule.ts';

type Known = Extract<Primary, { kind: 'one' }>;

/**
 * Only the primary archives, and where nobody knows who that is, only one host does. Two that write to one
 * place overwrite each other's segments, or leave a fork in the archive. What is no fault, second-writers.ts
 * knows; here what has only just begun is given time: the minutes after a switchover, in which the log knows
 * the new primary before the metrics do.
 */
export const wrongHost = rule(
  { name: 'wrong-host', needs: ['log'] },
  (_known, { snapshot, primary }) => {
    switch (primary.kind) {
      case 'one':
        return besideThePrimary(snapshot, primary);
      case 'unknown':
      case 'none':
        return besideEachOther(snapshot);
      case 'settling':
      case 'several':
        return unknown('the primary is not known');
    }
  },
);

function besideThePrimary(snapshot: Snapshot, primary: Known): Decision {
  const { at, cluster } = snapshot;
  const { uploadMaxAge, failoverGrace } = cluster.thresholds;
  const all = completions(snapshot, primary.host).filter(
    ({ host, storedBefore }) => host === primary.host || storedBefore !== true,
  );
  const rightful = rightfulOf(snapshot, primary, all);
  const belonging = belongingIn(snapshot, primary);
  const writers = secondWriters(snapshot, all, rightful, belonging);
  if (writers.length === 0) {
    return { kind: 'clear', evidence: otherUploads(snapshot, all, rightful, belonging) };
  }

  // A demoted node's leftovers look like the current timeline until the new primary has completed one.
  const silent =
    rightful.timeline === 0 || !rightful.completed.some((upload) => at - upload.at < uploadMaxAge);
  if (silent && at - rightful.settledAt < uploadMaxAge) {
    return unknown(`${primary.host} has only just become primary`);
  }
  const mayBeNext = ({ latest, belongs, continues, began }: SecondWriter): boolean =>
    ((rightful.timeline > 0 && latest.timeline > rightful.timeline) ||
      (belongs !== 'replica' && continues)) &&
    at - began < failoverGrace;
  const settled = writers.filter((writer) => !mayBeNext(writer));
  const named = settled.filter(({ host }) => host !== undefined);
  const [first] = settled;
  if (first === undefined) {
    const reason = `${writers[0]?.host ?? 'another host'} has begun to archive just now, and the metrics may not know its role yet`;
    return unknown(reason);
  }
  if (named.length > 0) return besidePrimary(snapshot, named, rightful, silent);
  // Where no line names a host, none has lost one: what is past the end of a timeline is another's for sure.
  return namesHosts(first.latest.archiver)
    ? namelessBeside(snapshot, first, rightful)
    : besidePrimary(snapshot, [first], rightful, silent);
}

/** What the primary may claim: its completions since it was promoted. */
function rightfulOf(snapshot: Snapshot, primary: Known, all: readonly SegmentUpload[]): Rightful {
  const { metrics, cluster } = snapshot;
  const { failoverGrace } = cluster.thresholds;
  const { host, since } = primary;
  const series =
    metrics.replica.kind === 'measured'
      ? metrics.replica.value.find((one) => one.host === host)
      : undefined;
  const completed = all.filter((upload) => upload.host === host);
  return {
    host,
    completed,
    timeline: newestOf(completed.filter(isOfReign(snapshot, primary, all))),
    // Of the time before the metrics knew its name, another host may have had its role, or its name.
    settledAt: since === undefined ? (series?.points[0]?.at ?? -Infinity) : since + failoverGrace,
    promotedIn: promotionSegment(snapshot, primary),
    byRole: true,
  };
}

/**
 * Whether an upload of the primary is of its reign. A role is scraped, so the reign may have begun before it is seen; but
 * what around that moment bears no newer timeline than others of the cluster had reached is left over from an earlier one:
 * a primary that is switched back to may have pushed its leftovers just now.
 */
function isOfReign(
  { metrics, cluster }: Snapshot,
  { host, since }: Known,
  all: readonly SegmentUpload[],
): (upload: SegmentUpload) => boolean {
  if (since === undefined) return () => true;
  const { failoverGrace } = cluster.thresholds;
  const others = new Set<string | undefined>(
    metrics.replica.kind === 'measured' ? metrics.replica.value.map((series) => series.host) : [],
  );
  others.delete(host);
  const reached = newestOf(all.filter((upload) => others.has(upload.host) && upload.at <= since));
  return ({ at, timeline }) =>
    at >= since + failoverGrace || (at >= since - failoverGrace && timeline > reached);
}

const newestOf = (uploads: readonly SegmentUpload[]): number =>
  uploads.reduce((newest, { timeline }) => Math.max(newest, timeline), 0);

const belongingIn =
  ({ metrics }: Snapshot, primary: Known) =>
  (host: string): Belonging =>
    primary.replicas.includes(host)
      ? 'replica'
      : metrics.replica.kind === 'measured' &&
          metrics.replica.value.some((series) => series.host === host)
        ? 'silent'
        : 'by sequence';

/** Of each two hosts, the one on the newer timeline may be the primary; on the same one either may, but not both. */
function besideEachOther(snapshot: Snapshot): Decision {
  const all = completions(snapshot, undefined).filter(({ storedBefore }) => storedBefore !== true);
  for (const [host, completed] of byHost(all)) {
    if (host === undefined) continue;
    const timeline = newestOf(completed);
    const rightful: Rightful = {
      host,
      completed,
      timeline,
      settledAt: -Infinity,
      promotedIn: undefined,
      byRole: false,
    };
    const writers = secondWriters(snapshot, all, rightful, () => 'by sequence').filter(
      ({ host: other, latest }) => other !== undefined && latest.timeline <= timeline,
    );
    if (writers.length > 0) return withoutPrimary(snapshot, writers, rightful);
  }
  return clear();
}
