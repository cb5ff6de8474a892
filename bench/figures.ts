import { loadavg } from 'node:os';

/** The value below which such a part of them lies, in whole units. */
export function quantile(values: readonly number[], part: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) * part)] ?? NaN).toFixed(0);
}

/** How many processes wanted a core of late. */
export const busyness = (): string => `load average ${(loadavg()[0] ?? NaN).toFixed(1)}`;
