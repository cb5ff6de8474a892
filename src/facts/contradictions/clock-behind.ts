import { namesHosts } from '../../archivers/archivers.ts';
import { durationWords } from '../../domain/duration-words.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { MINUTE } from '../../domain/time.ts';
import { archiverOf } from '../archiver.ts';
import { metricOf, seriesOf } from '../archive-metric.ts';
import type { SegmentUpload } from '../cluster-segments.ts';
import { completionsBy } from '../completions.ts';
import { hostLateness } from '../log-lateness.ts';
import { segmentSizeDoubt } from '../segment-size.ts';
import { isBehind, positionScrapedAt } from '../wal-waiting.ts';
import { zoneErrorOf } from '../zone-error.ts';
import type { FindContradiction } from './contradiction.ts';

/** The metrics' time and the host's may be so far apart where both clocks are right. */
const SAME_TIME = MINUTE;

/**
 * Lines that look old arrive late, or were written by a clock that is behind. The WAL position tells the two apart: no
 * segment is completed before it is full, so where the log says that it was, the clock is behind.
 */
export const clockBehind: FindContradiction = (snapshot, { host }) => {
  const { at, uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return undefined;
  const behind = hostLateness(uploadLog.value, host, cluster.thresholds);
  // Up to there the other rules allow for it.
  if (behind <= 2 * cluster.thresholds.shippingAllowance) return undefined;
  if (segmentSizeDoubt(snapshot) !== undefined || zoneErrorOf(snapshot, host) !== undefined) {
    return undefined;
  }
  const last = newestFull(snapshot, host);
  const early = last && completedBeforeFull(snapshot, host, last);
  if (last === undefined || early === undefined || early <= SAME_TIME) return undefined;

  const whose = namesHosts(archiverOf(snapshot, host))
    ? host
    : `the host that logs the uploads of ${host}`;
  return {
    words: `the clock of ${whose} is ${durationWords(behind)} behind: by its log a segment was completed ${durationWords(early)} before it was full`,
    evidence: [
      {
        from: 'log',
        text: `by the log an upload ended ${durationWords(at - last.at)} ago, and its line arrived ${durationWords(behind)} after the time that it has`,
      },
      {
        from: 'metric',
        text: `the WAL position was not at the end of that segment ${durationWords(early)} later`,
      },
    ],
    nextSteps: [
      {
        text: `check the clock of ${whose}`,
        command: 'timedatectl',
        ...(whose === host ? { host } : {}),
      },
      { text: 'if that clock is right, the log is in another time zone: set timeZone to it' },
    ],
  };
};

/** The newest completed segment that the position has passed, whatever the times in the log are. */
function newestFull(snapshot: Snapshot, host: string): SegmentUpload | undefined {
  const position = metricOf(snapshot, 'walPosition', host);
  if (position === undefined) return undefined;
  return completionsBy(snapshot, host)
    .filter(({ number }) => (number + 1) * snapshot.cluster.walSegmentSize <= position)
    .reduce<SegmentUpload | undefined>(
      (last, upload) => (last === undefined || isBehind(last, upload) ? upload : last),
      undefined,
    );
}

/** For how long at least after its upload had ended the position was still below the end of a segment. */
function completedBeforeFull(
  snapshot: Snapshot,
  host: string,
  { number, at }: SegmentUpload,
): number | undefined {
  const end = (number + 1) * snapshot.cluster.walSegmentSize;
  const points = (seriesOf(snapshot, 'walPosition', host)?.points ?? []).filter(
    (point) => point.at <= snapshot.at,
  );
  const full = points.findIndex(({ value }) => value >= end);
  // What it had reached before the samples begin tells nothing.
  const before = full < 1 ? undefined : points[full - 1];
  const seen = before && positionScrapedAt(snapshot, host, before.at);
  return seen === undefined ? undefined : seen - at;
}
