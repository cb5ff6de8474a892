import { durationWords } from '../../domain/duration-words.ts';
import { CURRENT_WITHIN } from '../../domain/metrics.ts';
import { formatWalSegment, segmentAt } from '../../domain/wal-file.ts';
import { comparePosition } from '../../advice/host-commands.ts';
import { metricOf, seriesOf } from '../archive-metric.ts';
import { completionsBy } from '../completions.ts';
import { scrapedAt } from '../scrapes.ts';
import { newest } from '../uploads.ts';
import { logDelay, type FindContradiction } from './contradiction.ts';

/**
 * A segment is only archived once it is full, so the position is never below the end of one that was
 * completed a while before it was read. Where it is, it is another cluster's position or another cluster's
 * log, or segments have another size.
 */
export const positionBelowArchive: FindContradiction = (snapshot, { host, since = -Infinity }) => {
  const { cluster, at } = snapshot;
  const position = metricOf(snapshot, 'walPosition', host);
  const read = scrapedAt(seriesOf(snapshot, 'walPosition', host)?.points ?? [], at);
  if (position === undefined || read === undefined) return undefined;
  const due = read - Math.max(logDelay(snapshot), CURRENT_WITHIN);
  const own = completionsBy(snapshot, host).filter((upload) => upload.at >= since);
  const last = newest(
    own.filter((upload) => upload.at <= due),
    (upload) => upload.at,
  );
  if (last === undefined) return undefined;
  // It goes on at another point of another timeline: it was restored, or set up anew.
  if (own.some((upload) => upload.at > last.at && upload.timeline !== last.timeline)) {
    return undefined;
  }
  const above = last.number + 1 - position / cluster.walSegmentSize;
  if (above <= 1) return undefined;

  const segment = segmentAt(last.timeline, last.number, cluster.walSegmentSize);
  const file = segment === undefined ? '' : formatWalSegment(segment);
  return {
    words: `the WAL position of ${host} is ${Math.ceil(above)} segments below ${file}, which it had uploaded ${durationWords(at - last.at)} ago by the log`,
    evidence: [
      { from: 'log', text: `${host} completed ${file} ${durationWords(at - last.at)} ago` },
      { from: 'metric', text: `the WAL position is ${Math.ceil(above)} segments below its end` },
    ],
    nextSteps: [
      comparePosition(host),
      {
        text: 'see whether the log is that of this cluster: narrow elasticsearch.filter if it is not',
      },
    ],
  };
};
