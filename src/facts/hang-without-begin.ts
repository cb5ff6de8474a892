import type { Archiver } from '../domain/archiver.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { Evidence, Trouble } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { namesOf } from '../domain/segment-range-words.ts';
import { MINUTE, type EpochMs } from '../domain/time.ts';
import { kindOf } from '../archivers/archivers.ts';
import {
  archivedAtByMetric,
  archivedAtByPostgres,
  metricOf,
  waitedThroughout,
} from './archive-metric.ts';
import { continuityOf } from './continuity.ts';
import { heardOf } from './heard.ts';
import { arrivalDelay } from './log-lateness.ts';
import { failedAtByPostgres, postgresFailures } from './postgres-failures.ts';
import { primaryOf } from './primary.ts';
import { stuckAfter } from './stuck-after.ts';
import { unattributed } from './unattributed.ts';
import { isBy, lastEndBy } from './uploads.ts';
import { waitsByCount } from './waits-by-count.ts';

/** What there is to see of a hang where the log tells of an upload only once it is over. */
export interface HiddenHang {
  readonly headline: string;
  readonly trouble: Trouble;
  readonly evidence: readonly Evidence[];
}

/**
 * An archiver that logs no begin leaves no trace of an upload that hangs. What shows it: the files that
 * wait have not gone away for as long as an upload may take, nothing completes by log or metric, and
 * nothing fails either. PostgreSQL hands out a file that waits at once, so one was handed out, and
 * has not come back. Without a count of waiting files this cannot be told from an archiver that is
 * switched off.
 */
export function hangWithoutBegin(
  snapshot: Snapshot,
  host: string | undefined,
  archiver: Archiver | undefined,
): HiddenHang | undefined {
  const { at, uploadLog } = snapshot;
  if (archiver === undefined || kindOf(archiver).log.logsBegin) return undefined;
  if (uploadLog.kind === 'unavailable' || host === undefined) return undefined;
  const primary = primaryOf(snapshot);
  if (primary.kind !== 'one' || primary.host !== host) return undefined;

  const limit = stuckAfter(snapshot, host);
  const waiting = metricOf(snapshot, 'pendingWal', host);
  if (waiting === undefined || waiting < 2 || !waitedThroughout(snapshot, host, limit)) {
    return undefined;
  }

  const mine = isBy(host, uploadLog.value);
  const lastEnd = lastEndBy(uploadLog.value, host);
  const lastFailure = uploadLog.value.failures
    .filter((failure) => mine(failure) && failure.operation === 'push')
    .at(-1)?.at;
  const byMetric = archivedAtByMetric(snapshot, host);
  const byPostgres = archivedAtByPostgres(snapshot, host);
  const heldUp = heldUpIn(snapshot, host);
  // What an archiver uploads ahead may complete beside the one that hangs, in the log as well as by the metric.
  const lastSign = Math.max(
    heldUp?.since ?? Math.max(lastEnd ?? uploadLog.value.from, byMetric ?? 0),
    primary.since ?? 0,
    lastFailure ?? 0,
    byPostgres ?? 0,
    failedAtByPostgres(snapshot, host) ?? 0,
  );
  if (at - lastSign < limit) return undefined;
  // Failures are another rule's, and completions that only the metrics know of are the log's fault.
  if ((lastFailure ?? 0) > (lastEnd ?? 0)) return undefined;
  if (postgresFailures(snapshot, host) !== undefined) return undefined;
  const logged = (lastEnd ?? 0) + MINUTE;
  // Of PostgreSQL's count only the age is known, and the log is behind that by as much as the clock of the host may be.
  const behind = arrivalDelay(uploadLog.value);
  if ((byMetric ?? 0) > logged || (byPostgres ?? 0) > logged + behind) return undefined;
  if (!heardOf(snapshot, host).byLog && byMetric === undefined && byPostgres === undefined) {
    return undefined;
  }

  if (unattributed(snapshot, host) !== undefined) return undefined;

  const since = durationWords(at - lastSign);
  return {
    headline: `an upload from ${host} seems stuck: ${heldUp === undefined ? 'nothing has completed' : `${heldUp.file} has not completed`} for ${since}, and ${waiting} segments are waiting`,
    trouble: { since: lastSign, ...(heldUp === undefined ? {} : { file: heldUp.file }) },
    evidence: [
      {
        from: 'metric',
        text: `${waiting} files wait in archive_status, and never fewer than one for ${durationWords(limit)}`,
      },
      {
        from: 'log',
        text: `${archiver} does not log when an upload starts, so a hung one leaves no trace; ${heldUp === undefined ? `none completed and none failed for ${since}` : `later ones completed, none failed for ${since}, and ${heldUp.file} still waits by PostgreSQL’s count`}`,
      },
      ...(byPostgres === undefined
        ? []
        : [
            {
              from: 'metric' as const,
              text: `pg_stat_archiver stands still: the last success was ${durationWords(at - byPostgres)} ago`,
            },
          ]),
    ],
  };
}

/** The first segment that PostgreSQL does not get past, while later ones were completed: since when, and its file. */
function heldUpIn(
  snapshot: Snapshot,
  host: string,
): { readonly since: EpochMs; readonly file: string } | undefined {
  const continuity = continuityOf(snapshot);
  if (continuity.kind === 'unknown') return undefined;
  const hole = continuity.holes.find(
    ({ overdueSince, first, timeline }) =>
      overdueSince !== undefined &&
      timeline === continuity.timeline &&
      waitsByCount(snapshot, host, first),
  );
  if (hole?.overdueSince === undefined) return undefined;
  const [file] = namesOf(hole, snapshot.cluster.walSegmentSize);
  return { since: hole.overdueSince, file };
}
