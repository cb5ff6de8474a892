import { durationWords } from '../domain/duration-words.ts';
import { greatest } from '../domain/extremes.ts';
import {
  archivedAtByMetric,
  archivedAtByPostgres,
  metricOf,
  waitedThroughout,
} from '../facts/archive-metric.ts';
import { stuckAfter } from '../facts/stuck-after.ts';
import { walWritten } from '../facts/wal-waiting.ts';
import { postgresFailures } from '../facts/postgres-failures.ts';
import { hangSteps } from '../advice/hang-steps.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs } from '../domain/time.ts';
import { askPostgres } from '../advice/host-commands.ts';
import { clear, unknown, type Decision } from './rule.ts';
import type { Facts } from '../facts/facts.ts';

/** The segment that is being written, and what a sample is behind. */
const SLACK = 2;
const FAR_MORE = 3;

/**
 * Without a log: PostgreSQL's archiver stands still while WAL waits. Whether it hangs or fails is not known then, since
 * PostgreSQL counts no failure that came by a signal: nothing here is to be killed.
 */
export function stuckByMetrics(
  { snapshot, primary, archiver, waiting: known }: Facts,
  whyNoLog: string,
): Decision {
  if (primary.kind !== 'one') return unknown(whyNoLog);

  // Failures are another rule's.
  if (postgresFailures(snapshot, primary.host) !== undefined) {
    return clear();
  }
  // Whichever knows of the later one: either may have fallen silent.
  const last = greatest(
    [
      archivedAtByMetric(snapshot, primary.host),
      archivedAtByPostgres(snapshot, primary.host),
    ].filter((moment) => moment !== undefined),
  );
  // What lies behind the last upload of a log that does not arrive says nothing: then files have to be counted.
  const isCounted = metricOf(snapshot, 'pendingWal', primary.host) !== undefined;
  const waiting = snapshot.uploadLog.kind === 'measured' && !isCounted ? undefined : known;
  const limit = limitOf(snapshot, primary.host);
  if (last === undefined || waiting === undefined) return unknown(whyNoLog);
  if (snapshot.at - last < limit || waiting.atLeast < 2) return clear();
  // Far more was written since than waits: most of it was archived, and it is the metric that stands still.
  const written =
    walWritten(
      snapshot,
      primary.host,
      Math.min(snapshot.at - last, snapshot.cluster.thresholds.uploadMaxAge),
    ) ?? 0;
  if (written > FAR_MORE * (waiting.atLeast + SLACK) * snapshot.cluster.walSegmentSize) {
    return unknown(
      `the metrics know of no success for ${durationWords(snapshot.at - last)}, and fewer segments wait than were written since`,
    );
  }

  const counted =
    metricOf(snapshot, 'archiverAge', primary.host) === undefined ? '' : ' (pg_stat_archiver)';
  return {
    kind: 'problem',
    code: 'upload-stuck',
    severity: 'critical',
    trouble: { since: last },
    headline: `nothing has been archived from ${primary.host} for ${durationWords(snapshot.at - last)}, and ${waiting.atLeast} segments are waiting`,
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
        archiver,
        site: snapshot.cluster.site,
        mayEnd: false,
      }),
    ],
  };
}

/**
 * Where files have waited all the time and PostgreSQL counts none as archived, its archiver holds one of them: that is as
 * good a sign of a hang without the log as with it.
 */
function limitOf(snapshot: Snapshot, host: string): DurationMs {
  const { uploadMaxAge, uploadStuckAfter } = snapshot.cluster.thresholds;
  const isHeld =
    archivedAtByPostgres(snapshot, host) !== undefined &&
    waitedThroughout(snapshot, host, uploadStuckAfter);
  return isHeld ? Math.min(stuckAfter(snapshot, host), uploadMaxAge) : uploadMaxAge;
}
