import { durationWords } from '../domain/duration-words.ts';
import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { archivedAtByMetric, archivedAtByPostgres, metricOf } from '../facts/archive-metric.ts';
import { greatest } from '../domain/extremes.ts';
import { archiverOf } from '../facts/archiver.ts';
import { postgresFailures } from '../facts/postgres-failures.ts';
import { primaryOf } from '../facts/primary.ts';
import { walWaiting, walWritten } from '../facts/wal-waiting.ts';
import { hangSteps } from '../advice/hang-steps.ts';
import { askPostgres } from '../advice/host-commands.ts';

/** The segment that is being written, and what a sample is behind. */
const SLACK = 2;
const FAR_MORE = 3;

/**
 * Without a log: PostgreSQL's archiver stands still while WAL waits. Whether it hangs or fails is not known then, since
 * PostgreSQL counts no failure that came by a signal: nothing here is to be killed.
 */
export function stuckByMetrics(snapshot: Snapshot, whyNoLog: string): Finding {
  const rule = 'upload-stuck';
  const primary = primaryOf(snapshot);
  if (primary.kind !== 'one') return { kind: 'unknown', rule, reason: whyNoLog };

  // Failures are another rule's.
  if (postgresFailures(snapshot, primary.host) !== undefined) {
    return { kind: 'clear', rule, evidence: [] };
  }
  // Whichever knows of the later one: either may have fallen silent.
  const last = greatest(
    [
      archivedAtByMetric(snapshot, primary.host),
      archivedAtByPostgres(snapshot, primary.host),
    ].filter((moment) => moment !== undefined),
  );
  // What lies behind the last upload of a log that does not arrive says nothing: then files have to be counted.
  const waiting =
    snapshot.uploadLog.kind === 'measured' &&
    metricOf(snapshot, 'pendingWal', primary.host) === undefined
      ? undefined
      : walWaiting(snapshot, primary.host);
  const limit = snapshot.cluster.thresholds.uploadMaxAge;
  if (last === undefined || waiting === undefined)
    return { kind: 'unknown', rule, reason: whyNoLog };
  if (snapshot.at - last < limit || waiting.atLeast < 2)
    return { kind: 'clear', rule, evidence: [] };
  // Far more was written since than waits: most of it was archived, and it is the metric that stands still.
  const written = walWritten(snapshot, primary.host, Math.min(snapshot.at - last, limit)) ?? 0;
  if (written > FAR_MORE * (waiting.atLeast + SLACK) * snapshot.cluster.walSegmentSize) {
    const reason = `the metrics know of no success for ${durationWords(snapshot.at - last)}, and fewer segments wait than were written since`;
    return { kind: 'unknown', rule, reason };
  }

  const counted =
    metricOf(snapshot, 'archiverAge', primary.host) === undefined ? '' : ' (pg_stat_archiver)';
  return {
    kind: 'problem',
    rule,
    code: 'upload-stuck',
    severity: 'critical',
    trouble: { since: last },
    headline: `nothing was archived from ${primary.host} for ${durationWords(snapshot.at - last)}, and ${waiting.atLeast} segments are waiting`,
    evidence: [
      {
        from: 'metric',
        text: `the last success was ${durationWords(snapshot.at - last)} ago${counted}`,
      },
      { from: 'metric', text: `${waiting.atLeast} segments are waiting (${waiting.source})` },
      { from: 'log', text: `whether it hangs or fails is not known without the log: ${whyNoLog}` },
    ],
    nextSteps: [
      askPostgres(primary.host),
      ...hangSteps({
        host: primary.host,
        archiver: archiverOf(snapshot, primary.host),
        site: snapshot.cluster.site,
        mayEnd: false,
      }),
    ],
  };
}
