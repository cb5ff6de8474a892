import type { DiskFullIn } from '../src/domain/report.ts';

/** What one answer said: asked at this moment, full in this time. */
export interface Said extends DiskFullIn {
  readonly at: number;
}

/** A value is read up to a scrape late, and PostgreSQL takes 16 MiB at once: a segment every two or three seconds. */
const RESOLUTION_MS = 5000;
/** So many of the answers have to hold the moment. */
const LEAST_HELD = 0.9;
/** None may be further off: between two checkpoints, a minute apart in the lab, PostgreSQL frees nothing. */
const MOST_OFF_MS = 20_000;
/** Fewer answers than these say nothing. */
const LEAST_ANSWERS = 30;

/** Compares what was said with what happened. */
export function compare(
  said: readonly Said[],
  full: number,
): { readonly words: readonly string[]; readonly right: boolean } {
  const judged = said.map((one) => ({ ...one, ...judge(one, full) }));
  const closed = judged.filter(({ atMost }) => atMost !== undefined);
  const open = judged.filter(({ atMost }) => atMost === undefined);
  const held = judged.filter(({ offBy }) => offBy === 0);
  const worst = [...judged].sort((a, b) => b.offBy - a.offBy)[0];
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  return {
    words: [
      `${said.length} answers said when the disk is full, ${held.length} of them held the real moment`,
      `${closed.length} gave a range (${closed.filter(({ offBy }) => offBy === 0).length} held it), ${open.length} an earliest moment (${open.filter(({ offBy }) => offBy === 0).length} held it)`,
      ...(worst === undefined
        ? []
        : [`the worst was off by ${seconds(worst.offBy)}, ${seconds(worst.left)} before`]),
    ],
    right:
      said.length >= LEAST_ANSWERS &&
      closed.length > 0 &&
      held.length >= LEAST_HELD * said.length &&
      (worst?.offBy ?? 0) <= MOST_OFF_MS,
  };
}

function judge(
  { at, atLeast, atMost }: Said,
  full: number,
): { readonly offBy: number; readonly left: number } {
  const left = full - at;
  const off = Math.max(atLeast - left, atMost === undefined ? 0 : left - atMost);
  return { offBy: off <= RESOLUTION_MS ? 0 : off, left };
}
