import { durationWords } from '../domain/duration-words.ts';
import type { Evidence } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { OpenUpload } from '../domain/upload.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import {
  archivedAtByMetric,
  archivedAtByPostgres,
  metricOf,
  waitedThroughout,
} from '../facts/archive-metric.ts';
import { completionsBy } from '../facts/completions.ts';
import { clockAgainstMetrics } from '../facts/contradictions/clock-against-metrics.ts';
import { heardOf, type Heard } from '../facts/heard.ts';
import { arrivalDelay, logLateness } from '../facts/log-lateness.ts';
import { failedAtByPostgres } from '../facts/postgres-failures.ts';
import { reignOf } from '../facts/reign.ts';
import { stuckAfter } from '../facts/stuck-after.ts';
import { isBy, lastEndBy, unfinished } from '../facts/uploads.ts';
import { hangSteps } from '../advice/hang-steps.ts';
import { hangWithoutBegin } from '../facts/hang-without-begin.ts';
import { noneArchivedSince } from '../facts/waits-by-count.ts';
import { stuckByMetrics } from './stuck-by-metrics.ts';
import { clear, rule, unknown } from './rule.ts';

/**
 * An upload has begun, and since then nothing: WAL-E has no time-out, and a hung push logs no more.
 * The begin without an end is the only trace, in the log as well as in pg_stat_archiver, which
 * counts neither success nor failure then.
 */
export const uploadStuck = rule(
  {
    name: 'upload-stuck',
    needs: ['log'],
    settledBy: (facts) => {
      const { uploadLog } = facts.snapshot;
      return uploadLog.kind === 'unavailable' ? stuckByMetrics(facts, uploadLog.detail) : undefined;
    },
  },
  ({ log }, facts) => {
    const { snapshot, archivingHost: host, archiver } = facts;
    const { at, cluster } = snapshot;
    const uploads = log.uploads.filter(isBy(host, log));
    const lastEnd = lastEndBy(log, host);
    const limit = stuckAfter(snapshot, host) + logLateness(log, cluster.thresholds);
    // What it began before it became the primary ended with the process that began it, or is nobody’s to wait for.
    const over = Math.max(failedCommandAt(snapshot, log, host), reignOf(facts, host));
    const open = unfinished(uploads)
      .filter(({ beganAt }) => at - beganAt >= limit && beganAt > over)
      .sort((a, b) => a.beganAt - b.beganAt);
    const [oldest] = open;

    // Completions that only the metric knows of: then it is the log that stopped, not the upload.
    const heard = heardOf(snapshot, host);
    // PostgreSQL runs one archive command at a time: what it counts as archived since is no success of one that hangs. Of
    // its own count only the age is known, and the log is behind that by as much as the clock of the host may be.
    const lastSign = Math.max(lastEnd ?? 0, oldest?.beganAt ?? 0) + MINUTE;
    const metricSawMore =
      (archivedAtByMetric(snapshot, host) ?? 0) > lastSign ||
      (archivedAtByPostgres(snapshot, host) ?? 0) > lastSign + arrivalDelay(log) ||
      (!heard.byLog && metricOf(snapshot, 'pendingWal', host) === 0);
    const stillEnding = lastEnd !== undefined && at - lastEnd < limit;
    // Others of the same pool may go on, and PostgreSQL does not get past the one that hangs.
    const held = oldest && stillEnding ? heldUp(snapshot, oldest, limit) : undefined;
    if (oldest === undefined || (stillEnding && held === undefined) || metricSawMore) {
      const hidden = hangWithoutBegin(snapshot, host, archiver);
      if (uploads.length === 0 && lastEnd === undefined && log.source === 'elasticsearch') {
        // A new primary whose first upload hangs has none in the log either: its count of waiting files tells the two apart.
        const { primary } = facts;
        const since = primary.kind === 'one' ? primary.since : undefined;
        if (
          hidden === undefined ||
          since === undefined ||
          !noneArchivedSince(snapshot, host, since)
        ) {
          return stuckByMetrics(facts, 'the log has no upload of the primary');
        }
      }
      // A log that does not arrive is none.
      if (hidden === undefined && !heard.byLog && log.source === 'elasticsearch') {
        return stuckByMetrics(facts, `no log line of ${host ?? 'the host'} arrives`);
      }
      if (hidden === undefined) return clear();
      return {
        kind: 'problem',
        code: 'upload-stuck',
        severity: 'critical',
        ...hidden,
        nextSteps: hangSteps({ host, archiver, site: snapshot.cluster.site, mayEnd: heard.byLog }),
      };
    }

    const { beganAt, pid } = oldest;
    // If the clock here is ahead, an upload that has only just begun looks as if it was last heard of long ago.
    const clock = clockAgainstMetrics(snapshot);
    const ahead = snapshot.clockSkewMs ?? 0;
    if (clock !== undefined && !heard.isCurrent && at - ahead - beganAt < limit) {
      return unknown(clock.words);
    }
    const since = durationWords(at - beganAt);
    return {
      kind: 'problem',
      code: 'upload-stuck',
      trouble: { since: beganAt, file: oldest.file },
      ...(heard.isCurrent
        ? {
            severity: 'critical',
            headline: `an upload from ${host ?? 'the host'} is stuck: ${oldest.file} began ${since} ago and has not ended`,
          }
        : lastKnown(oldest, { host, at, limit }, heard)),
      evidence: [
        {
          from: 'log',
          text: `${oldest.file} began ${since} ago${pid === undefined ? '' : ` (pid ${pid})`}; ${open.length === 1 ? 'no other upload is' : `${open.length} uploads are`} open`,
        },
        {
          from: 'log',
          text:
            lastEnd === undefined
              ? 'no upload of this host has completed in the time looked at'
              : `the last upload of this host ended ${durationWords(at - lastEnd)} ago`,
        },
        ...(held === undefined ? [] : [held]),
        ...heardEvidence(snapshot, log, heard),
      ],
      nextSteps: hangSteps({
        host,
        archiver,
        site: snapshot.cluster.site,
        pid,
        beganAt,
        evidenceAge: heard.isCurrent ? undefined : at - heard.until,
        // PostgreSQL keeps a file waiting until its push has come back.
        mayEnd: heard.byLog && metricOf(snapshot, 'pendingWal', host) !== 0,
      }),
    };
  },
);

/** PostgreSQL runs one archive command at a time: when it says that one failed, none that began before is running. */
function failedCommandAt(snapshot: Snapshot, log: UploadLog, host: string | undefined): EpochMs {
  return log.failures
    .filter(isBy(host, log))
    .filter(({ reportedBy }) => reportedBy === 'postgresql')
    .reduce(
      (newest, failure) => Math.max(newest, failure.at),
      failedAtByPostgres(snapshot, host) ?? -Infinity,
    );
}

/**
 * PostgreSQL's word that its archiver does not get past an upload whose neighbours complete: files have waited all the
 * time, and it has archived none of them; or, where it does not say that, more wait than were completed since.
 */
function heldUp(
  snapshot: Snapshot,
  { host, beganAt }: OpenUpload,
  limit: DurationMs,
): Evidence | undefined {
  const waiting = metricOf(snapshot, 'pendingWal', host);
  if (host === undefined || waiting === undefined) return undefined;
  if (!waitedThroughout(snapshot, host, limit)) return undefined;
  const archived = archivedAtByPostgres(snapshot, host);
  // One that was pushed twice has gone on no further.
  const ended = new Set(
    completionsBy(snapshot, host)
      .filter((upload) => upload.at > beganAt)
      .map(({ number }) => number),
  ).size;
  const standsStill = archived === undefined ? waiting > ended : snapshot.at - archived >= limit;
  if (!standsStill) return undefined;
  const last =
    archived === undefined
      ? `${ended} completed since it began`
      : `pg_stat_archiver counted the last success ${durationWords(snapshot.at - archived)} ago`;
  return { from: 'metric', text: `${waiting} files wait in archive_status, and ${last}` };
}

/** What was known of it when the host was last heard of: what has become of it since is not. */
function lastKnown(
  { file, beganAt }: OpenUpload,
  {
    host = 'the host',
    at,
    limit,
  }: { readonly host: string | undefined; readonly at: EpochMs; readonly limit: number },
  { until }: Heard,
): { readonly severity: 'warning'; readonly headline: string } {
  const heardAgo = durationWords(at - until);
  return until - beganAt >= limit
    ? {
        severity: 'warning',
        headline: `an upload from ${host} was stuck when it was last heard of, ${heardAgo} ago: ${file} had begun ${durationWords(until - beganAt)} before`,
      }
    : {
        severity: 'warning',
        headline: `whether an upload from ${host} ended is not known: ${file} began ${durationWords(at - beganAt)} ago, and nothing was heard in the last ${heardAgo}`,
      };
}

/** A silent source is no witness; a file tells of nothing later than its newest line. */
function heardEvidence({ at }: Snapshot, { source }: UploadLog, heard: Heard): Evidence[] {
  const age = durationWords(at - heard.until);
  if (!heard.isCurrent) {
    return [
      { from: 'log', text: `the newest line or sample that tells of this host is ${age} old` },
    ];
  }
  return source === 'log files' && heard.until < at
    ? [{ from: 'log', text: `the newest line of the log files is ${age} old` }]
    : [];
}
