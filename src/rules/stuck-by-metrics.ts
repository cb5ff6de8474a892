import { durationWords } from '../domain/duration-words.ts';
import { archivedAt, metricOf } from '../facts/archive-metric.ts';
import { postgresFailures } from '../facts/postgres-failures.ts';
import { hangSteps } from '../advice/hang-steps.ts';
import { askPostgres } from '../advice/host-commands.ts';
import { clear, unknown, type Decision } from './rule.ts';
import type { Facts } from '../facts/facts.ts';

/**
 * Without a log: PostgreSQL's archiver stands still while WAL waits. Whether it hangs or fails is not known then, since
 * PostgreSQL counts no failure that came by a signal: nothing here is to be killed.
 */
export function stuckByMetrics(
  { snapshot, primary, archiver, waiting }: Facts,
  whyNoLog: string,
): Decision {
  if (primary.kind !== 'one') return unknown(whyNoLog);

  // Failures are another rule's.
  if (postgresFailures(snapshot, primary.host) !== undefined) {
    return clear();
  }
  const last = archivedAt(snapshot, primary.host);
  const limit = snapshot.cluster.thresholds.uploadMaxAge;
  if (last === undefined || waiting === undefined) return unknown(whyNoLog);
  if (snapshot.at - last < limit || waiting.atLeast < 2) return clear();

  const counted =
    metricOf(snapshot, 'archiverAge', primary.host) === undefined ? '' : ' (pg_stat_archiver)';
  return {
    kind: 'problem',
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
        archiver,
        site: snapshot.cluster.site,
        mayEnd: false,
      }),
    ],
  };
}
