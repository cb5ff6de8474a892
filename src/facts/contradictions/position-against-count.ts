import { durationWords } from '../../domain/duration-words.ts';
import { MINUTE, SECOND, type DurationMs } from '../../domain/time.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { comparePosition, countReadyFiles, readArchiverLog } from '../../advice/host-commands.ts';
import { archiverOf } from '../archiver.ts';
import { metricOf, seriesOf } from '../archive-metric.ts';
import { completionsBy, spanOf } from '../completions.ts';
import { uploadMissingFromLog } from '../unshipped.ts';
import { newestCompletion, ownCompletions } from '../wal-waiting.ts';
import { logDelay, type FindContradiction } from './contradiction.ts';
import { neverCaughtUp } from './never-caught-up.ts';

/** Twenty pushes at once, at the usual 14 MB/s: nobody writes and archives more than that for minutes. */
const FASTEST_BYTES_PER_MS = (256 * 1024 * 1024) / SECOND;

/** An upload takes a few seconds, and the next begins meanwhile. */
const UNDER_WAY = MINUTE / 2;

/**
 * What lies between the newest completed segment and the position waits, or is being archived, or its line is
 * under way. Where the count of waiting files does not know of it, one of the three is wrong: the position, the
 * log, or the count, which believes archive_command. Two segments must have lain there for minutes; so many that
 * they would be a backlog, for longer than a line takes; or at any moment more than can be written meanwhile.
 */
export const positionAgainstCount: FindContradiction = (snapshot, { host }) => {
  const { uploadLog, cluster, at } = snapshot;
  const newest = newestCompletion(snapshot, host);
  const now = metricOf(snapshot, 'walPosition', host);
  if (uploadLog.kind === 'unavailable' || now === undefined) return undefined;
  if (newest === undefined) return undefined;
  const archivedTo = (newest.number + 1) * cluster.walSegmentSize;

  // Then it is the log that is behind, and another rule says so.
  if (uploadMissingFromLog(snapshot, host)?.missing === true) return undefined;

  const { walWaitingWarning } = cluster.thresholds;
  const counted = metricOf(snapshot, 'pendingWal', host);
  const beyond = (position: number | undefined): number | undefined =>
    position === undefined
      ? undefined
      : Math.floor((position - archivedTo) / cluster.walSegmentSize);
  const before = (ago: DurationMs): number => {
    const position = metricOf(snapshot, 'walPosition', host, at - ago);
    // One that went back since is that of a cluster that was restored, or of another.
    if (position === undefined || position > now) return 0;
    const then = beyond(position);
    return then === undefined || counted === undefined ? 0 : then - counted;
  };
  const delay = logDelay(snapshot);
  const waiting =
    counted ?? Math.max(0, beyond(metricOf(snapshot, 'walPosition', host, at - delay)) ?? 0);
  const segments = beyond(now) ?? 0;
  const sudden = segments - waiting;
  const explained =
    (meanwhile(snapshot, host, archivedTo) * FASTEST_BYTES_PER_MS) / cluster.walSegmentSize;

  // Where the log has caught up by now, what it lacks is a hole.
  const contradicts =
    (segments - (counted ?? 0) >= 2 &&
      neverCaughtUp(snapshot, host, ownCompletions(snapshot, host))) ||
    before(delay) >= walWaitingWarning ||
    (sudden >= walWaitingWarning && sudden > explained);
  if (!contradicts) return undefined;

  const said =
    counted === undefined
      ? 'which nobody can have written since'
      : `and ${counted === 0 ? 'no file waits' : `only ${counted} ${counted === 1 ? 'file waits' : 'files wait'}`} by PostgreSQL’s count`;
  return {
    words: `${segments} segments lie between the newest completed upload in the log and the WAL position of ${host}, ${said}`,
    evidence: [
      {
        from: 'metric',
        text: `the WAL position is ${segments} segments beyond the newest segment that the log has as completed`,
      },
      ...(counted === undefined
        ? []
        : [{ from: 'metric' as const, text: `${counted} files wait in archive_status` }]),
      {
        from: 'log',
        text: `the newest completed segment was uploaded ${durationWords(at - newest.at)} ago`,
      },
    ],
    nextSteps: [
      comparePosition(host),
      countReadyFiles(host),
      readArchiverLog(host, archiverOf(snapshot, host), snapshot.cluster.site),
      { text: 'look into the store for the newest segment' },
      {
        text: 'only if archive_command says success without storing, and once it is repaired: take a base backup, which reads the whole database. The WAL in between is not in the archive',
      },
    ],
  };
};

const lastCompletedAt = (snapshot: Snapshot, host: string) =>
  spanOf(completionsBy(snapshot, host).map(({ at }) => at))?.last;

/** For how long at most the WAL behind the newest completed segment can have been written without a line of it. */
function meanwhile(snapshot: Snapshot, host: string, archivedTo: number): DurationMs {
  const { at } = snapshot;
  const within = seriesOf(snapshot, 'walPosition', host)?.points.findLast(
    (point) => point.at <= at && point.value <= archivedTo,
  );
  const since = lastCompletedAt(snapshot, host);
  return Math.min(
    logDelay(snapshot),
    within === undefined ? Infinity : at - within.at,
    since === undefined ? Infinity : at - since + UNDER_WAY,
  );
}
