import { durationWords } from '../../domain/duration-words.ts';
import type { Evidence, Finding, NextStep } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { lastBaseBackupAt } from '../facts/base-backup.ts';
import { continuityOf, type ClassifiedHole, type Continuity } from '../facts/continuity.ts';
import { archivingHost } from '../facts/uploads.ts';
import { uploadsBetween, type Testimony } from '../facts/upload-witness.ts';
import { findSegmentsOnHost } from '../host-commands.ts';
import { lengthOf, namesOf, rangeWords } from '../segment-range-words.ts';

/** So many holes are listed one by one. */
const LISTED = 5;

interface Judged extends ClassifiedHole {
  readonly testimony: Testimony;
  readonly severity: 'warning' | 'critical';
}

/**
 * Segments that no upload completed, while later ones are: recovery cannot go past them. Not counted:
 * what may still come, what is being uploaded, and what lies outside of the window of the log.
 *
 * A hole in the log is not yet one in the archive. Where the metric made from the same log on the host
 * went on in that time, the uploads most likely completed, and only their lines are missing in the index.
 * That is a warning and not a remark in a healthy answer: whoever reads "healthy" at night believes that a
 * restore works, and that is what nobody has seen here. Nor is it critical: nobody should be woken for it.
 */
export function walGap(
  snapshot: Snapshot,
  continuity: Continuity = continuityOf(snapshot),
): Finding {
  const rule = 'wal-gap';
  if (continuity.kind === 'unknown') return { kind: 'unknown', rule, reason: continuity.reason };

  const size = snapshot.cluster.walSegmentSize;
  const ordinary = continuity.holes.filter(({ failover }) => failover === undefined);
  const judged = ordinary
    .filter(({ state }) => state === 'lost')
    .map((hole) => judge(snapshot, hole))
    .sort((a, b) => rank(b) - rank(a));
  const window: Evidence = {
    from: 'log',
    text: `looked at ${continuity.segments} completed segments, since ${durationWords(snapshot.at - continuity.since)} ago`,
  };
  const pending = ordinary
    .filter(({ state }) => state !== 'lost')
    .map((hole): Evidence => {
      const why = hole.state === 'uploading' ? 'is being uploaded' : 'may still come';
      return { from: 'log', text: `${rangeWords(hole, size)} ${why}` };
    });
  const [worst] = judged;
  if (worst === undefined) return { kind: 'clear', rule, evidence: [window, ...pending] };

  const same = judged.filter((hole) => rank(hole) === rank(worst));
  return {
    kind: 'problem',
    rule,
    code: 'wal-gap',
    severity: worst.severity,
    headline: headlineOf(worst, same, snapshot),
    evidence: [
      ...judged.slice(0, LISTED).map((hole) => holeEvidence(hole, snapshot)),
      ...(judged.length > LISTED
        ? [{ from: 'log', text: `and ${judged.length - LISTED} more holes` }]
        : []),
      ...pending,
      window,
      backupEvidence(worst, snapshot),
    ],
    nextSteps: stepsFor(worst, snapshot),
  };
}

function judge(snapshot: Snapshot, hole: ClassifiedHole): Judged {
  const host = hole.host ?? archivingHost(snapshot);
  const testimony: Testimony = hole.skipped
    ? { kind: 'stood-still' }
    : uploadsBetween(snapshot, host, hole.before, hole.after, lengthOf(hole));
  const backup = lastBaseBackupAt(snapshot);
  const restorable = backup !== undefined && backup > hole.after;
  const doubtful = testimony.kind === 'advanced' || testimony.kind === 'too-short';
  return { ...hole, testimony, severity: restorable || doubtful ? 'warning' : 'critical' };
}

const TESTIMONIES = ['advanced', 'too-short', 'absent', 'stood-still'] as const;

/** Severity first, then how sure it is that the segments were not uploaded. */
const rank = ({ severity, testimony }: Judged): number =>
  (severity === 'critical' ? 10 : 0) + TESTIMONIES.indexOf(testimony.kind);

function headlineOf(worst: Judged, same: readonly Judged[], snapshot: Snapshot): string {
  const count = same.reduce((sum, hole) => sum + lengthOf(hole), 0);
  const segments = count === 1 ? '1 segment' : `${count} segments`;
  const range = rangeWords(worst, snapshot.cluster.walSegmentSize);
  const where = same.length === 1 ? range : `${range} and ${same.length - 1} more holes`;
  switch (worst.testimony.kind) {
    case 'advanced':
      return `log lines of ${where} are missing; by the metric these uploads most likely completed`;
    case 'too-short':
      return `no upload of ${where} is in the log, and whether it completed could not be checked`;
    case 'absent':
      return `${segments} of WAL have no completed upload in the log: ${where}`;
    case 'stood-still':
      return `${segments} of WAL ${count === 1 ? 'was' : 'were'} not uploaded: ${where}; recovery cannot go past ${count === 1 ? 'it' : 'them'}`;
  }
}

function holeEvidence(hole: Judged, { at, cluster }: Snapshot): Evidence {
  const range = rangeWords(hole, cluster.walSegmentSize);
  const when = `the segment before was completed ${durationWords(at - hole.before)} ago, the one after ${durationWords(at - hole.after)} ago`;
  const words: Readonly<Record<Testimony['kind'], string>> = {
    advanced: 'the metric made from the log on the host went on in that time',
    'too-short': 'too short a time for the metric to tell',
    absent: 'no metric tells of that time',
    'stood-still': 'the metric stood still in that time',
  };
  const why = hole.skipped
    ? 'skipped: the file was gone before its upload, and it was marked done all the same'
    : words[hole.testimony.kind];
  return { from: 'log', text: `${range} (${lengthOf(hole)}): ${when}; ${why}` };
}

function backupEvidence(hole: Judged, snapshot: Snapshot): Evidence {
  const backup = lastBaseBackupAt(snapshot);
  if (backup === undefined) return { from: 'metric', text: 'no base backup after it is known' };
  const ago = durationWords(snapshot.at - backup);
  const text =
    backup > hole.after
      ? `the last base backup succeeded ${ago} ago, after it: only restores from older ones are affected`
      : `the last base backup succeeded ${ago} ago, before it`;
  return { from: 'metric', text };
}

function stepsFor(hole: Judged, snapshot: Snapshot): NextStep[] {
  const [first, last] = namesOf(hole, snapshot.cluster.walSegmentSize);
  const host = hole.host ?? archivingHost(snapshot);
  const list: NextStep = {
    text: `look into the store: list ${first}${first === last ? '' : ` to ${last}`} below wal_005/, to be sure`,
  };
  const doubtful = hole.testimony.kind === 'advanced' || hole.testimony.kind === 'too-short';
  if (doubtful) {
    return [
      list,
      { text: 'see why the lines are missing: the log file on the host has them', host },
      {
        text: 'only if the store does not have them either: take a base backup, which reads the whole database',
      },
    ];
  }
  return [
    list,
    findSegmentsOnHost(host, first, last),
    {
      text: 'only if they are there and the store has none of them: push them by hand, without overwriting anything; they may be recycled at any time',
      host,
    },
    {
      text: 'only if they cannot be had any more: take a base backup, which reads the whole database. Until then no restore goes past them',
    },
  ];
}
