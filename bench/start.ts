import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { replay } from '../lab/scenario/replay.ts';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { median } from '../src/domain/median.ts';

const RUNS = 15;
const PROGRAM = 'dist/src/main.js';
const FLOOR = ['-e', '0'];

/**
 * What it costs to start: processor time of whole processes, by turns with `node -e 0`. Of the built program,
 * since that is what runs.
 */
export async function benchStart(say: (line: string) => void): Promise<void> {
  if (!existsSync(PROGRAM)) throw new Error(`there is no ${PROGRAM}: run npm run build first`);
  const scenario = readScenario('healthy');
  const servers = await replay(scenario);
  const sources = {
    ELASTICSEARCH_URL: servers.elasticsearchUrl,
    PROMETHEUS_URL: servers.prometheusUrl,
  };
  const rows: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] =
    [
      ['wale --help', [PROGRAM, '--help'], {}],
      ['wale status, nothing configured', [PROGRAM, 'status'], {}],
      ['wale status, both sources asked', [PROGRAM, 'status', '--at', scenario.at], sources],
    ];
  say(`starting: median processor time of ${RUNS}, by turns with node -e 0`);
  try {
    for (const [name, words, env] of rows) {
      const own: number[] = [];
      const floor: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        floor.push(await processorMs(FLOOR, {}));
        own.push(await processorMs(words, env));
      }
      const [took = NaN, least = NaN] = [median(own), median(floor)];
      say(
        `  ${name.padEnd(34)} ${took.toFixed(0).padStart(4)} ms, ${(took / least).toFixed(1)} times the ${least.toFixed(0)} ms of node -e 0`,
      );
    }
  } finally {
    await servers.close();
  }
}

/** As the shell counts it once the process is gone, its end included. */
async function processorMs(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const shell = spawn(
    'bash',
    ['-c', `TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>&1`, 'bash', process.execPath, ...words],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } },
  );
  let said = '';
  shell.stderr.on('data', (part: Buffer) => (said += part.toString()));
  await once(shell, 'close');
  return said
    .trim()
    .split(' ')
    .map(Number)
    .reduce((sum, seconds) => sum + 1000 * seconds, 0);
}
