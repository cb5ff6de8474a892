import type { CoverageSignal, CoveredFaults } from '../../src/checks/covered-faults.ts';
import type { VerdictCode } from '../../src/domain/finding.ts';
import { METRIC_NAMES } from '../../src/domain/metrics.ts';
import type { Report } from '../../src/domain/report.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { holds, without } from './taken-away.ts';

const ALL: readonly CoverageSignal[] = ['log', ...METRIC_NAMES];

/** The smallest sets of signals of which a fault needs one: without all of a set it is not told as it was. */
export function breakingSets({
  snapshot,
  verdict,
}: Report): readonly (readonly CoverageSignal[])[] {
  const held = ALL.filter((signal) => holds(snapshot, signal));
  const isTold = (gone: readonly CoverageSignal[]): boolean => {
    const left = gone.reduce((rest, signal) => without(rest, signal, 'not set up'), snapshot);
    const now = reportStatus(left, 0).verdict;
    return now.code === verdict.code && now.severity === verdict.severity;
  };
  const found: (readonly CoverageSignal[])[] = [];
  const subsets = Array.from({ length: 2 ** held.length }, (_, bits) =>
    held.filter((_, index) => (bits >> index) % 2 === 1),
  ).sort((a, b) => a.length - b.length);
  for (const set of subsets) {
    if (found.some((smaller) => smaller.every((signal) => set.includes(signal)))) continue;
    if (!isTold(set)) found.push(set);
  }
  return found;
}

/** Faults that need the same are counted together. */
export function coveredFaults(
  faults: readonly {
    readonly code: VerdictCode;
    readonly breaking: CoveredFaults['untoldWithout'];
  }[],
): readonly CoveredFaults[] {
  const groups = new Map<string, CoveredFaults>();
  for (const { code, breaking } of faults) {
    const key = JSON.stringify([code, breaking]);
    const faults = (groups.get(key)?.faults ?? 0) + 1;
    groups.set(key, { code, faults, untoldWithout: breaking });
  }
  return [...groups.values()].sort((a, b) => a.code.localeCompare(b.code) || b.faults - a.faults);
}

/** The module that `wale doctor` reads them from. */
export const coverageModule = (covered: readonly CoveredFaults[]): string =>
  `import type { CoveredFaults } from './covered-faults.ts';

/**
 * What the recorded faults need to be told, written by \`npm run coverage:signals\`: of each set one signal at least.
 */
export const COVERED_FAULTS: readonly CoveredFaults[] = ${JSON.stringify(covered)};
`;
