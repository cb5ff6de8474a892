import { durationWords } from '../../domain/duration-words.ts';
import { seriesOf } from '../archive-metric.ts';
import { listMembers } from '../../advice/host-commands.ts';
import type { FindContradiction } from './contradiction.ts';

/** The position of a primary never goes back: where it does, two servers answer under one name. */
export const positionGoesBack: FindContradiction = (snapshot, { host, since = -Infinity }) => {
  const { cluster, at } = snapshot;
  const from = Math.max(since, at - cluster.thresholds.uploadMaxAge);
  const points = (seriesOf(snapshot, 'walPosition', host)?.points ?? []).filter(
    (point) => point.at > from && point.at <= at,
  );
  let highest = -Infinity;
  for (const { at: when, value } of points) {
    if (highest - value > cluster.walSegmentSize) {
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
