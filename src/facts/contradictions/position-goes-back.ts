import { durationWords } from '../../domain/duration-words.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { EpochMs } from '../../domain/time.ts';
import { seriesOf } from '../archive-metric.ts';
import { completionsBy } from '../completions.ts';
import { newClusterOf } from '../since-new-cluster.ts';
import { listMembers } from '../../advice/host-commands.ts';
import type { FindContradiction } from './contradiction.ts';

/**
 * The position of a primary never goes back: where it does, two servers answer under one name. But where a cluster was
 * restored to an earlier point, or set up anew, it goes on there, on another timeline.
 */
export const positionGoesBack: FindContradiction = (snapshot, { host, since = -Infinity }) => {
  const { cluster, at } = snapshot;
  const from = Math.max(since, at - cluster.thresholds.uploadMaxAge);
  const points = (seriesOf(snapshot, 'walPosition', host)?.points ?? []).filter(
    (point) => point.at > from && point.at <= at,
  );
  let highest = -Infinity;
  for (const { at: when, value } of points) {
    const fell = highest - value > cluster.walSegmentSize;
    if (fell && beganAnew(snapshot, host, when)) highest = value;
    else if (fell) {
      const segments = Math.ceil((highest - value) / cluster.walSegmentSize);
      const ago = durationWords(at - when);
      return {
        words: `the WAL position of ${host} went back by ${segments} segments ${ago} ago, which that of a primary never does`,
        evidence: [{ from: 'metric', text: `walPosition fell by ${segments} segments ${ago} ago` }],
        nextSteps: [
          {
            text: 'see whether two servers answer under one host name: narrow prometheus.labels in the configuration',
          },
          listMembers(host),
        ],
      };
    }
    highest = Math.max(highest, value);
  }
  return undefined;
};

/** Whether what the host completed before a moment, and what it completed since, are of different timelines. */
function beganAnew(snapshot: Snapshot, host: string, when: EpochMs): boolean {
  const own = completionsBy(snapshot, host);
  const before = new Set(own.filter(({ at }) => at < when).map(({ timeline }) => timeline));
  const since = own.filter(({ at }) => at >= when);
  const isKnown = before.size > 0 || newClusterOf(snapshot) !== undefined;
  return isKnown && since.length > 0 && !since.some(({ timeline }) => before.has(timeline));
}
