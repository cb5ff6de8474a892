import { harmlessText } from '../../domain/harmless-text.ts';
import { zoneOf } from '../../domain/host-zones.ts';
import type { EpochMs } from '../../domain/time.ts';
import { walFileIn } from '../archiver-lines.ts';
import { lineFraming } from '../framing/line-framing.ts';
import { hostOf, type LineOrigin, type LogSettings } from '../framing/line-origin.ts';
import { momentOf, stampAt, stampIn } from '../time/stamp.ts';
import { createUnreadTally, type UnreadTally } from './unread-tally.ts';

/** The tally, with what a line says itself of its host and its time. */
export interface UnreadLinesTally extends Omit<UnreadTally, 'line'> {
  /** Counts a line that nobody knows. */
  readonly giveUp: (line: string, origin: LineOrigin) => void;
  /** Tells a complaint that was understood, but for its time. */
  readonly tellUndated: (line: string, host: string | undefined) => void;
}

/** `lastAt` has the time of the last line of each host that had one. */
export function createUnreadLines(
  { reference, zones }: LogSettings,
  lastAt: ReadonlyMap<string | undefined, EpochMs>,
): UnreadLinesTally {
  const { line: count, ...tally } = createUnreadTally();
  return {
    ...tally,
    giveUp: (line, origin) => {
      const host = hostOf(lineFraming(line), origin);
      const stamp = stampIn(line.slice(0, 100)) ?? stampAt(line, reference);
      const evidence = { timeZone: zoneOf(zones, host), arrivedAt: origin.at };
      const moment = stamp === undefined ? undefined : momentOf(stamp, evidence);
      const own = moment?.kind === 'known' ? moment.at : origin.at;
      // A zone that is not known leaves the time open, and what came before is in that zone too.
      count(line, host, moment?.kind === 'unknown' ? undefined : (own ?? lastAt.get(host)));
    },
    tellUndated: (line, host) => {
      const text = harmlessText(line, 400);
      tally.undated({ host, zone: undefined, file: walFileIn(line), text });
    },
  };
}
