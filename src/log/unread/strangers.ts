import type { EpochMs } from '../../domain/time.ts';
import { lineFraming } from '../framing/line-framing.ts';
import { hostOf, type LineOrigin } from '../framing/line-origin.ts';
import type { CommandOutput } from '../postgres/command-output.ts';
import { isChatter } from './chatter.ts';
import { isGreenlet, isOfAnotherProgram, isUninteresting } from './other-programs.ts';
import type { Tracebacks } from './tracebacks.ts';

interface Parts {
  readonly tracebacks: Tracebacks;
  /** Holds what an archive command may have written, until PostgreSQL says whether that failed. */
  readonly output: CommandOutput;
  /** The time of the last line of a host that had one. */
  readonly lastAt: ReadonlyMap<string | undefined, EpochMs>;
  readonly onOtherLine: (host: string | undefined) => void;
  readonly giveUp: (line: string, origin: LineOrigin) => void;
}

/** Takes a line that neither an archiver nor PostgreSQL wrote: known to say nothing, held, or given up. */
export const createStrangers =
  ({ tracebacks, output, lastAt, onOtherLine, giveUp }: Parts) =>
  (line: string, origin: LineOrigin): void => {
    const host = hostOf(lineFraming(line), origin);
    onOtherLine(host);
    const kind = isGreenlet(line) ? 'part' : tracebacks.read(line);
    if (kind === 'part') return;
    const isKnown =
      kind === undefined &&
      (isChatter(line) ||
        isOfAnotherProgram(line) ||
        (origin.isOfPostgres === true && isUninteresting(line)));
    if (isKnown) return;
    const heldAt = { host, arrivedAt: origin.at, at: origin.at ?? lastAt.get(host) };
    if (!output.hold(line, heldAt)) giveUp(line, origin);
  };
