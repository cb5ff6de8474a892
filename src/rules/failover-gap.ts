import { durationWords } from '../domain/duration-words.ts';
import type { Evidence, NextStep } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { backupBehind } from '../facts/backup-behind-hole.ts';
import { type ClassifiedHole } from '../facts/continuity.ts';
import {
  failoverState,
  passesOver,
  type FailoverState,
  type Holder,
} from '../facts/failover-state.ts';
import { primaryOf } from '../facts/primary.ts';
import { lastArchivedBefore, uploadWitness } from '../facts/upload-witness.ts';
import { historyCompleted, type TimelineSwitch } from '../facts/timeline-switches.ts';
import { failedEvidence } from './hole-words.ts';
import { findSegmentsOnHost, listMembers } from '../advice/host-commands.ts';
import { lengthOf } from '../domain/segment-range.ts';
import { namesOf, rangeWords } from '../domain/segment-range-words.ts';
import { rule } from './rule.ts';

/**
 * What a failover leaves behind: the old primary had WAL that it had not yet pushed, and the new one never
 * pushes it, since a replica marks what it streams as done. PostgreSQL's counters are spotless then. The
 * hole may close by itself: a demoted node still drains (Patroni 2.1.2 and later), and one that rejoins
 * pushes what it has left before it is rewound (2.1.5 and later).
 */
export const failoverGap = rule(
  { name: 'failover-gap', needs: ['continuity'] },
  ({ continuity }, { snapshot }) => {
    const holes = continuity.holes.flatMap((hole) =>
      hole.failover === undefined ? [] : [{ hole, end: hole.failover }],
    );
    const [newest] = holes.sort((a, b) => b.end.to - a.end.to || a.hole.first - b.hole.first);
    if (newest === undefined) {
      const evidence = continuity.switches.map((end): Evidence => switchEvidence(end, snapshot));
      return { kind: 'clear', evidence };
    }

    const { hole, end } = newest;
    const { state, host, holder, lateAt } = failoverState(snapshot, hole, end);
    const behind = backupBehind(snapshot, {
      ...hole,
      after: Math.max(hole.after, end.at),
      followedAt: Math.max(hole.followedAt, end.at),
    });
    const restorable = behind.kind === 'behind' || behind.kind === 'begin-unknown';
    const unlogged = uploadsBeyondLog(snapshot, hole, end);
    const unseen = isReignUnseen(snapshot, hole, end, host);
    const range = rangeWords(hole, snapshot.cluster.walSegmentSize);
    const who = host ?? 'the old primary';
    const others = holes.slice(1).map(({ hole: other }): Evidence => ({
      from: 'log',
      text: `also missing: ${rangeWords(other, snapshot.cluster.walSegmentSize)}`,
    }));
    return {
      kind: 'problem',
      code: 'wal-gap',
      severity:
        state === 'closing' || restorable || unlogged.length > 0 || unseen ? 'warning' : 'critical',
      missing: holes.map(({ hole: { timeline, first, last } }) => ({ timeline, first, last })),
      headline: unseen
        ? `no upload of ${range} is in the log, nor anything at all of timeline ${end.to - 1}, which followed: a monitoring fault or a hole in the WAL archive`
        : `the failover left a hole in the WAL archive: ${range} ${stateWords(state, holder, who, lengthOf(hole))}`,
      evidence: [
        switchEvidence(end, snapshot),
        ...(passesOver(end)
          ? [
              {
                from: 'log' as const,
                text: `nothing of a timeline between the two completed: some of these may be segments of timeline ${end.to - 1}`,
              },
            ]
          : []),
        {
          from: 'log',
          text: `no host completed ${range} (${lengthOf(hole)} of timeline ${hole.timeline}), ${hole.beforeIs === 'tried' ? 'first tried' : 'the last before it'} ${durationWords(snapshot.at - hole.before)} ago`,
        },
        ...failedEvidence(hole, snapshot.at),
        ...(lateAt === undefined
          ? []
          : [
              {
                from: 'log' as const,
                text: `timeline ${end.from} was still pushed ${durationWords(snapshot.at - lateAt)} ago`,
              },
            ]),
        { from: 'metric', text: holderWords(holder, who, snapshot) },
        ...unlogged,
        ...others,
        ...(restorable
          ? [
              {
                from: behind.backup.seenIn,
                text: `a base backup succeeded since, ${durationWords(snapshot.at - behind.backup.endedAt)} ago: ${behind.kind === 'behind' ? 'only restores from older ones are affected' : 'whether it began since, too, and does without these, is not known'}`,
              },
            ]
          : []),
      ],
      nextSteps: [
        ...(unseen ? [listBoth(hole, end, snapshot)] : []),
        ...stepsFor(state, hole, end, who, snapshot),
      ],
    };
  },
);

/**
 * Whether the log has nothing of a whole reign, not so much as its `.history` file or a failure, for as long as an upload
 * takes that hangs: then it may be its lines that are missing, unless the metric says that it archived nothing.
 */
function isReignUnseen(
  snapshot: Snapshot,
  hole: ClassifiedHole,
  end: TimelineSwitch,
  host: string | undefined,
): boolean {
  const silence = end.at - hole.before;
  if (!passesOver(end) || silence < snapshot.cluster.thresholds.uploadStuckAfter) return false;
  if (historyCompleted(snapshot, end.to - 1)) return false;
  if (host === undefined) return true;
  const gap = { from: hole.before, to: end.at, count: lengthOf(hole) };
  return uploadWitness(snapshot, host)(gap).kind !== 'stood-still';
}

/**
 * The old primary's metric went on after its last line in the log: then its lines stopped before it did,
 * and the hole, or most of it, is one of the log.
 */
function uploadsBeyondLog(
  snapshot: Snapshot,
  hole: ClassifiedHole,
  end: TimelineSwitch,
): Evidence[] {
  if (hole.failed !== undefined) return [];
  const last = lastArchivedBefore(snapshot, hole.host, end.at);
  if (last === undefined || end.at - last > (end.at - hole.before) / 2) return [];
  const text = `${hole.host ?? ''} completed uploads until ${durationWords(snapshot.at - last)} ago, later than its last line in the log: most of these may be in the archive`;
  return [{ from: 'metric', text }];
}

function stateWords(state: FailoverState, holder: Holder, host: string, segments: number): string {
  switch (state) {
    case 'closing':
      return `may still come from ${host}`;
    case 'open': {
      const where = holder.kind === 'unknown' ? 'is not known to be back' : 'is not back';
      const were = segments === 1 ? 'was' : 'were';
      return `${were} not pushed by ${host}, which ${where}. Do not reinit ${host}`;
    }
    case 'permanent':
      return `${segments === 1 ? 'is' : 'are'} lost: ${host} rejoined without uploading ${segments === 1 ? 'it' : 'them'}`;
  }
}

const switchEvidence = (
  { from, to, at, saidBy }: TimelineSwitch,
  snapshot: Snapshot,
): Evidence => ({
  from: saidBy,
  text: `timeline ${to} replaced ${from}, ${durationWords(snapshot.at - at)} ago`,
});

function holderWords(holder: Holder, host: string, { at }: Snapshot): string {
  switch (holder.kind) {
    case 'back':
      return holder.since === undefined
        ? `${host} is a replica`
        : `${host} has been a replica for ${durationWords(at - holder.since)}`;
    case 'away':
      return `${host} is not reporting as a replica`;
    case 'unknown':
      return `whether ${host} is back is not known: ${holder.reason}`;
  }
}

function listBoth(hole: ClassifiedHole, end: TimelineSwitch, snapshot: Snapshot): NextStep {
  const size = snapshot.cluster.walSegmentSize;
  const names = [hole.timeline, end.to - 1].map((timeline) =>
    rangeWords({ ...hole, timeline }, size),
  );
  return {
    text: `look into the store for ${names.join(' and for ')}: the lines of their uploads may be what is missing`,
  };
}

function stepsFor(
  state: FailoverState,
  hole: ClassifiedHole,
  end: TimelineSwitch,
  who: string,
  snapshot: Snapshot,
): NextStep[] {
  const size = snapshot.cluster.walSegmentSize;
  const [first] = namesOf(hole, size);
  const [, last] = namesOf({ ...hole, timeline: end.to - 1 }, size);
  const range = rangeWords(hole, snapshot.cluster.walSegmentSize);
  const primary = primaryOf(snapshot);
  const current = primary.kind === 'one' ? primary.host : undefined;
  const keep: NextStep = {
    text: `do not reinit, wipe or rebuild ${who}: it may hold the only copy of ${range}. When it rejoins, Patroni 2.1.5 or later pushes ${lengthOf(hole) === 1 ? 'it' : 'them'}`,
  };
  const copies = findSegmentsOnHost(current, first, last);
  const backup: NextStep = {
    text: 'only once archiving works on the new timeline: take a base backup, which reads the whole database. No restore of an older one goes past the hole',
    host: current,
  };
  switch (state) {
    case 'closing':
      return [keep, listMembers(current), { text: 'ask again in a few minutes' }];
    case 'open':
      return [keep, copies, backup];
    case 'permanent':
      return [
        copies,
        {
          text:
            lengthOf(hole) === 1
              ? 'only if a node still has it and the store does not: push it by hand, without overwriting anything'
              : 'only if a node still has them and the store has none of them: push them by hand, without overwriting anything',
        },
        backup,
      ];
  }
}
