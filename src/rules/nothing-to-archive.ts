import { durationWords } from '../domain/duration-words.ts';
import { archivingReplica } from '../facts/archiving-replica.ts';
import { walBeyondArchive, walWritten } from '../facts/wal-waiting.ts';
import { clear, rule, unknown, type Decision } from './rule.ts';
import type { Facts } from '../facts/facts.ts';

/**
 * The proof of idleness: the WAL position stands still, and less than one segment waits. Both by the
 * count of waiting files and by the newest completed segment, where these are known: an archive command
 * that stores nothing leaves no file waiting either.
 */
export const nothingToArchive = rule(
  {
    name: 'nothing-to-archive',
    needs: ['primary', 'agreement'],
    settledBy: standbyWithoutPrimary,
  },
  ({ primary }, { snapshot, waiting }) => {
    const { cluster } = snapshot;
    const { uploadMaxAge } = cluster.thresholds;
    const written = walWritten(snapshot, primary.host, uploadMaxAge);
    if (written === undefined || waiting === undefined) {
      const reason = 'whether the WAL position moves, or how much waits, is not known';
      return unknown(reason);
    }
    const beyond = walBeyondArchive(snapshot, primary.host)?.atMost ?? 0;
    if (written >= cluster.walSegmentSize || waiting.atMost >= 1 || beyond >= 1) {
      return clear();
    }
    const span = durationWords(uploadMaxAge);
    return {
      kind: 'proven',
      code: 'idle',
      headline: `nothing to archive: ${primary.host} (primary) writes less than one segment of WAL, and none waits`,
      evidence: [
        { from: 'metric', text: `less than one segment was written in the last ${span}` },
        { from: 'metric', text: `nothing waits (${waiting.source})` },
      ],
    };
  },
);

function standbyWithoutPrimary({ primary, snapshot }: Facts): Decision | undefined {
  if (primary.kind !== 'none' || !snapshot.cluster.standby) return undefined;
  const archiving = primary.hosts.flatMap((host) => archivingReplica(snapshot, host) ?? []);
  const [stopped] = archiving.filter(({ isBehind }) => isBehind);
  if (stopped !== undefined) return unknown(stopped.words);
  const [first] = archiving;
  if (first !== undefined) {
    return {
      kind: 'proven',
      code: 'idle',
      headline: `this standby cluster has no primary; ${first.words}`,
      evidence: [{ from: 'log', text: first.words }],
    };
  }
  const text = 'a standby cluster without a primary archives nothing of its own';
  return {
    kind: 'proven',
    code: 'idle',
    headline: 'nothing to archive: this standby cluster has no primary',
    evidence: [{ from: 'configuration', text }],
  };
}
