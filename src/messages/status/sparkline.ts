import { greatest } from '../../domain/extremes.ts';

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Counts as a row of bars, the highest one full. A zero is a dot, so that it cannot pass for a low bar. */
export function sparkline(counts: readonly number[]): string {
  const highest = Math.max(1, greatest(counts) ?? 1);
  return counts
    .map((count) => {
      if (count === 0) return '·';
      return LEVELS[Math.ceil((count / highest) * LEVELS.length) - 1] ?? '█';
    })
    .join('');
}
