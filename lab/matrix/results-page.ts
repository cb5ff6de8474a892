import { FAULTS } from '../faults/all-faults.ts';
import { isHarmless } from '../faults/fault.ts';
import type { HealthyRun, Result, Results } from './result.ts';

/** docs/fault-matrix.md: what was measured, in the order of the faults. */
export function resultsPage({ versions, healthyRun, results }: Results): string {
  const known = FAULTS.flatMap(({ name }) => results.filter(({ fault }) => fault === name));
  const harmless = new Set(FAULTS.filter(isHarmless).map(({ name }) => name));
  const faults = known.filter(({ fault }) => !harmless.has(fault));
  const traps = known.filter(({ fault }) => harmless.has(fault));
  const peers = [...new Set(known.flatMap((result) => Object.keys(result.peers)))];
  const rate = (of: readonly Result[]): string =>
    `${of.filter(({ right }) => right).length} of ${of.length}`;

  return `# The fault matrix

What Wale said of a real stack that was broken on purpose: \`npm run lab -- up && npm run lab:matrix\`. Wale
knows the addresses of Elasticsearch and Prometheus and the lab's shorter thresholds, nothing else. The
seconds are from the moment it was broken to the first of three right answers in a row. This page is
written by that command.

- **Sensitivity**: ${rate(faults)} faults got their verdict. False healthy answers: ${sum(known, 'falseHealthy')}.
- **Specificity**: ${rate(traps)} harmless situations raised no alarm. False alarms: ${sum(known, 'falseAlarms')}.
${healthyWords(healthyRun)}
## What is broken

${table(faults)}

## What only looks broken

${table(traps)}

## What the others said

Asked at the moment of Wale's verdict, each with its own defaults. A check that needs minutes of age to
speak has not had them here.

${peerTable(known, peers)}

## Versions

${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(' · ')}
`;
}

const sum = (results: readonly Result[], count: 'falseHealthy' | 'falseAlarms'): number =>
  results.reduce((total, result) => total + result[count], 0);

function healthyWords(run: HealthyRun | null): string {
  if (run === null) return '';
  const answers = Object.entries(run.answers)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');
  return `- **Healthy traffic**: ${run.minutes} minutes with ${run.switchovers} switchovers on ${run.date}: ${answers}.\n`;
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const table = (results: readonly Result[]): string =>
  [
    row(['fault', 'what was done', 'expected', 'Wale said', 'seconds', 'right', 'measured']),
    row(Array(7).fill('---') as string[]),
    ...results.map((result) =>
      row([
        `\`${result.fault}\``,
        result.title,
        result.expected,
        `${result.said}: ${cell(result.headline)}`,
        result.seconds ?? 'never',
        result.right ? 'yes' : '**no**',
        result.date,
      ]),
    ),
  ].join('\n');

const peerTable = (results: readonly Result[], peers: readonly string[]): string =>
  [
    row(['fault', 'Wale', ...peers]),
    row(Array(peers.length + 2).fill('---') as string[]),
    ...results.map((result) =>
      row([
        `\`${result.fault}\``,
        result.said,
        ...peers.map((peer) => cell(result.peers[peer] ?? 'not asked')),
      ]),
    ),
  ].join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
