import type { BaseBackups } from '../domain/base-backup.ts';
import { valueAt, type JobMetricName, type JobSeries } from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../domain/time.ts';
import { newest } from './uploads.ts';
import { greatest, least } from '../domain/extremes.ts';
import { oncePerSnapshot } from './once.ts';

/** The points of a job lie half an hour apart, and some servers move them to a grid of their own. */
const CURRENT_WITHIN = 35 * MINUTE;

/** A base backup that is at work writes a line for each volume, so after so long it is over. */
const SILENT_AFTER = 30 * MINUTE;

/** What one job's metrics say, all three of them. */
interface Job {
  readonly by: string | undefined;
  readonly beganAt: EpochMs | undefined;
  readonly lastSuccessAt: EpochMs | undefined;
  readonly failed: boolean;
  readonly watchedSince: EpochMs | undefined;
  readonly runs: readonly BaseBackupRun[];
}

/**
 * What is known of the base backups. The newest job counts: a pushgateway never forgets, so next to the
 * living job there are those of hosts and clusters long gone. While a base backup runs its success is 0
 * or absent; then the one before is looked for in the earlier points.
 */
export const baseBackups = oncePerSnapshot(backupsIn);

function backupsIn(snapshot: Snapshot): BaseBackups {
  const jobs = jobsOf(snapshot);
  const lead = leadOf(jobs);
  const succeeded = newest(countingOf(snapshot, jobs), ({ lastSuccessAt }) => lastSuccessAt ?? 0);
  const lengths = jobs
    .flatMap(({ runs }) => runs)
    .flatMap(({ beganAt, endedAt }): readonly DurationMs[] =>
      beganAt === undefined ? [] : [endedAt - beganAt],
    );
  const lastSuccess =
    succeeded?.lastSuccessAt === undefined
      ? undefined
      : { at: succeeded.lastSuccessAt, by: succeeded.by };
  return {
    notKnown: whyNotKnown(snapshot),
    lastSuccess,
    watchedSince: lead?.watchedSince,
    running: byBoth(
      runningByMetric(lead, lastSuccess?.at),
      runningByLog(snapshot, lastSuccess?.at),
    ),
    failed: failedOf(jobs, lead),
    usualLength: greatest(lengths),
  };
}

/** When the last base backup that is known succeeded: what WAL older than this is no longer needed for. */
export const lastBaseBackupAt = (snapshot: Snapshot): EpochMs | undefined =>
  baseBackups(snapshot).lastSuccess?.at;

/** A base backup that came to a good end. Its job takes longer than what it does in PostgreSQL, at both ends. */
interface BaseBackupRun {
  readonly beganAt: EpochMs | undefined;
  readonly endedAt: EpochMs;
}

/** Every base backup that the metrics know to have succeeded, the oldest first. */
export const succeededByMetrics = (snapshot: Snapshot): readonly BaseBackupRun[] =>
  countingOf(snapshot, jobsOf(snapshot))
    .flatMap(({ runs }) => runs)
    .sort((a, b) => a.endedAt - b.endedAt);

const leadOf = (jobs: readonly Job[]): Job | undefined =>
  newest(jobs, (job) => Math.max(job.beganAt ?? 0, job.lastSuccessAt ?? 0));

/** Where no job says when it ran, none is known to be newer than one that failed. */
function failedOf(jobs: readonly Job[], lead: Job | undefined): BaseBackups['failed'] {
  const isDated = lead?.beganAt !== undefined || lead?.lastSuccessAt !== undefined;
  const job = isDated ? lead : jobs.find(({ failed }) => failed);
  return job?.failed === true ? { beganAt: job.beganAt, by: job.by } : undefined;
}

/** The jobs that are not those of hosts and clusters long gone. */
function countingOf({ at, cluster }: Snapshot, jobs: readonly Job[]): readonly Job[] {
  const lead = leadOf(jobs);
  const tooOld = at - cluster.thresholds.baseBackupCriticalAge;
  return jobs.filter(
    (job) => job.lastSuccessAt !== undefined && (job === lead || job.lastSuccessAt > tooOld),
  );
}

function whyNotKnown({ metrics }: Snapshot): string | undefined {
  const { baseBackupSuccess: success, baseBackupStart: start } = metrics;
  return success.kind === 'unavailable' && start.kind === 'unavailable'
    ? success.detail
    : undefined;
}

function jobsOf(snapshot: Snapshot): readonly Job[] {
  const series = (name: JobMetricName): readonly JobSeries[] => {
    const reading = snapshot.metrics[name];
    return reading.kind === 'unavailable' ? [] : reading.value;
  };
  const success = series('baseBackupSuccess');
  const start = series('baseBackupStart');
  const failed = series('baseBackupFailed');
  const keys = new Set([...success, ...start, ...failed].map(({ key }) => key));
  return [...keys].map((key) => {
    const mine = (all: readonly JobSeries[]) => all.find((candidate) => candidate.key === key);
    return jobOf(snapshot, mine(success), mine(start), mine(failed));
  });
}

function jobOf(
  snapshot: Snapshot,
  success: JobSeries | undefined,
  start: JobSeries | undefined,
  failed: JobSeries | undefined,
): Job {
  const { at } = snapshot;
  const current = (series: JobSeries | undefined): number =>
    (series === undefined ? undefined : valueAt(series, at, CURRENT_WITHIN)) ?? 0;
  const successes = momentsOf(success, at);
  const begins = momentsOf(start, at);
  const firsts = [success, start].flatMap((series) => series?.points[0]?.at ?? []);
  return {
    by: byWhom(snapshot, success ?? start ?? failed),
    beganAt: current(start) > 0 ? begins.at(-1) : undefined,
    lastSuccessAt: newest(successes, (moment) => moment),
    failed: current(failed) >= 1,
    watchedSince: least(firsts),
    runs: successes.map((end) => ({
      beganAt: begins.findLast((candidate) => candidate < end),
      endedAt: end,
    })),
  };
}

/**
 * The moments that a series of unix seconds names, in order. Each counts for no later than when it was
 * first seen: a clock that is ahead must not keep an old base backup fresh.
 */
function momentsOf(series: JobSeries | undefined, at: EpochMs): readonly EpochMs[] {
  const moments: EpochMs[] = [];
  let before: number | undefined;
  for (const point of series?.points ?? []) {
    if (point.at > at) break;
    if (point.value > 0 && point.value !== before) {
      moments.push(Math.min(point.value * SECOND, point.at));
    }
    before = point.value;
  }
  return moments;
}

/** It is said in headlines, so it must look like the name of something. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}$/;

/** The labels may name the pushgateway as the host, so only a host that the cluster has is believed. */
function byWhom(snapshot: Snapshot, series: JobSeries | undefined): string | undefined {
  const { replica } = snapshot.metrics;
  const known = replica.kind === 'unavailable' ? [] : replica.value.map(({ host }) => host);
  const host = series?.hosts.find((candidate) => known.includes(candidate));
  return host ?? (series?.type !== undefined && NAME.test(series.type) ? series.type : undefined);
}

function runningByMetric(
  job: Job | undefined,
  lastSuccessAt: EpochMs | undefined,
): BaseBackups['running'] {
  if (job?.beganAt === undefined || job.failed) return undefined;
  if (lastSuccessAt !== undefined && lastSuccessAt >= job.beganAt) return undefined;
  return { since: job.beganAt, by: job.by, seenIn: 'metric' };
}

/** The metric knows when it began, and the log which host is at it. */
function byBoth(
  metric: BaseBackups['running'],
  log: BaseBackups['running'],
): BaseBackups['running'] {
  return metric === undefined ? log : { ...metric, by: log?.by ?? metric.by };
}

/** WAL-E writes no end: a success that the metric knows of, and nothing written since, is the end. */
function runningByLog(
  { uploadLog, at }: Snapshot,
  lastSuccessAt: EpochMs | undefined,
): BaseBackups['running'] {
  if (uploadLog.kind === 'unavailable') return undefined;
  const active = newest(
    uploadLog.value.baseBackups.filter(
      ({ lastAt }) => at - lastAt < SILENT_AFTER && lastAt > (lastSuccessAt ?? 0) + MINUTE,
    ),
    ({ lastAt }) => lastAt,
  );
  return active === undefined
    ? undefined
    : { since: active.firstAt, by: active.host, seenIn: 'log' };
}
