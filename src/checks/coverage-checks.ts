import { andList } from '../domain/and-list.ts';
import type { Check } from '../domain/check.ts';
import type { VerdictCode } from '../domain/finding.ts';
import { METRIC_NAMES, type MetricReadings } from '../domain/metrics.ts';
import type { Reading } from '../domain/reading.ts';
import { COVERED_FAULTS } from './coverage-figures.ts';
import type { CoveredFaults, CoverageSignal } from './covered-faults.ts';

/** So many verdicts that are not told are named. */
const NAMED = 4;

/**
 * How many of the recorded faults are told with what there is, and what each lacking signal would add by itself. It
 * costs something only where nobody has switched that off on purpose.
 */
export function coverageChecks(
  log: Reading<unknown>,
  metrics: MetricReadings,
  figures: readonly CoveredFaults[] = COVERED_FAULTS,
): readonly Check[] {
  const lacking: readonly CoverageSignal[] = [
    ...(log.kind === 'unavailable' ? (['log'] as const) : []),
    ...METRIC_NAMES.filter((name) => metrics[name].kind === 'unavailable'),
  ];
  const total = countOf(figures);
  const untold = figures.filter((one) => !isTold(one, lacking));
  const told = total - countOf(untold);
  const subject = 'coverage';
  if (untold.length === 0) {
    return [
      { subject, outcome: 'works', found: `these sources tell all ${total} recorded faults` },
    ];
  }
  const gains = lacking
    .map((signal) => ({
      signal,
      gain: countOf(
        untold.filter((one) =>
          isTold(
            one,
            lacking.filter((other) => other !== signal),
          ),
        ),
      ),
    }))
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain);
  const isOff = (signal: CoverageSignal): boolean => {
    const reading = signal === 'log' ? log : metrics[signal];
    return reading.kind === 'unavailable' && reading.reason === 'not-configured';
  };
  return [
    {
      subject,
      outcome: lacking.every(isOff) ? 'off' : 'lacking',
      found: `these sources tell ${told} of the ${total} recorded faults`,
      cost: `not told as they are: ${codesOf(untold)}`,
      remedy:
        gains.length === 0
          ? 'more than one of what lacks is needed for any of these'
          : `by itself ${andList(gains.map(({ signal, gain }) => `${signal} would add ${gain}`))}`,
    },
  ];
}

const isTold = ({ untoldWithout }: CoveredFaults, lacking: readonly CoverageSignal[]): boolean =>
  !untoldWithout.some((set) => set.every((signal) => lacking.includes(signal)));

const countOf = (figures: readonly CoveredFaults[]): number =>
  figures.reduce((sum, { faults }) => sum + faults, 0);

/** `wal-gap (7), upload-failing (2) and others`: the most frequent first. */
function codesOf(figures: readonly CoveredFaults[]): string {
  const counts = new Map<VerdictCode, number>();
  for (const { code, faults } of figures) counts.set(code, (counts.get(code) ?? 0) + faults);
  const words = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([code, count]) => `${code} (${count})`);
  return words.length <= NAMED
    ? andList(words)
    : andList([...words.slice(0, NAMED), `${words.length - NAMED} others`]);
}
