import { FAULTS } from '../faults/all-faults.ts';
import { isHarmless, worksWith, type Fault } from '../faults/fault.ts';
import { LAB_ARCHIVERS, type LabArchiverName } from '../stack/archivers/lab-archiver.ts';
import type { HealthyRun, Result, Results, ResultsOfArchivers } from './result.ts';

const TITLES: Readonly<Record<LabArchiverName, string>> = {
  'wal-e': 'WAL-E',
  pgbackrest: 'pgBackRest',
  'wal-g-replayed': 'WAL-G, replayed',
};

/** docs/fault-matrix.md: what was measured, archiver by archiver, in the order of the faults. */
export function resultsPage(all: ResultsOfArchivers): string {
  const parts = LAB_ARCHIVERS.flatMap((archiver) => {
    const results = all[archiver];
    return results === undefined ? [] : [archiverPart(archiver, results)];
  });
  return `# The fault matrix

What Wale said of a real stack that was broken on purpose: \`npm run lab -- up && npm run lab:matrix\`, for each
archiver that the lab can run. Wale knows the addresses of Elasticsearch and Prometheus, whose log it is and
the lab's shorter thresholds, nothing else. The seconds are from the moment it was broken to the first of
three right answers in a row; those of the guard to the first word that it had by itself, with graces that are as much
shorter as the thresholds. This page is written by that command.

Where an archiver is replayed, nothing of it ran: a stand-in stored the segments and said what the real one was captured
saying. lab/README.md tells what is real there.

What the others said was asked at the moment of Wale's verdict, each with its own defaults. A check that needs
minutes of age to speak has not had them here.

Behind each date stands git's name for the whole of \`src\` that was tried. \`git rev-parse --short=10 HEAD:src\` says what it is
now: where both are the same, not a letter of it has changed since.

${parts.join('\n')}`;
}

function archiverPart(
  archiver: LabArchiverName,
  { versions, healthyRun, results }: Results,
): string {
  const fitting = FAULTS.filter((fault) => worksWith(fault, archiver));
  const known = fitting.flatMap(({ name }) => results.filter(({ fault }) => fault === name));
  const harmless = new Set(FAULTS.filter(isHarmless).map(({ name }) => name));
  const faults = known.filter(({ fault }) => !harmless.has(fault));
  const traps = known.filter(({ fault }) => harmless.has(fault));
  const peers = [...new Set(known.flatMap((result) => Object.keys(result.peers)))];
  const rate = (of: readonly Result[]): string =>
    `${of.filter(({ right }) => right).length} of ${of.length}`;
  const title = TITLES[archiver];

  return `## ${title}

- **Sensitivity**: ${rate(faults)} faults got their verdict. False healthy answers: ${sum(known, 'falseHealthy')}.
- **Specificity**: ${rate(traps)} harmless situations raised no alarm. False alarms: ${sum(known, 'falseAlarms')}.
${guardWords(faults, traps)}${healthyWords(healthyRun)}${notTried(archiver, fitting, known)}
### What is broken (${title})

${table(faults)}

### What only looks broken (${title})

${table(traps)}

### What the others said (${title})

${peerTable(known, peers)}

### Versions (${title})

${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(' · ')}
`;
}

/** A table that is silent about what was not tried would claim more than was measured. */
function notTried(
  archiver: LabArchiverName,
  fitting: readonly Fault[],
  known: readonly Result[],
): string {
  const tried = new Set(known.map(({ fault }) => fault));
  const names = (faults: readonly Fault[]): string =>
    faults.map(({ name }) => `\`${name}\``).join(', ');
  const open = fitting.filter(({ name }) => !tried.has(name));
  const unfit = FAULTS.filter((fault) => !worksWith(fault, archiver));
  return [
    ...(open.length === 0 ? [] : [`- **Not tried**: ${open.length}: ${names(open)}.\n`]),
    ...(unfit.length === 0
      ? []
      : [`- **Left out**, made for another archiver: ${unfit.length}: ${names(unfit)}.\n`]),
  ].join('');
}

const sum = (results: readonly Result[], count: 'falseHealthy' | 'falseAlarms'): number =>
  results.reduce((total, result) => total + result[count], 0);

function healthyWords(run: HealthyRun | null): string {
  if (run === null) return '';
  const answers = Object.entries(run.answers)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');
  return `- **Healthy traffic**: ${run.minutes} minutes with ${run.switchovers} switchovers on ${measured(run)}: ${answers}${run.guardTold === undefined ? '' : `; the guard spoke ${run.guardTold} times`}.\n`;
}

/** Only of what a guard looked at. */
function guardWords(faults: readonly Result[], traps: readonly Result[]): string {
  const watched = (of: readonly Result[]): readonly Result[] =>
    of.filter(({ guardSeconds }) => guardSeconds !== undefined);
  const told = (of: readonly Result[]): number =>
    of.filter(({ guardSeconds }) => guardSeconds != null).length;
  const [broken, harmless] = [watched(faults), watched(traps)];
  if (broken.length + harmless.length === 0) return '';
  return `- **The guard** told of ${told(broken)} of ${broken.length} faults by itself, and of ${told(harmless)} of ${harmless.length} harmless situations.\n`;
}

const measured = ({ date, code }: Pick<Result, 'date' | 'code'>): string =>
  code === undefined ? date : `${date}, \`${code}\``;

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const table = (results: readonly Result[]): string =>
  [
    row([
      'fault',
      'what was done',
      'expected',
      'Wale said',
      'seconds',
      'guard',
      'right',
      'measured',
    ]),
    row(Array(8).fill('---') as string[]),
    ...results.map((result) =>
      row([
        `\`${result.fault}\``,
        result.title,
        result.expected,
        `${result.said}: ${cell(result.headline)}`,
        result.seconds ?? 'never',
        guardCell(result),
        result.right ? 'yes' : '**no**',
        measured(result),
      ]),
    ),
  ].join('\n');

function guardCell({ guardSeconds, guardSaid, said }: Result): string {
  if (guardSeconds === undefined) return 'not asked';
  if (guardSeconds === null) return 'silent';
  // Some faults take minutes to bring about, and the first of them is trouble already.
  const when = guardSeconds < 0 ? 'while it was brought about' : String(guardSeconds);
  return `${when}${guardSaid === said ? '' : ` (${guardSaid})`}`;
}

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
