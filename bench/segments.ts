import { segmentRuns, type Completion } from '../src/facts/segment-runs.ts';
import {
  formatWalSegment,
  parseWalFile,
  segmentAt,
  segmentNumber,
} from '../src/domain/wal-file.ts';

const SIZE = 16 * 1024 * 1024;
const SEGMENTS = 1_000_000;
const EVERY_HOLE = 1000;

/** The walk over the names of a million completed segments, shuffled, with a thousand holes. */
export function benchSegments(say: (line: string) => void): void {
  const names = shuffled(
    Array.from({ length: SEGMENTS }, (_, index) => index + Math.floor(index / EVERY_HOLE)),
  ).map((number) =>
    formatWalSegment(segmentAt(5, number, SIZE) ?? { timeline: 5, log: 0, segment: 0 }),
  );

  const before = process.memoryUsage().heapUsed;
  const from = performance.now();
  const completions = names.map(completionOf);
  const parsed = performance.now();
  const runs = segmentRuns(completions);
  const walked = performance.now();
  const memory = Math.round((process.memoryUsage().heapUsed - before) / 1e6);
  say(
    `the sequence of ${SEGMENTS} segments in any order: ${(walked - parsed).toFixed(0)} ms for the walk (${runs.length} runs), ${(parsed - from).toFixed(0)} ms before it to read the names, ${memory} MB of memory for both`,
  );
}

function completionOf(name: string): Completion {
  const file = parseWalFile(name);
  const number = file?.kind === 'segment' ? segmentNumber(file.segment, SIZE) : undefined;
  if (number === undefined) throw new Error(`${name} is no segment`);
  return { number, at: number };
}

/** Always the same disorder, so that two runs can be compared. */
function shuffled(numbers: number[]): number[] {
  let seed = 1;
  for (let index = numbers.length - 1; index > 0; index -= 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const other = seed % (index + 1);
    [numbers[index], numbers[other]] = [numbers[other] ?? 0, numbers[index] ?? 0];
  }
  return numbers;
}
