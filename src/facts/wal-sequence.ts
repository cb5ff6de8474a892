import type { WalSequence } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { lengthOf } from '../domain/segment-range.ts';
import type { Continuity } from './continuity.ts';
import { historyCompleted } from './timeline-switches.ts';

/** What an answer says about the sequence of segments, whatever the verdict. */
export function walSequence(snapshot: Snapshot, continuity: Continuity): WalSequence | undefined {
  if (continuity.kind === 'unknown') return undefined;
  const { since, notSeenBefore, segments, holes, timeline, switches, atEdge, edgeTriesRead } =
    continuity;
  const count = (lost: boolean): number =>
    holes
      .filter(({ state }) => (state === 'lost') === lost)
      .reduce((sum, hole) => sum + lengthOf(hole), 0);
  const began = switches.some(({ to }) => to === timeline);
  return {
    since,
    notSeenBefore,
    segments,
    missing: count(true),
    pending: count(false),
    atEdge,
    edgeTriesRead,
    missingHistory:
      began && !historyCompleted(snapshot, timeline) ? historyName(timeline) : undefined,
  };
}

const historyName = (timeline: number): string =>
  `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`;
