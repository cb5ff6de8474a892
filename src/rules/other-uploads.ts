import type { Evidence } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { SegmentUpload } from '../facts/cluster-segments.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { byHost, meet, spanOf } from '../facts/completions.ts';
import { elsewhere } from '../facts/elsewhere.ts';
import type { Rightful } from '../facts/rightful.ts';
import { CLOSE, type Belonging } from '../facts/second-writers.ts';

/** A path in the store. */
const DESTINATION_SHOWN = 80;

/** What hosts beside the primary completed lately, and why that is no fault. */
export function otherUploads(
  { at, cluster }: Snapshot,
  all: readonly SegmentUpload[],
  rightful: Rightful,
  belonging: (host: string) => Belonging,
): readonly Evidence[] {
  const own = spanOf(rightful.completed.map(({ number }) => number));
  const isElsewhere = elsewhere(all, rightful.completed);
  const recent = all.filter((upload) => at - upload.at < cluster.thresholds.uploadMaxAge);
  const words = [...byHost(recent)].flatMap(([host, uploads]): Evidence[] => {
    if (host === undefined || host === rightful.host) return [];
    const { destination } =
      all.find((one) => one.host === host && one.destination !== undefined && isElsewhere(one)) ??
      {};
    if (destination !== undefined) {
      const where = `to another destination (${harmlessText(destination, DESTINATION_SHOWN)})`;
      return belonging(host) === 'by sequence'
        ? [
            {
              from: 'log',
              text: `ignored: uploads of ${host}, which the metrics do not know, ${where}: taken for another cluster in the same index`,
              isLeftOut: true,
            },
          ]
        : [
            {
              from: 'log',
              text: `${host} archives ${where}, in addition to ${rightful.host}: harmless`,
            },
          ];
    }
    if (belonging(host) !== 'by sequence') {
      const timeline = uploads.reduce((newest, upload) => Math.max(newest, upload.timeline), 0);
      const text = `${host} still uploads what is left of timeline ${timeline}: harmless`;
      return [{ from: 'log', text }];
    }
    const theirs = spanOf(uploads.map(({ number }) => number));
    if (own === undefined || theirs === undefined || meet(own, theirs, CLOSE)) return [];
    const text = `ignored: uploads of ${host}, which the metrics do not know, far from the segments of ${rightful.host}: taken for another cluster in the same index`;
    return [{ from: 'log', text, isLeftOut: true }];
  });
  return words.length === 0
    ? [{ from: 'log', text: 'no other host of the cluster completed an upload' }]
    : words;
}
