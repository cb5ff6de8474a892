import type { Evidence, Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { durationWords } from '../../domain/duration-words.ts';
import { archivedAtByMetric, archivedAtByPostgres } from '../facts/archive-metric.ts';
import { primaryOf } from '../facts/primary.ts';
import { uploadMissingFromLog } from '../facts/unshipped.ts';
import { isBy, lastComplete } from '../facts/uploads.ts';
import { walWaiting, walWritten } from '../facts/wal-waiting.ts';

/**
 * The proof of health. Unknown is never healthy, so it takes the primary by name and two signs of
 * life that do not hang on one another: a completed upload in the log, in the metric made from the
 * log, or in pg_stat_archiver, and either another of these or the knowledge that next to nothing waits.
 * Idle is proven likewise: nothing waits, and no WAL is written.
 */
export function archivingProven(snapshot: Snapshot): Finding {
  const rule = 'archiving-proven';
  const unknown = (reason: string): Finding => ({ kind: 'unknown', rule, reason });
  const { at, uploadLog, cluster } = snapshot;
  const { uploadMaxAge, uploadStuckAfter, failoverGrace } = cluster.thresholds;

  const primary = primaryOf(snapshot);
  if (primary.kind === 'none' && cluster.standby) {
    const text = 'a standby cluster without a primary archives nothing of its own';
    const headline = 'nothing to archive: this standby cluster has no primary';
    return {
      kind: 'proven',
      rule,
      code: 'idle',
      headline,
      evidence: [{ from: 'configuration', text }],
    };
  }
  if (primary.kind === 'unknown' || primary.kind === 'settling') {
    return unknown(`the primary is not known: ${primary.reason}`);
  }
  if (primary.kind !== 'one') return unknown('there is not exactly one primary');

  const logged =
    uploadLog.kind === 'unavailable'
      ? undefined
      : lastComplete(uploadLog.value.uploads.filter(isBy(primary.host, uploadLog.value)));
  const byMetric = archivedAtByMetric(snapshot, primary.host);
  const byPostgres = archivedAtByPostgres(snapshot, primary.host);
  const waiting = walWaiting(snapshot, primary.host);
  const ages = [logged?.endedAt, byMetric, byPostgres].map((time) =>
    time === undefined ? Infinity : at - time,
  );
  const youngest = Math.min(...ages);
  const completions = ages.filter((age) => age < uploadMaxAge).length;
  const nothingWaits = waiting !== undefined && waiting.atLeast < 2;

  if (completions === 0) {
    const written = walWritten(snapshot, primary.host, uploadMaxAge);
    const still = written !== undefined && written < cluster.walSegmentSize;
    if (still && waiting !== undefined && waiting.atMost < 1) {
      return {
        kind: 'proven',
        rule,
        code: 'idle',
        headline: `nothing to archive: ${primary.host} (primary) writes less than one segment of WAL, and none waits`,
        evidence: [
          {
            from: 'metric',
            text: `less than one segment was written in the last ${durationWords(uploadMaxAge)}`,
          },
          { from: 'metric', text: `nothing waits (${waiting.source})` },
        ],
      };
    }
    if (primary.since !== undefined && at - primary.since < failoverGrace) {
      return unknown(
        `${primary.host} became primary ${durationWords(at - primary.since)} ago and has not completed its first upload yet`,
      );
    }
    const lag = uploadLog.kind === 'measured' ? (uploadLog.value.shippingLag ?? 0) : 0;
    if (lag > 2 * cluster.thresholds.shippingAllowance) {
      return unknown(
        `log lines of ${primary.host} (primary) arrive ${durationWords(lag)} late, or its clock is that far behind`,
      );
    }
    return unknown(
      youngest === Infinity
        ? `no source knows of any upload of ${primary.host} (primary)`
        : `the last known upload of ${primary.host} (primary) was ${durationWords(youngest)} ago, and whether WAL waits is not known well enough`,
    );
  }

  const log = uploadMissingFromLog(snapshot, primary.host);
  const logIsBehind = uploadLog.kind === 'measured' && (ages[0] ?? Infinity) >= uploadMaxAge;
  if (logIsBehind && (log === undefined || log.missing)) {
    return unknown('the metric says that uploads complete, and the log does not bear it out');
  }
  if (waiting !== undefined && !nothingWaits && youngest >= uploadStuckAfter) {
    return unknown(
      `nothing completed for ${durationWords(youngest)} while ${waiting.atLeast} segments wait`,
    );
  }
  if (completions + (nothingWaits ? 1 : 0) < 2) {
    return unknown(
      `only one source says that ${primary.host} (primary) completes uploads (the last ${durationWords(youngest)} ago), and that is no proof`,
    );
  }

  return {
    kind: 'proven',
    rule,
    code: 'healthy',
    headline: `WAL archiving is healthy${uploadLog.kind === 'unavailable' ? ' by the metrics alone' : ''}: last upload ${durationWords(youngest)} ago from ${primary.host} (primary)${waiting === undefined ? '; how much WAL waits is not known' : ''}`,
    evidence: signs(at, [
      ['log', 'the last upload completed', logged?.endedAt],
      ['metric', 'the metric says that it completed', byMetric],
      ['metric', 'pg_stat_archiver counted the last success', byPostgres],
    ]),
  };
}

const signs = (
  at: number,
  seen: readonly (readonly [from: string, words: string, time: number | undefined])[],
): Evidence[] =>
  seen.flatMap(([from, words, time]) =>
    time === undefined ? [] : [{ from, text: `${words} ${durationWords(at - time)} ago` }],
  );
