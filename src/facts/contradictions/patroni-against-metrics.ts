import { listMembers } from '../../advice/host-commands.ts';
import { completionsBy } from '../completions.ts';
import { newest } from '../uploads.ts';
import type { FindContradiction } from './contradiction.ts';

/** Patroni names another leader than the metrics, or another timeline than the one that is archived. */
export const patroniAgainstMetrics: FindContradiction = (snapshot, primary) => {
  const { patroni, at, cluster } = snapshot;
  if (patroni.kind === 'unavailable') return undefined;
  const { host, since, replicas } = primary;
  const leader = patroni.value.members.find(({ role }) => role === 'leader');
  if (leader === undefined) return undefined;
  const nextSteps = [listMembers(host)];
  if (leader.host !== host) {
    // A member may have a name of its own, which the metrics do not know.
    if (!replicas.includes(leader.host)) return undefined;
    return {
      words: `the metrics say that ${host} is the primary, and Patroni says ${leader.host}`,
      evidence: [
        { from: 'metric', text: `${host} is the primary, ${leader.host} is a replica` },
        { from: 'patroni', text: `${leader.host} is the leader` },
      ],
      nextSteps,
    };
  }

  const settledAt = (since ?? -Infinity) + cluster.thresholds.failoverGrace;
  const last = newest(completionsBy(snapshot, host), (upload) => upload.at);
  const { timeline } = leader;
  if (last === undefined || timeline === undefined || last.timeline === timeline) return undefined;
  if (last.at < settledAt || at - last.at >= cluster.thresholds.uploadMaxAge) return undefined;
  const switched = patroni.value.switches.find((end) => end.timeline === last.timeline)?.at;
  if (switched !== undefined && last.at < switched + cluster.thresholds.failoverGrace)
    return undefined;
  return {
    words: `${host} archives timeline ${last.timeline} by the log, and is on timeline ${timeline} by Patroni`,
    evidence: [
      { from: 'log', text: `the last upload of ${host} was of timeline ${last.timeline}` },
      { from: 'patroni', text: `${host} is the leader, on timeline ${timeline}` },
    ],
    nextSteps,
  };
};
