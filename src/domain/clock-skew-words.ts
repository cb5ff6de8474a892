import { durationWords } from './duration-words.ts';
import type { DurationMs } from './time.ts';

/** How far the clock of the machine that Wale runs on is off: “3 min ahead of the metrics server’s”. */
export const clockSkewWords = (skew: DurationMs): string =>
  `${durationWords(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} the metrics server’s`;
