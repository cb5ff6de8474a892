import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { replay } from '../scenario/replay.ts';
import { readScenario, scenarioNames } from '../scenario/scenario-file.ts';
import { scenarioStatus } from '../scenario/scenario-status.ts';
import type { CoveredFaults } from '../../src/checks/covered-faults.ts';
import { breakingSets, coveredFaults, coverageModule } from './breaking-sets.ts';
import { coveragePage, coverageTable, type Faulty } from './coverage-page.ts';
import { isFault, judge } from './judge.ts';

// `npm run coverage:signals`: the verdict of every recorded fault, with each source and each query taken away. Writes
// docs/coverage.md and docs/coverage.json, and for `wale doctor` src/checks/coverage-figures.ts; fails where a fault
// looks healthy because a server does not answer, or because there is no log or there are no metrics.

const faults: (Faulty & { readonly breaking: CoveredFaults['untoldWithout'] })[] = [];
for (const name of scenarioNames()) {
  const scenario = readScenario(name);
  if (Object.keys(scenario.faults).length > 0) continue; // something is taken away already
  const servers = await replay(scenario);
  try {
    const report = await scenarioStatus(scenario, servers.elasticsearchUrl, servers.prometheusUrl);
    if (isFault(report)) {
      const { code } = report.verdict;
      faults.push({ name, code, judged: judge(report), breaking: breakingSets(report) });
    }
  } finally {
    await servers.close();
  }
}

const table = coverageTable(faults);
const style = (await resolveConfig('docs/coverage.md')) ?? {};
writeFileSync(
  'docs/coverage.md',
  await format(coveragePage(table, faults), { ...style, parser: 'markdown' }),
);
writeFileSync(
  'docs/coverage.json',
  await format(JSON.stringify(table), { ...style, parser: 'json' }),
);
writeFileSync(
  'src/checks/coverage-figures.ts',
  await format(coverageModule(coveredFaults(faults)), { ...style, parser: 'typescript' }),
);

const dark = faults.flatMap(({ name, judged }) =>
  judged.flatMap(({ signal, absence, told }) =>
    told === 'well' && (absence === 'lost' || signal === 'log' || signal === 'metrics')
      ? [`${name} without ${signal}`]
      : [],
  ),
);
process.stdout.write(
  `${faults.length} faults; healthy because a server is lost, or there is no log or no metrics: ${dark.length}\n`,
);
for (const one of dark) process.stdout.write(`${one}\n`);
if (dark.length > 0) process.exitCode = 1;
