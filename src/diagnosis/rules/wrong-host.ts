import type { Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { durationWords } from '../../domain/duration-words.ts';
import type { Upload } from '../../domain/upload.ts';
import { primaryOf } from '../facts/primary.ts';
import { completedSegments, isBy, lastComplete, segmentOf } from '../facts/uploads.ts';
import { checkArchiveSettings, listMembers } from '../host-commands.ts';

/**
 * Only the primary archives. What is no fault: a demoted node that still pushes what is left of its
 * old timeline (Patroni 2.1.2 and later lets it, and 2.1.5 pushes leftovers before a rewind), the
 * minutes after a switchover, and hosts of another cluster that shares the index.
 */
export function wrongHost(snapshot: Snapshot): Finding {
  const rule = 'wrong-host';
  const { at, uploadLog, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return { kind: 'unknown', rule, reason: uploadLog.detail };
  const primary = primaryOf(snapshot);
  if (primary.kind !== 'one') return { kind: 'unknown', rule, reason: 'the primary is not known' };

  const { uploadMaxAge, failoverGrace } = cluster.thresholds;
  const settledAt = primary.since === undefined ? -Infinity : primary.since + failoverGrace;
  const from = Math.max(at - uploadMaxAge, settledAt);
  const completed = completedSegments(uploadLog.value.uploads);
  const byPrimary = completed.filter(isBy(primary.host, uploadLog.value));
  const byReplicas = completed.filter(
    ({ host, endedAt }) =>
      host !== undefined && primary.replicas.includes(host) && (endedAt ?? 0) >= from,
  );

  const newestTimeline = Math.max(0, ...byPrimary.map(timelineOf));
  const intrusions = byReplicas.filter((upload) => timelineOf(upload) >= newestTimeline);
  const intruder = lastComplete(intrusions);
  if (intruder === undefined) {
    const leftovers = lastComplete(byReplicas);
    const text =
      leftovers === undefined
        ? 'no other host of the cluster completed an upload'
        : `${leftovers.host ?? ''} still uploads what is left of timeline ${timelineOf(leftovers)}: harmless`;
    return { kind: 'clear', rule, evidence: [{ from: 'log', text }] };
  }

  // A demoted node's leftovers look like the current timeline until the new primary has completed one.
  const primarySilent = !byPrimary.some(({ endedAt }) => (endedAt ?? 0) >= from);
  if (primarySilent && at - settledAt < uploadMaxAge) {
    return { kind: 'unknown', rule, reason: `${primary.host} has only just become primary` };
  }

  const host = intruder.host ?? '';
  // A newer timeline than the primary's: just after a failover the log knows the new primary before the
  // metrics do.
  const began = Math.min(
    ...intrusions.filter((upload) => upload.host === host).map(({ endedAt }) => endedAt ?? at),
  );
  const isNewer = newestTimeline > 0 && timelineOf(intruder) > newestTimeline;
  if (isNewer && at - began < failoverGrace) {
    const reason = `${host} has begun to archive just now, and the metrics may not know its role yet`;
    return { kind: 'unknown', rule, reason };
  }

  const age = durationWords(at - (intruder.endedAt ?? at));
  return {
    kind: 'problem',
    rule,
    code: 'wrong-host',
    severity: 'critical',
    headline: primarySilent
      ? `${host} archives WAL, but the primary is ${primary.host}, and that one archives nothing`
      : `${host} archives the current timeline, but the primary is ${primary.host}`,
    evidence: [
      { from: 'log', text: `${host} completed ${intruder.file} ${age} ago` },
      { from: 'metric', text: `${primary.host} is the primary, ${host} is a replica` },
    ],
    nextSteps: [
      listMembers(primary.host),
      checkArchiveSettings(host),
      { text: `if archive_mode is "always" on purpose, ${host} must not write to the same prefix` },
    ],
  };
}

const timelineOf = (upload: Upload): number => segmentOf(upload)?.timeline ?? 0;
