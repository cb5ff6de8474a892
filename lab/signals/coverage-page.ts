import type { VerdictCode } from '../../src/domain/finding.ts';
import type { Judged, Told } from './judge.ts';
import { SIGNALS, type Absence, type Signal } from './taken-away.ts';

/** A recorded fault, and what is told of it without each signal that it holds. */
export interface Faulty {
  readonly name: string;
  readonly code: VerdictCode;
  readonly judged: readonly Judged[];
}

/** How many of the faults that hold a signal are told how without it. */
export interface CoverageRow {
  readonly signal: Signal;
  readonly absence: Absence;
  readonly faults: number;
  readonly told: Readonly<Record<Told, number>>;
}

export interface CoverageTable {
  /** All recorded faults; with everything that each holds, all are told. */
  readonly faults: number;
  readonly rows: readonly CoverageRow[];
}

export function coverageTable(faults: readonly Faulty[]): CoverageTable {
  const rows = SIGNALS.flatMap((signal) =>
    (['lost', 'not set up'] as const).flatMap((absence): CoverageRow[] => {
      const mine = faults
        .flatMap(({ judged }) => judged)
        .filter((one) => one.signal === signal && one.absence === absence);
      const count = (told: Told): number => mine.filter((one) => one.told === told).length;
      if (mine.length === 0) return [];
      return [
        {
          signal,
          absence,
          faults: mine.length,
          told: {
            told: count('told'),
            other: count('other'),
            unknown: count('unknown'),
            well: count('well'),
            gone: count('gone'),
          },
        },
      ];
    }),
  );
  return { faults: faults.length, rows };
}

export function coveragePage(
  { faults: total, rows }: CoverageTable,
  faults: readonly Faulty[],
): string {
  const lost = rows.filter(({ absence }) => absence === 'lost');
  const off = rows.filter(({ absence }) => absence === 'not set up');
  const silent = off
    .filter(({ told }) => told.well > 0)
    .map(({ signal }) => `- Without \`${signal}\`: ${silentFor(signal, faults)}.`);
  return `# What is told without what

\`npm run coverage:signals\` takes each source and each query away from the ${total} recorded faults (\`test/scenarios\`),
asks again, and writes this page. A fault counts for a signal only if something of that signal was recorded with it.

## A source or query that does not answer

A fault never looks healthy for that: the last column is 0, and the command fails where it is not.

${rowsOf(lost)}

## A source or query that nobody set up

Without a log or without metrics nothing is ever healthy: the answer is “cannot tell”, with what was read and what is not set
up. A fault of the signal itself, a log that does not arrive or a metric that stands still, is none where nobody set that up.

${rowsOf(off)}

What stays unseen then, beside archiving that is well:

${silent.join('\n')}

\`wale doctor\` counts how many of these faults are told as they are with all that answers in your configuration, and what
each signal that lacks would add by itself.
`;
}

const HEAD = `| without | faults that hold it | told as before | another or milder verdict | no fault then | cannot tell | looks healthy |
| --- | --- | --- | --- | --- | --- | --- |`;

const rowsOf = (rows: readonly CoverageRow[]): string =>
  [
    HEAD,
    ...rows.map(
      ({ signal, faults, told }) =>
        `| \`${signal}\` | ${faults} | ${told.told} | ${told.other} | ${told.gone} | ${told.unknown} | ${told.well} |`,
    ),
  ].join('\n');

/** The verdicts that look healthy without it, each once. */
function silentFor(signal: Signal, faults: readonly Faulty[]): string {
  const codes = faults.flatMap(({ code, judged }) =>
    judged.some(
      (one) => one.signal === signal && one.absence === 'not set up' && one.told === 'well',
    )
      ? [`\`${code}\``]
      : [],
  );
  const counted = [...new Set(codes)].map((code) => {
    const count = codes.filter((one) => one === code).length;
    return count === 1 ? code : `${code} (${count} faults)`;
  });
  return counted.join(', ');
}
