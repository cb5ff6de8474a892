import { durationWords } from '../domain/duration-words.ts';
import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { contradictionsOf } from '../facts/contradictions.ts';
import { primaryOf } from '../facts/primary.ts';
import { walBeyondArchive, walWaiting, walWritten } from '../facts/wal-waiting.ts';

/**
 * The proof of idleness: the WAL position stands still, and less than one segment waits. Both by the
 * count of waiting files and by the newest completed segment, where these are known: an archive command
 * that stores nothing leaves no file waiting either.
 */
export function nothingToArchive(snapshot: Snapshot): Finding {
  const rule = 'nothing-to-archive';
  const { cluster } = snapshot;
  const primary = primaryOf(snapshot);
  if (primary.kind === 'none' && cluster.standby) {
    const text = 'a standby cluster without a primary archives nothing of its own';
    return {
      kind: 'proven',
      rule,
      code: 'idle',
      headline: 'nothing to archive: this standby cluster has no primary',
      evidence: [{ from: 'configuration', text }],
    };
  }
  if (primary.kind !== 'one') return { kind: 'unknown', rule, reason: 'the primary is not known' };

  const [doubt] = contradictionsOf(snapshot);
  if (doubt !== undefined)
    return { kind: 'unknown', rule, reason: `the sources contradict each other: ${doubt.words}` };

  const { uploadMaxAge } = cluster.thresholds;
  const written = walWritten(snapshot, primary.host, uploadMaxAge);
  const waiting = walWaiting(snapshot, primary.host);
  if (written === undefined || waiting === undefined) {
    const reason = 'whether the WAL position moves, or how much waits, is not known';
    return { kind: 'unknown', rule, reason };
  }
  const beyond = walBeyondArchive(snapshot, primary.host)?.atMost ?? 0;
  if (written >= cluster.walSegmentSize || waiting.atMost >= 1 || beyond >= 1) {
    return { kind: 'clear', rule, evidence: [] };
  }
  const span = durationWords(uploadMaxAge);
  return {
    kind: 'proven',
    rule,
    code: 'idle',
    headline: `nothing to archive: ${primary.host} (primary) writes less than one segment of WAL, and none waits`,
    evidence: [
      { from: 'metric', text: `less than one segment was written in the last ${span}` },
      { from: 'metric', text: `nothing waits (${waiting.source})` },
    ],
  };
}
