import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { coverageChecks } from '../../src/checks/coverage-checks.ts';
import { COVERED_FAULTS } from '../../src/checks/coverage-figures.ts';
import type { CoveredFaults } from '../../src/checks/covered-faults.ts';
import { noReadings, readingsOf, type MetricName } from '../../src/domain/metrics.ts';
import { measured, unavailable, type Unavailable } from '../../src/domain/reading.ts';

const LOG = measured(undefined, 0);
const NO_DATA = unavailable('no-data', 'no series');
const OFF = unavailable('not-configured', 'no query is set, by preset or configuration');

const FIGURES: readonly CoveredFaults[] = [
  { code: 'upload-stuck', faults: 5, untoldWithout: [['log'], ['replica']] },
  { code: 'backlog-growing', faults: 2, untoldWithout: [['replica'], ['pendingWal', 'log']] },
  { code: 'wal-disk-full', faults: 1, untoldWithout: [['walDiskFree']] },
];

/** All queries answer but these. */
const without = (why: Unavailable, ...names: readonly MetricName[]) =>
  readingsOf(
    (name) => (names.includes(name) ? why : measured([], 0)),
    (name) => (names.includes(name) ? why : measured([], 0)),
  );

describe('what the sources cover', () => {
  it('is all, where nothing lacks that a recorded fault needs', () => {
    expect(coverageChecks(LOG, without(NO_DATA, 'pendingWal'), FIGURES)).toEqual([
      { subject: 'coverage', outcome: 'works', found: 'these sources tell all 8 recorded faults' },
    ]);
  });

  it('is counted over all that lacks together, and each gain by itself', () => {
    expect(coverageChecks(NO_DATA, without(NO_DATA, 'pendingWal'), FIGURES)).toEqual([
      {
        subject: 'coverage',
        outcome: 'lacking',
        found: 'these sources tell 1 of the 8 recorded faults',
        cost: 'not told as they are: upload-stuck (5) and backlog-growing (2)',
        remedy: 'by itself log would add 7 and pendingWal would add 2',
      },
    ]);
  });

  it('costs nothing that was switched off on purpose', () => {
    expect(coverageChecks(LOG, without(OFF, 'walDiskFree'), FIGURES)).toMatchObject([
      { outcome: 'off', remedy: 'by itself walDiskFree would add 1' },
    ]);
  });

  it('may need more than one of what lacks', () => {
    expect(
      coverageChecks(NO_DATA, noReadings(NO_DATA), [
        { code: 'upload-stuck', faults: 1, untoldWithout: [['log'], ['replica']] },
      ]),
    ).toMatchObject([{ remedy: 'more than one of what lacks is needed for any of these' }]);
  });
});

describe('the figures', () => {
  const published = JSON.parse(readFileSync('docs/coverage.json', 'utf8')) as {
    readonly faults: number;
    readonly rows: readonly {
      readonly signal: string;
      readonly absence: string;
      readonly faults: number;
      readonly told: { readonly told: number };
    }[];
  };

  it('are of the faults that docs/coverage.json counts', () => {
    expect(COVERED_FAULTS.reduce((sum, { faults }) => sum + faults, 0)).toBe(published.faults);
  });

  it.each(
    published.rows.filter(
      ({ signal, absence }) =>
        absence === 'not set up' && signal !== 'metrics' && signal !== 'patroni',
    ),
  )('say the same as that table without $signal', ({ signal, faults, told }) => {
    const lost = COVERED_FAULTS.filter(({ untoldWithout }) =>
      untoldWithout.some((set) => set.length === 1 && set[0] === signal),
    );

    expect(lost.reduce((sum, one) => sum + one.faults, 0)).toBe(faults - told.told);
  });
});
