import type { Archiver } from '../../domain/archiver.ts';
import type { Finding, NextStep } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { durationWords } from '../../domain/duration-words.ts';
import { MINUTE } from '../../domain/time.ts';
import { archivedAt, metricOf } from '../facts/archive-metric.ts';
import { archiverOf } from '../facts/archiver.ts';
import { logLateness } from '../facts/log-lateness.ts';
import { primaryOf } from '../facts/primary.ts';
import { archivingHost, isBy, lastEndAt, unfinished } from '../facts/uploads.ts';
import { walWaiting } from '../facts/wal-waiting.ts';
import { findUploadProcess, readArchiverLog } from '../host-commands.ts';
import { hangWithoutBegin } from './hang-without-begin.ts';

/**
 * An upload has begun, and since then nothing: WAL-E has no time-out, and a hung push logs no more.
 * The begin without an end is the only trace, in the log as well as in pg_stat_archiver, which
 * counts neither success nor failure then.
 */
export function uploadStuck(snapshot: Snapshot): Finding {
  const rule = 'upload-stuck';
  const { at, uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return stuckByMetrics(snapshot, uploadLog.detail);

  const host = archivingHost(snapshot);
  const uploads = uploadLog.value.uploads.filter(isBy(host, uploadLog.value));
  const archiver = archiverOf(snapshot, host);
  const lastEnd = lastEndAt(uploads);
  const limit =
    cluster.thresholds.uploadStuckAfter + logLateness(uploadLog.value, cluster.thresholds);
  const open = unfinished(uploads)
    .filter(({ beganAt }) => at - (beganAt ?? at) >= limit)
    .sort((a, b) => (a.beganAt ?? 0) - (b.beganAt ?? 0));
  const [oldest] = open;

  // Completions that only the metric knows of: then it is the log that stopped, not the upload.
  const byMetric = archivedAt(snapshot, host);
  const metricSawMore =
    byMetric !== undefined && byMetric > Math.max(lastEnd ?? 0, oldest?.beganAt ?? 0) + MINUTE;
  const stillEnding = lastEnd !== undefined && at - lastEnd < limit;
  if (oldest?.beganAt === undefined || stillEnding || metricSawMore) {
    if (uploads.length === 0 && uploadLog.value.source === 'elasticsearch') {
      return stuckByMetrics(snapshot, 'the log has no upload of the primary');
    }
    const hidden = hangWithoutBegin(snapshot, host, archiver);
    if (hidden === undefined) return { kind: 'clear', rule, evidence: [] };
    return {
      kind: 'problem',
      rule,
      code: 'upload-stuck',
      severity: 'critical',
      ...hidden,
      nextSteps: stuckSteps(host, undefined, archiver),
    };
  }

  const since = durationWords(at - oldest.beganAt);
  const where = host ?? 'the host';
  return {
    kind: 'problem',
    rule,
    code: 'upload-stuck',
    severity: 'critical',
    headline: `an upload from ${where} is stuck: ${oldest.file} began ${since} ago and has not ended`,
    evidence: [
      {
        from: 'log',
        text: `${oldest.file} began ${since} ago${oldest.pid === undefined ? '' : ` (pid ${oldest.pid})`}; ${open.length === 1 ? 'no other upload is' : `${open.length} uploads are`} open`,
      },
      {
        from: 'log',
        text:
          lastEnd === undefined
            ? 'no upload of this host has completed in the time looked at'
            : `the last upload of this host ended ${durationWords(at - lastEnd)} ago`,
      },
    ],
    nextSteps: stuckSteps(host, oldest.pid, archiver),
  };
}

/** Without a log: PostgreSQL's archiver stands still while WAL waits. */
function stuckByMetrics(snapshot: Snapshot, whyNoLog: string): Finding {
  const rule = 'upload-stuck';
  const primary = primaryOf(snapshot);
  if (primary.kind !== 'one') return { kind: 'unknown', rule, reason: whyNoLog };

  const last = archivedAt(snapshot, primary.host);
  const waiting = walWaiting(snapshot, primary.host);
  const limit = snapshot.cluster.thresholds.uploadMaxAge;
  if (last === undefined || waiting === undefined)
    return { kind: 'unknown', rule, reason: whyNoLog };
  if (snapshot.at - last < limit || waiting.atLeast < 2)
    return { kind: 'clear', rule, evidence: [] };

  const failed =
    metricOf(snapshot, 'archiverAge', primary.host) === undefined ? '' : ' (pg_stat_archiver)';
  return {
    kind: 'problem',
    rule,
    code: 'upload-stuck',
    severity: 'critical',
    headline: `nothing was archived from ${primary.host} for ${durationWords(snapshot.at - last)}, and ${waiting.atLeast} segments wait`,
    evidence: [
      {
        from: 'metric',
        text: `the last success was ${durationWords(snapshot.at - last)} ago${failed}`,
      },
      { from: 'metric', text: `${waiting.atLeast} segments wait (${waiting.source})` },
      { from: 'log', text: `the log could not tell more: ${whyNoLog}` },
    ],
    nextSteps: stuckSteps(primary.host, undefined, archiverOf(snapshot, primary.host)),
  };
}

const stuckSteps = (
  host: string | undefined,
  pid: number | undefined,
  archiver: Archiver | undefined,
): NextStep[] => [
  findUploadProcess(host, archiver),
  {
    text: 'if the process is old, see whether it does anything at all',
    command: `sudo timeout 10 strace -f -p ${pid ?? 'PID'}`,
    host,
  },
  readArchiverLog(host, archiver),
  {
    text: 'only if it does nothing: kill the upload process, and nothing else. Be extremely careful. PostgreSQL starts it again, and uploads should resume at once',
    command: `sudo kill ${pid ?? 'PID'}`,
    host,
  },
];
