import type { DurationMs, EpochMs } from '../domain/time.ts';
import { timeWords } from '../messages/quantities.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Terminal } from './program.ts';

/** How one cluster stands. */
export interface Standing {
  readonly cluster: string;
  /** Differs where the verdict or its severity does; what only counts on, such as a duration, is not in it. */
  readonly verdict: string;
  /** In one line. */
  readonly line: string;
}

/** One answer. */
export interface Look {
  readonly at: EpochMs;
  readonly standings: readonly Standing[];
  /** The whole answer. */
  readonly text: string;
  readonly exitCode: number;
}

interface Rhythm {
  readonly every: DurationMs;
  /** Waits, or less where the signal says so. */
  readonly wait: (ms: DurationMs, signal: AbortSignal) => Promise<void>;
  readonly untilStopped: () => Promise<void>;
}

/** So many changes stand above the answer; all of them were printed where nothing is redrawn. */
const CHANGES_SHOWN = 5;
const HOME = '\u001B[H';
const CLEAR_LINE_END = '\u001B[K';
const CLEAR_BELOW = '\u001B[J';

/**
 * Looks until it is stopped. On a terminal the answer is drawn anew each time, below the changes so far; elsewhere each
 * change of a verdict is a line with its moment. Returns the exit code of the last answer: 3 if there was none.
 */
export async function watch(
  look: () => Promise<Look>,
  { every, wait, untilStopped }: Rhythm,
  { out, size }: Terminal,
): Promise<number> {
  const stopping = new AbortController();
  const stopped = untilStopped().then(() => {
    stopping.abort();
    return 'stopped' as const;
  });
  const verdicts = new Map<string, string>();
  let isFirst = true;
  const changes: string[] = [];
  let exitCode = EXIT_CODES.unknown;
  while (!stopping.signal.aborted) {
    const seen = await Promise.race([look(), stopped]);
    if (seen === 'stopped') break;
    exitCode = seen.exitCode;
    const news = seen.standings.filter(({ cluster, verdict }) => verdicts.get(cluster) !== verdict);
    for (const { cluster, verdict } of news) verdicts.set(cluster, verdict);
    const lines = news.map(({ line }) => `${timeWords(seen.at)}  ${line}`);
    changes.push(...lines);
    const screen = size?.();
    if (screen === undefined) out(lines.map((line) => `${line}\n`).join(''));
    else {
      // What was there before is pushed up, not painted over.
      if (isFirst) out('\n'.repeat(screen.rows));
      out(drawing(seen.text, changes.slice(-CHANGES_SHOWN), every, screen));
    }
    isFirst = false;
    await wait(every, stopping.signal);
  }
  return exitCode;
}

/** All of it anew from the top left corner; what does not fit below is counted, since it would scroll the top away. */
function drawing(
  text: string,
  changes: readonly string[],
  every: DurationMs,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): string {
  const lines = [
    `asked every ${every / 1000} s; Ctrl+C ends it`,
    ...changes,
    '',
    ...text.trimEnd().split('\n'),
  ];
  const shown: string[] = [];
  let used = 0;
  for (const line of lines) {
    used += Math.max(1, Math.ceil(widthOf(line) / columns));
    if (used > rows - 2) break;
    shown.push(line);
  }
  const left = lines.length - shown.length;
  const more = left === 0 ? [] : [`… ${left} more lines: wale status shows them`];
  const drawn = [...shown, ...more].map((line) => `${line}${CLEAR_LINE_END}\n`).join('');
  return `${HOME}${drawn}${CLEAR_BELOW}`;
}

// eslint-disable-next-line no-control-regex -- these are what colours are made of
const COLOUR = /\u001B\[[\d;]{0,20}m/g;

/** In columns, as far as the marks of a severity, which are two columns wide, are concerned. */
const widthOf = (line: string): number => line.replace(COLOUR, '').length + 2;
