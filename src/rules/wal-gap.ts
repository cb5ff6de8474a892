import { durationWords } from '../domain/duration-words.ts';
import type { Evidence, NextStep } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { kindOrAssumed } from '../archivers/archivers.ts';
import { archiverOf } from '../facts/archiver.ts';
import { backupBehind, type BackupBehind } from '../facts/backup-behind-hole.ts';
import { type ClassifiedHole } from '../facts/continuity.ts';
import { newClusterOf } from '../facts/since-new-cluster.ts';
import { archivingHost } from '../facts/uploads.ts';
import { uploadWitness } from '../facts/upload-witness.ts';
import { counted, headlineOf, holeEvidence, type JudgedHole } from './hole-words.ts';
import { findSegmentsOnHost } from '../advice/host-commands.ts';
import { lengthOf } from '../domain/segment-range.ts';
import { namesOf, rangeWords } from '../domain/segment-range-words.ts';
import { rule, type Decision } from './rule.ts';

/** So many holes are listed one by one. */
const LISTED = 5;

/**
 * Segments that no upload completed, while later ones are: recovery cannot go past them. Not counted:
 * what may still come, what is being uploaded, and what lies outside of the window of the log.
 *
 * A hole in the log is not yet one in the archive. Where the metric made from the same log on the host
 * went on in that time, the uploads most likely completed, and only their lines are missing in the index.
 * That is a warning and not a remark in a healthy answer: whoever reads "healthy" at night believes that a
 * restore works, and that is what nobody has seen here. Nor is it critical: nobody should be woken for it. But
 * where the log tells that its upload failed, no metric is asked.
 *
 * Where no metric can be asked at all, as with log files alone, a single segment is most likely a single line that was
 * lost: PostgreSQL hands out its files in order, and goes on only once the command has returned success.
 */
export const walGap = rule(
  { name: 'wal-gap', needs: ['continuity'] },
  ({ continuity }, { snapshot }) => {
    const size = snapshot.cluster.walSegmentSize;
    const ordinary = continuity.holes.filter(({ failover }) => failover === undefined);
    const judge = createJudge(snapshot);
    const judged = ordinary
      .filter(({ state }) => state === 'lost')
      .map(judge)
      .sort((a, b) => rank(b) - rank(a));
    const window: Evidence = {
      from: 'log',
      text: `looked at ${counted(continuity.segments, 'completed segment')} of the last ${durationWords(snapshot.at - continuity.since)}`,
    };
    const pending = ordinary
      .filter(({ state }) => state !== 'lost')
      .map((hole): Evidence => {
        const why = hole.state === 'uploading' ? 'is being uploaded' : 'may still come';
        return { from: 'log', text: `${rangeWords(hole, size)} ${why}` };
      });
    const [worst] = judged;
    if (worst === undefined) {
      return (
        pausedBefore(ordinary, snapshot, judge, [...pending, window]) ?? {
          kind: 'clear',
          evidence: [window, ...pending, ...newClusterEvidence(snapshot)],
        }
      );
    }

    const same = judged.filter((hole) => rank(hole) === rank(worst));
    return {
      kind: 'problem',
      code: 'wal-gap',
      severity: worst.severity,
      headline: headlineOf(worst, same, snapshot),
      missing: judged.map(({ timeline, first, last }) => ({ timeline, first, last })),
      evidence: [
        ...judged.slice(0, LISTED).flatMap((hole) => holeEvidence(hole, snapshot)),
        ...(judged.length > LISTED
          ? [{ from: 'log' as const, text: `and ${counted(judged.length - LISTED, 'more hole')}` }]
          : []),
        ...pending,
        window,
        backupEvidence(worst, snapshot),
      ],
      nextSteps: stepsFor(worst, snapshot),
    };
  },
);

/** Nobody else says that the base backups of before are of no use. */
function newClusterEvidence(snapshot: Snapshot): Evidence[] {
  const newCluster = newClusterOf(snapshot);
  if (newCluster === undefined) return [];
  const ago = durationWords(snapshot.at - newCluster.at);
  const text = `ignored: what was archived until timeline 1 followed timeline ${newCluster.from} (${ago} ago): PostgreSQL was upgraded or set up anew. Base backups from before do not go with the WAL since`;
  return [{ from: 'log', text, isLeftOut: true }];
}

/**
 * What may still come looks the same as what was passed over, until its line has had its time. Where it failed before
 * later ones completed, or archiving has just begun again after no upload for as long as one takes that hangs, nobody
 * says meanwhile that all is well.
 */
function pausedBefore(
  holes: readonly ClassifiedHole[],
  snapshot: Snapshot,
  judge: (hole: ClassifiedHole) => JudgedHole,
  evidence: readonly Evidence[],
): Decision | undefined {
  const { uploadStuckAfter } = snapshot.cluster.thresholds;
  const hole = holes
    .filter(({ state }) => state === 'delayed')
    .map(judge)
    .find(
      ({ proof, before, after }) =>
        proof === 'failed' || (SAY_NO_UPLOAD.has(proof) && after - before >= uploadStuckAfter),
    );
  if (hole === undefined) return undefined;
  const range = rangeWords(hole, snapshot.cluster.walSegmentSize);
  const pause =
    hole.proof === 'failed'
      ? 'after failed tries'
      : `after none in the log for ${durationWords(hole.after - hole.before)}`;
  return {
    kind: 'problem',
    code: 'cannot-tell',
    severity: 'unknown',
    headline: `uploads complete again ${pause}, and whether ${range} ${lengthOf(hole) === 1 ? 'was' : 'were'} uploaded cannot be told yet`,
    evidence: [...holeEvidence(hole, snapshot), ...evidence],
    nextSteps: [{ text: 'ask again in a few minutes' }, listInStore(hole, snapshot)],
  };
}

function createJudge(snapshot: Snapshot): (hole: ClassifiedHole) => JudgedHole {
  const archiving = archivingHost(snapshot);
  const witnesses = new Map<string | undefined, ReturnType<typeof uploadWitness>>();
  const witnessOf = (host: string | undefined) => {
    const known = witnesses.get(host) ?? uploadWitness(snapshot, host);
    witnesses.set(host, known);
    return known;
  };
  const { lastArchive, archiverAge } = snapshot.metrics;
  const isUnwitnessed = lastArchive.kind === 'unavailable' && archiverAge.kind === 'unavailable';
  return (hole) => {
    const { before, after, of } = hole;
    const byMetric = witnessOf(hole.host ?? archiving)({ from: before, to: after, count: of }).kind;
    const proof = hole.skipped
      ? 'skipped'
      : hole.failed !== undefined
        ? 'failed'
        : hole.overdueSince !== undefined && byMetric !== 'stood-still'
          ? 'unended'
          : isUnwitnessed && byMetric === 'absent' && of === 1
            ? 'single'
            : byMetric;
    const behind = backupBehind(snapshot, hole);
    const isNeeded = behind.kind === 'none' || behind.kind === 'needs-it';
    const severity = isNeeded && !isDoubtful(proof) ? 'critical' : 'warning';
    return { ...hole, proof, behind, severity };
  };
}

/** By none of these does the metric made from the log know of an upload. */
const SAY_NO_UPLOAD = new Set<JudgedHole['proof']>([
  'stood-still',
  'disputed',
  'claimed',
  'single',
  'absent',
]);

const isDoubtful = (proof: JudgedHole['proof']): boolean =>
  proof === 'advanced' ||
  proof === 'too-short' ||
  proof === 'disputed' ||
  proof === 'claimed' ||
  proof === 'single' ||
  proof === 'unended';

const PROOFS = [
  'advanced',
  'too-short',
  'claimed',
  'disputed',
  'single',
  'unended',
  'absent',
  'stood-still',
  'failed',
  'skipped',
] as const;

/** Severity first, then how sure it is that the segments were not uploaded. */
const rank = ({ severity, proof }: JudgedHole): number =>
  (severity === 'critical' ? 10 : 0) + PROOFS.indexOf(proof);

function backupEvidence({ behind: { kind, backup } }: JudgedHole, { at }: Snapshot): Evidence {
  if (backup === undefined) return { from: 'metric', text: 'no base backup after it is known' };
  const ago = durationWords(at - backup.endedAt);
  return {
    from: backup.seenIn,
    text: `the last base backup succeeded ${ago} ago, ${BEHIND[kind]}`,
  };
}

const BEHIND: Readonly<Record<BackupBehind['kind'], string>> = {
  behind: 'after it: only restores from older ones are affected',
  'needs-it': 'and began before what follows it was uploaded: restores from that one need it too',
  'begin-unknown': 'after it; whether it began after it too, and does without it, is not known',
  none: 'before it',
};

function listInStore(hole: JudgedHole, snapshot: Snapshot): NextStep {
  const [first, last] = namesOf(hole, snapshot.cluster.walSegmentSize);
  const host = hole.host ?? archivingHost(snapshot);
  return {
    text: `look into the store: list ${first}${first === last ? '' : ` to ${last}`} ${kindOrAssumed(archiverOf(snapshot, host)).program.walFolder}, to be sure`,
  };
}

function stepsFor(hole: JudgedHole, snapshot: Snapshot): NextStep[] {
  const [first, last] = namesOf(hole, snapshot.cluster.walSegmentSize);
  const host = hole.host ?? archivingHost(snapshot);
  const list = listInStore(hole, snapshot);
  const one = first === last;
  const it = one ? 'it' : 'them';
  if (isDoubtful(hole.proof) && hole.proof !== 'single') {
    return [
      list,
      {
        text: 'see whether the log file on the host has the missing lines: if so, they were lost on their way here',
        host,
      },
      {
        text: `only if the store does not have ${it} either: take a base backup, which reads the whole database`,
      },
    ];
  }
  return [
    list,
    findSegmentsOnHost(host, first, last),
    {
      text: one
        ? 'only if it is in pg_wal and not in the store: push it by hand, without overwriting anything; it may be recycled at any time'
        : 'only if they are in pg_wal and the store has none of them: push them by hand, without overwriting anything; they may be recycled at any time',
      host,
    },
    {
      text: `only if ${one ? 'it' : 'they'} cannot be recovered: take a base backup, which reads the whole database. Until then no restore goes past ${it}`,
    },
  ];
}
