import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';

/** The share of mutants that have to be killed, in per cent. What survives is listed in docs/mutations.md. */
const GOAL = 90;
const REPORT = 'coverage/mutations.json';

/** https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema */
const MutationReport = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          status: z.string(),
          location: z.object({ start: z.object({ line: z.number(), column: z.number() }) }),
        }),
      ),
    }),
  ),
});

const KILLED = ['Killed', 'Timeout'];
/** Neither killed nor alive: it does not compile, or belongs to no test. */
const NO_MATTER = ['CompileError', 'RuntimeError', 'Ignored'];

function mutate(paths: readonly string[], { tests }: { readonly tests?: string }): void {
  rmSync(REPORT, { force: true });
  const globs = paths.map((path) => (statSync(path).isDirectory() ? `${path}/**/*.ts` : path));
  const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', globs.join(',')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // A mutant is caught by the first cases of a property, or by none.
    env: {
      FC_NUM_RUNS: '20',
      ...process.env,
      ...(tests === undefined ? {} : { MUTATION_TESTS: tests }),
    },
  });
  if (!existsSync(REPORT))
    throw new Error(`Stryker left no report, and ended with ${status ?? 'a signal'}`);

  const { files } = MutationReport.parse(JSON.parse(readFileSync(REPORT, 'utf8')));
  const all = Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants
      .filter(({ status: state }) => !NO_MATTER.includes(state))
      .map((mutant) => ({ file, ...mutant })),
  );
  const survived = all.filter(({ status: state }) => !KILLED.includes(state));
  for (const { file, location, mutatorName, replacement, status: state } of survived) {
    const { line, column } = location.start;
    const instead = (replacement ?? '').replace(/\s+/g, ' ').slice(0, 80);
    process.stdout.write(`${file}:${line}:${column} ${state} ${mutatorName}: ${instead}\n`);
  }
  const killed = all.length - survived.length;
  const share = all.length === 0 ? 0 : (100 * killed) / all.length;
  process.stdout.write(
    `mutants: ${all.length}, killed ${killed} (${share.toFixed(1)} %), survived ${survived.length}\n`,
  );
  process.exitCode = share >= GOAL ? 0 : 1;
}

new Command('mutation')
  .description(
    'Changes the code in small ways, one at a time, and says which changes no test notices',
  )
  .argument('<path...>', 'folders or files, such as src/rules')
  .option('--tests <glob>', 'only these tests; what they do not notice may be noticed by others')
  .action(mutate)
  .parse();
