import type { Evidence, SeenIn } from '../domain/finding.ts';
import { arrivalDelay } from '../facts/log-lateness.ts';
import { lacksEarlier } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EarlierCount } from '../domain/upload-log.ts';
import { CURRENT_WITHIN } from '../domain/metrics.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../domain/time.ts';
import { durationWords } from '../domain/duration-words.ts';
import { archivedAtByMetric, archivedAtByPostgres } from '../facts/archive-metric.ts';
import { type HostRole } from '../facts/primary.ts';
import { unattributed } from '../facts/unattributed.ts';
import { isUnusualSilence } from '../facts/unusual-silence.ts';
import { uploadMissingFromLog } from '../facts/unshipped.ts';
import { zoneErrorOf } from '../facts/zone-error.ts';
import { positionScrapedAt, walBeyondArchive } from '../facts/wal-waiting.ts';
import { rule, unknown } from './rule.ts';

/**
 * The proof of health. Unknown is never healthy, so it takes the primary by name and two signs of
 * life: a completed upload in the log or in the metric made from it, and either the other of these, or
 * pg_stat_archiver, or the knowledge that next to nothing waits. The last two alone prove nothing: both
 * hang on what archive_command returns, and a command that stores nothing returns success.
 */
export const archivingProven = rule(
  { name: 'archiving-proven' },
  (_known, { snapshot, primary, contradictions: [doubt], lastComplete: logged, waiting }) => {
    const { at, uploadLog, cluster } = snapshot;
    const { uploadMaxAge, uploadStuckAfter } = cluster.thresholds;

    if (primary.kind === 'unknown' || primary.kind === 'settling') {
      return unknown(`the primary is not known: ${primary.reason}`);
    }
    if (primary.kind !== 'one') return unknown('there is not exactly one primary');

    if (doubt !== undefined) return unknown(`the sources contradict each other: ${doubt.words}`);

    const byMetric = archivedAtByMetric(snapshot, primary.host);
    const byPostgres = archivedAtByPostgres(snapshot, primary.host);
    const age = (time: EpochMs | undefined): DurationMs =>
      time === undefined ? Infinity : at - time;
    const isFresh = (time: EpochMs | undefined): boolean => age(time) < uploadMaxAge;
    const youngest = Math.min(age(logged?.endedAt), age(byMetric));
    const completions = [logged?.endedAt, byMetric].filter(isFresh).length;
    const nothingWaits = waiting !== undefined && waiting.atLeast < 2;

    if (completions === 0) return unknown(whyNoneIsFresh(snapshot, primary, youngest));

    const log = uploadMissingFromLog(snapshot, primary.host);
    const logIsBehind = uploadLog.kind === 'measured' && !isFresh(logged?.endedAt);
    if (logIsBehind && (log === undefined || log.missing)) {
      return unknown(
        zoneErrorOf(snapshot, primary.host) ??
          unattributed(snapshot, primary.host) ??
          'the metric shows completed uploads, but the log does not confirm them',
      );
    }
    if (waiting !== undefined && !nothingWaits && youngest >= uploadStuckAfter) {
      return unknown(
        `nothing completed for ${durationWords(youngest)} while ${waiting.atLeast} segments are waiting`,
      );
    }
    const unlogged = writtenSince(snapshot, primary.host, youngest);
    if (unlogged !== undefined) {
      return unknown(
        `nothing completed for ${durationWords(youngest)} by log or metric, and ${unlogged} segments of WAL were written since${lateWords(snapshot)}`,
      );
    }
    if (waiting === undefined && isUnusualSilence(snapshot, primary.host, youngest)) {
      return unknown(
        `nothing completed for ${durationWords(youngest)}, far longer than between any uploads before, and how much WAL waits is not known`,
      );
    }
    // A lower end that nobody measured is no sign that little waits.
    const littleWaits =
      waiting !== undefined && (waiting.atMost < 2 || (nothingWaits && waiting.isMeasured));
    const signs = completions + (isFresh(byPostgres) ? 1 : 0) + (littleWaits ? 1 : 0);
    if (signs < 2) {
      return unknown(
        `only one source says that ${primary.host} (primary) completes uploads (the last ${durationWords(youngest)} ago), and that is no proof`,
      );
    }

    return {
      kind: 'proven',
      code: 'healthy',
      headline: `WAL archiving is healthy${uploadLog.kind === 'unavailable' ? ' by the metrics alone' : ''}: last upload ${durationWords(youngest)} ago from ${primary.host} (primary)${waiting === undefined ? '; how much WAL waits is not known' : ''}${unseenWords(snapshot)}`,
      evidence: seenAgo(at, [
        ['log', 'the last upload completed', logged?.endedAt],
        ['metric', 'the metric says that it completed', byMetric],
        ['metric', 'pg_stat_archiver counted the last success', byPostgres],
      ]),
    };
  },
);

/**
 * How many segments were written after the last upload that any source knows of, once even the latest log lines would
 * have arrived. The count of waiting files does not show it: it believes archive_command. After a gap in the metrics, or
 * where they are scraped too seldom, nobody knows how long ago they were written.
 */
function writtenSince(snapshot: Snapshot, host: string, silence: DurationMs): number | undefined {
  const { uploadStuckAfter, shippingAllowance } = snapshot.cluster.thresholds;
  const beyond = walBeyondArchive(snapshot, host);
  if (beyond === undefined) return undefined;
  const { atLeast, atMost } = beyond;
  const earlier = snapshot.at - shippingAllowance;
  const scraped = positionScrapedAt(snapshot, host, earlier) ?? -Infinity;
  const isMeasured = beyond.isMeasured && earlier - scraped <= CURRENT_WITHIN;
  const late = Math.max(uploadStuckAfter, 2 * shippingAllowance + MINUTE);
  const segments = isMeasured ? atLeast : atMost;
  return segments >= 2 && silence >= (isMeasured ? late : uploadStuckAfter) ? segments : undefined;
}

function lateWords({ uploadLog, cluster }: Snapshot): string {
  const lag = uploadLog.kind === 'measured' ? arrivalDelay(uploadLog.value) : 0;
  return lag > 2 * cluster.thresholds.shippingAllowance
    ? `; log lines arrive ${durationWords(lag)} late`
    : '';
}

/** Health is not claimed for uploads that are in the log, and were not looked at. */
function unseenWords({ at, uploadLog }: Snapshot): string {
  if (uploadLog.kind === 'unavailable') return '';
  const { ended } = uploadLog.value;
  if (!lacksEarlier(uploadLog.value) || ended.kind !== 'measured') return '';
  const from = ended.value.earlier?.from ?? ended.value.from;
  const inTheLast = `in the last ${durationWords(at - from)}`;
  const { earlierCount: count } = ended.value;
  if (count === undefined || count.from >= from) return `; holes were looked for ${inTheLast} only`;
  const counted = `in the last ${durationWords(at - count.from)}`;
  return `; holes were looked for ${inTheLast} only${COUNTED[count.kind](counted)}`;
}

/** What was counted and not looked at by name: said beside, and no claim that nothing is missing. */
const COUNTED: Readonly<Record<EarlierCount['kind'], (inTheLast: string) => string>> = {
  'as-many': (inTheLast) => `, and by count ${inTheLast}`,
  fewer: (inTheLast) => `, and fewer uploads completed ${inTheLast} than there are segments`,
  unclear: (inTheLast) => `, and a count of uploads ${inTheLast} does not tell of the rest`,
};

/** What stands between us and a proof when no completed upload is fresh. */
function whyNoneIsFresh(
  snapshot: Snapshot,
  { host, since }: HostRole,
  youngest: DurationMs,
): string {
  const { at, cluster, uploadLog } = snapshot;
  const misread = zoneErrorOf(snapshot, host) ?? unattributed(snapshot, host);
  if (misread !== undefined) return misread;
  const { failoverGrace, shippingAllowance } = cluster.thresholds;
  if (since !== undefined && at - since < failoverGrace) {
    return `${host} became primary ${durationWords(at - since)} ago and has not completed its first upload yet`;
  }
  const lag = uploadLog.kind === 'measured' ? arrivalDelay(uploadLog.value) : 0;
  if (lag > 2 * shippingAllowance) {
    return `log lines of ${host} (primary) arrive ${durationWords(lag)} late, or its clock is that far behind`;
  }
  return youngest === Infinity
    ? `neither log nor metric knows of any upload of ${host} (primary)`
    : `the last known upload of ${host} (primary) was ${durationWords(youngest)} ago, and how much WAL is waiting is not known well enough`;
}

const seenAgo = (
  at: number,
  seen: readonly (readonly [from: SeenIn, words: string, time: number | undefined])[],
): Evidence[] =>
  seen.flatMap(([from, words, time]) =>
    time === undefined ? [] : [{ from, text: `${words} ${durationWords(at - time)} ago` }],
  );
