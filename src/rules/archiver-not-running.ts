import { greatest } from '../domain/extremes.ts';
import { lastTouched } from '../domain/upload.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { HOUR, type EpochMs } from '../domain/time.ts';
import { kindOf } from '../archivers/archivers.ts';
import {
  archivedAt,
  archivedAtByPostgres,
  metricOf,
  waitedThroughout,
} from '../facts/archive-metric.ts';
import { heardOf } from '../facts/heard.ts';
import { logLateness } from '../facts/log-lateness.ts';
import { SAME_UPLOAD } from '../facts/pauses.ts';
import { failedAtByPostgres } from '../facts/postgres-failures.ts';
import { stuckAfter } from '../facts/stuck-after.ts';
import { unattributed } from '../facts/unattributed.ts';
import { isBy, lastEndBy, newest } from '../facts/uploads.ts';
import { positionScrapedAt, walBeyondArchive, walWritten } from '../facts/wal-waiting.ts';
import {
  askPostgres,
  checkArchiveSettings,
  checkLogLevel,
  countReadyFiles,
  findUploadProcess,
} from '../advice/host-commands.ts';
import { postgresSaysOtherwise } from './postgres-says-otherwise.ts';
import { clear, rule, unknown } from './rule.ts';

/**
 * WAL advances, and nothing begins and nothing fails, although the log of that host arrives:
 * archive_mode is off, archive_command is empty, or it returns success without doing anything.
 */
export const archiverNotRunning = rule(
  { name: 'archiver-not-running', needs: ['log', 'primary'] },
  ({ log, primary }, { snapshot, archiver, waiting: counted }) => {
    const { at, cluster } = snapshot;
    const { uploadStuckAfter, uploadMaxAge, shippingAllowance } = cluster.thresholds;

    const mine = isBy(primary.host, log);
    const lastPush = newest(log.uploads.filter(mine), lastTouched);
    const lastLogged = Math.max(
      lastPush === undefined ? 0 : lastTouched(lastPush),
      lastEndBy(log, primary.host) ?? 0,
      primary.since ?? 0,
    );
    const lastFailure =
      greatest(
        log.failures
          .filter(mine)
          .filter(({ operation }) => operation === 'push')
          .map((failure) => failure.at),
      ) ?? 0;
    const lastSign = Math.max(
      lastLogged,
      lastFailure,
      archivedAt(snapshot, primary.host) ?? 0,
      failedAtByPostgres(snapshot, primary.host) ?? 0,
    );
    const late = logLateness(log, cluster.thresholds);
    const silence = at - Math.max(lastSign, log.from) - late;

    // A command that claims success leaves nothing waiting by PostgreSQL's count, while WAL goes on.
    const beyond = walBeyondArchive(snapshot, primary.host);
    const waiting = (beyond?.atLeast ?? 0) > (counted?.atLeast ?? 0) ? beyond : counted;
    const written = walWritten(snapshot, primary.host, uploadMaxAge);
    const writtenSegments =
      written === undefined ? undefined : Math.floor(written / cluster.walSegmentSize);
    const logsBegin = archiver === undefined || kindOf(archiver).log.logsBegin;
    // A quiet server that has just written WAL is no problem yet: a begin takes a while to arrive, and an
    // upload without one shows only when it is over.
    const due = logsBegin ? shippingAllowance : uploadStuckAfter;
    const waits =
      (waiting?.atLeast ?? 0) >= 2 &&
      silence >= stuckAfter(snapshot, primary.host) &&
      (waiting !== counted || waitedThroughout(snapshot, primary.host, due));
    const settled = walWritten(snapshot, primary.host, uploadMaxAge, at - due) ?? 0;
    // A position of before the last sign is that of what was archived.
    const measuredSince = positionScrapedAt(snapshot, primary.host, at - uploadMaxAge) ?? -Infinity;
    const advances = settled >= 2 * cluster.walSegmentSize && measuredSince >= at - silence;
    if (!waits && !advances) {
      return waiting === undefined && writtenSegments === undefined && silence >= uploadMaxAge
        ? unknown('neither the WAL position nor the WAL waiting is known')
        : clear();
    }

    const { pipeline, source } = log;
    const shippers = pipeline.kind === 'measured' ? pipeline.value.hosts : [];
    const hostShips = shippers.find(({ host }) => host === primary.host)?.newestAt;
    const alive =
      source === 'log files'
        ? heardOf(snapshot, primary.host).byLog
        : hostShips !== undefined &&
          at - hostShips < Math.max(uploadStuckAfter, 2 * shippingAllowance);
    const byPostgres = archivedAtByPostgres(snapshot, primary.host);
    const files = metricOf(snapshot, 'pendingWal', primary.host) ?? 0;
    if (!alive && files >= 2 && byPostgres !== undefined && at - byPostgres >= uploadMaxAge) {
      // A push that hangs before its first line, while PostgreSQL's log is quiet, looks like this.
      return {
        kind: 'problem',
        code: 'archiver-not-running',
        severity: 'critical',
        trouble: { since: byPostgres },
        headline: `${primary.host} archives no WAL: by PostgreSQL's own count ${files} segments are waiting and none was archived for ${durationWords(at - byPostgres)}`,
        evidence: [
          { from: 'metric', text: `${files} files wait in archive_status` },
          { from: 'metric', text: 'pg_stat_archiver stands still' },
          {
            from: 'log',
            text: 'no line of this host arrives, so whether the upload hangs, fails or does not run is not known',
          },
        ],
        nextSteps: [
          countReadyFiles(primary.host),
          askPostgres(primary.host),
          checkArchiveSettings(primary.host),
        ],
      };
    }
    if (!alive) {
      const reason = `no log line of ${primary.host} arrives at all, so its silence proves nothing`;
      return unknown(reason);
    }

    const reason = unattributed(snapshot, primary.host);
    if (reason !== undefined) return unknown(reason);

    const isCounted = metricOf(snapshot, 'pendingWal', primary.host) !== undefined;
    // At a slow pace the last that PostgreSQL counted is older, and still one that the log has none of.
    const isOnlyCounted = byPostgres !== undefined && byPostgres > lastLogged + shippingAllowance;
    const countsOn = isOnlyCounted ? uploadMaxAge : uploadStuckAfter;
    // The last before an idle time, whose lines were lost: nothing has shown since then that it counts no more.
    const isUnlogged = byPostgres !== undefined && byPostgres > lastLogged + SAME_UPLOAD;
    const isBelieved =
      byPostgres !== undefined &&
      (at - byPostgres < countsOn || (isUnlogged && !isDue(snapshot, primary.host, byPostgres)));
    if (isCounted && files < 2 && isBelieved) {
      const logSilence = at - Math.max(lastLogged, lastFailure, log.from) - late;
      return postgresSaysOtherwise(snapshot, {
        host: primary.host,
        archiver,
        byPostgres,
        files,
        silence: logSilence,
        log: {
          evidence: [
            {
              from: 'log',
              text: `no upload began and none failed for ${durationWords(logSilence)}, and other log lines of this host arrive`,
            },
          ],
          nextSteps: checkLogLevel(primary.host, archiver),
        },
      });
    }

    // A complaint that names no operation may well be about a push.
    const unclear = log.failures.filter(
      (failure) => mine(failure) && failure.operation === 'unknown' && failure.at > lastSign,
    ).length;
    const complaints =
      unclear === 0
        ? 'none failed'
        : `whether any failed is not clear from ${unclear} ${unclear === 1 ? 'error line' : 'error lines'}`;
    const work =
      waits && waiting !== undefined
        ? `${waiting.atLeast} segments or more are not archived (${waiting.source})`
        : `${writtenSegments ?? 0} segments of WAL were written in the last ${durationWords(uploadMaxAge)}`;
    // Its last success may have stored nothing.
    const none =
      isOnlyCounted && byPostgres === lastSign
        ? 'PostgreSQL has counted none as archived'
        : `no upload has ${logsBegin ? 'begun' : 'completed'}`;
    return {
      kind: 'problem',
      code: 'archiver-not-running',
      severity: 'critical',
      ...(lastSign === 0 ? {} : { trouble: { since: lastSign } }),
      headline: `${primary.host} writes WAL but archives none: ${none} for ${lastSign === 0 ? 'at least ' : ''}${durationWords(silence)}`,
      evidence: [
        { from: 'metric', text: work },
        {
          from: 'log',
          text: logsBegin
            ? `no upload began and ${complaints}, and other log lines of this host arrive`
            : `no upload completed and ${complaints}, and other log lines of this host arrive; ${archiver} logs no begin, so one that hangs looks the same`,
        },
      ],
      nextSteps: [
        checkArchiveSettings(primary.host),
        askPostgres(primary.host),
        countReadyFiles(primary.host),
        ...(logsBegin ? [] : [findUploadProcess(primary.host, archiver)]),
        ...checkLogLevel(primary.host, archiver),
        {
          text: 'only if archive_mode was off or archive_command did nothing, and once it is repaired: take a base backup, which reads the whole database. The WAL in between is not in the archive',
        },
      ],
    };
  },
);

/** Whether so much was written since PostgreSQL's last success that it would have counted another by now. */
function isDue(snapshot: Snapshot, host: string, counted: EpochMs): boolean {
  const age = snapshot.at - counted;
  const span = Math.min(age, HOUR);
  const written = walWritten(snapshot, host, span);
  return written === undefined || (written * age) / span >= 2 * snapshot.cluster.walSegmentSize;
}
