import type { Evidence } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { formatWalSegment, segmentAt } from '../domain/wal-file.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { SegmentUpload } from '../facts/cluster-segments.ts';
import type { SecondWriter } from '../facts/second-writers.ts';

/** So many are named. */
export const NAMED = 3;

/** What the log shows of one, beside the host that may archive. */
export function evidenceOf(snapshot: Snapshot, writer: SecondWriter, primary: string): Evidence[] {
  const { latest, count, shared, end } = writer;
  const host = writer.host ?? 'a host without a name';
  const since = durationWords(snapshot.at - writer.began);
  const file = nameOf(snapshot, latest);
  const many = count === 1 ? '' : `, one of ${count} in the last ${since}`;
  return [
    {
      from: 'log',
      text: `${host} completed ${file} ${durationWords(snapshot.at - latest.at)} ago${many}`,
    },
    ...(shared === 0
      ? []
      : [
          {
            from: 'log' as const,
            text: `${primary} completed ${shared} of these, too: one overwrites the other, or fails`,
          },
        ]),
    ...(end === undefined
      ? []
      : [
          {
            from: end.saidBy,
            text: `timeline ${latest.timeline} ended in ${nameOf(snapshot, { ...latest, number: end.segment })}${end.saidBy === 'patroni' ? '' : ' at the latest'}: anything after it was written after the switch`,
          },
        ]),
  ];
}

/** Their names, in a sentence. */
export function named(writers: readonly SecondWriter[]): string {
  const hosts = writers.map(({ host }) => host ?? 'a host without a name');
  const more = hosts.length - NAMED;
  const shown = more > 0 ? [...hosts.slice(0, NAMED), `${more} more`] : hosts;
  return shown.length === 1
    ? (shown[0] ?? '')
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

function nameOf(
  { cluster }: Snapshot,
  { timeline, number }: Pick<SegmentUpload, 'timeline' | 'number'>,
): string {
  const segment = segmentAt(timeline, number, cluster.walSegmentSize);
  return segment === undefined ? `segment ${number}` : formatWalSegment(segment);
}
