import type { Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { durationWords } from '../../domain/duration-words.ts';
import { endedSegments, type SegmentUpload } from '../facts/cluster-segments.ts';
import { primaryOf } from '../facts/primary.ts';
import { checkArchiveSettings, listMembers } from '../host-commands.ts';

/** One wal-push process pushes at most so many at once: two hosts of one cluster are not further apart. */
const CLOSE = 32;

/**
 * Two hosts complete segments of one timeline, and the metrics do not say who is the primary. A failover
 * begins a new timeline, so this is never its trace. What is no fault: a host that was renamed stops
 * before the new name begins; another cluster in the same index is elsewhere in its sequence.
 */
export function twoWriters(snapshot: Snapshot): Finding {
  const rule = 'two-writers';
  const { uploadLog, at, cluster } = snapshot;
  if (uploadLog.kind === 'unavailable') return { kind: 'unknown', rule, reason: uploadLog.detail };
  if (primaryOf(snapshot).kind !== 'unknown') return { kind: 'clear', rule, evidence: [] };

  const completed = endedSegments(uploadLog.value.uploads, cluster.walSegmentSize).filter(
    (upload) => upload.state === 'complete' && at - upload.at < cluster.thresholds.uploadMaxAge,
  );
  const timeline = completed.reduce((newest, upload) => Math.max(newest, upload.timeline), 0);
  const writers = writersOf(completed.filter((upload) => upload.timeline === timeline));
  const pair = writers
    .flatMap((one, index) => writers.slice(index + 1).map((other) => [one, other] as const))
    .find(([one, other]) => areAtOnce(one, other));
  if (pair === undefined) return { kind: 'clear', rule, evidence: [] };

  const [one, other] = pair;
  return {
    kind: 'problem',
    rule,
    code: 'wrong-host',
    severity: 'critical',
    headline: `${one.host} and ${other.host} both archive timeline ${timeline}, and only one of them can be the primary`,
    evidence: [one, other].map(({ host, count, until }) => ({
      from: 'log',
      text: `${host} completed ${count} ${count === 1 ? 'segment' : 'segments'} of it in the last ${durationWords(cluster.thresholds.uploadMaxAge)}, the latest ${durationWords(at - until)} ago`,
    })),
    nextSteps: [
      listMembers(one.host),
      checkArchiveSettings(one.host),
      checkArchiveSettings(other.host),
      { text: 'if these are two clusters, narrow elasticsearch.filter in the configuration' },
    ],
  };
}

interface Writer {
  readonly host: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly since: number;
  readonly until: number;
}

function writersOf(uploads: readonly SegmentUpload[]): readonly Writer[] {
  const hosts = [...new Set(uploads.map(({ host }) => host))].filter((host) => host !== undefined);
  return hosts.map((host) => {
    const own = uploads.filter((upload) => upload.host === host);
    const numbers = own.map(({ number }) => number);
    const times = own.map(({ at }) => at);
    return {
      host,
      count: own.length,
      first: Math.min(...numbers),
      last: Math.max(...numbers),
      since: Math.min(...times),
      until: Math.max(...times),
    };
  });
}

/** Both in the same stretch of time and in the same stretch of the sequence. */
const areAtOnce = (one: Writer, other: Writer): boolean =>
  one.since < other.until &&
  other.since < one.until &&
  one.first - CLOSE <= other.last &&
  other.first - CLOSE <= one.last;
