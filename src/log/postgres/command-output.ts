import { MINUTE, type EpochMs } from '../../domain/time.ts';
import { looksLikeTrouble } from '../unread/trouble.ts';

/**
 * What an archive command says on stderr in words that no archiver has: `cp: cannot create …`. It lands in
 * PostgreSQL's log without a time, right before the complaint that the command failed, and is the reason.
 */
export interface CommandOutput {
  /** Takes a line that nobody knows; false if it is no such output. */
  readonly hold: (line: string, origin: OutputOrigin) => boolean;
  /** Gives back what is held, now that a complaint of a time has come: its reason, and what is too old for that. */
  readonly explained: (host: string | undefined, at: EpochMs | undefined) => Explained;
  /** Another line came: returns what no complaint will come for any more. */
  readonly otherLine: (host: string | undefined) => readonly OutputLine[];
  readonly end: () => readonly OutputLine[];
}

interface Explained {
  readonly said: readonly string[];
  readonly old: readonly OutputLine[];
}

interface OutputOrigin {
  readonly host: string | undefined;
  readonly arrivedAt: EpochMs | undefined;
  /** When it arrived, or what came before it was written. */
  readonly at: EpochMs | undefined;
}

export interface OutputLine {
  readonly line: string;
  readonly origin: OutputOrigin;
}

interface Held {
  readonly lines: OutputLine[];
  linesSince: number;
}

/** A stack of Go has some dozens of lines, and in a log of its own one stands behind the other. */
const HELD_MAX = 1000;
/** While the command runs, other processes of PostgreSQL log as well. */
const LINES_BETWEEN = 30;
/** A command is tried again after a minute at the latest: what came long before is not about this try. */
const SAME_TRY = 5 * MINUTE;
/** What has a time is no such output, but for that of Go’s own log; and neither is a record of JSON. */
const DATED = /^(?:\S{0,3}\d{4}-\d\d-\d\d[T_ ]|[A-Z][a-z]{2} [ \d]\d \d\d:|\{|<\d)/;

export function createCommandOutput(): CommandOutput {
  const held = new Map<string | undefined, Held>();

  const take = (host: string | undefined): readonly OutputLine[] => {
    const lines = held.get(host)?.lines ?? [];
    held.delete(host);
    return lines;
  };

  return {
    hold: (line, origin) => {
      if (DATED.test(line)) return false;
      const before = held.get(origin.host);
      const belongs = before?.linesSince === 0;
      if (!belongs && !looksLikeTrouble(line)) return false;
      if (before === undefined) held.set(origin.host, { lines: [{ line, origin }], linesSince: 0 });
      else if (before.lines.length >= HELD_MAX) return false;
      else {
        before.lines.push({ line, origin });
        before.linesSince = 0;
      }
      return true;
    },
    explained: (host, at) => {
      const isOld = ({ origin: { arrivedAt } }: OutputLine): boolean =>
        arrivedAt !== undefined && at !== undefined && at - arrivedAt > SAME_TRY;
      const lines = take(host);
      return {
        said: lines.filter((held) => !isOld(held)).map(({ line }) => line),
        old: lines.filter(isOld),
      };
    },
    otherLine: (host) => {
      const before = held.get(host);
      if (before === undefined) return [];
      before.linesSince += 1;
      return before.linesSince > LINES_BETWEEN ? take(host) : [];
    },
    end: () => [...held.keys()].flatMap((host) => take(host)),
  };
}
