import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { createLabStatus } from '../ask-wale.ts';
import { archiver } from '../stack/archiver.ts';
import { NODES } from '../stack/layout.ts';
import { askNode, primaryNode, waitForCluster, waitForPrimary } from '../stack/patroni.ts';
import { codeTried } from './code-tried.ts';
import { startGuard } from './guard-beside.ts';
import { changeResults } from './result.ts';
import { resultsPage } from './results-page.ts';
import { untilHealthy } from './watch.ts';

const SWITCH_EVERY_MS = 5 * 60_000;
const ASK_EVERY_MS = 5000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Healthy traffic with a switchover every five minutes, in which nothing may raise an alarm. */
async function healthyRun(minutes: number): Promise<void> {
  const ask = createLabStatus();
  await untilHealthy(ask);
  const guard = startGuard((failed) => {
    say(`${time()} the guard: ${failed instanceof Error ? failed.message : String(failed)}`);
  });
  const end = Date.now() + minutes * 60_000;
  const answers = new Map<string, number>();
  let alarms = 0;
  let switchovers = 0;
  let nextSwitch = Date.now() + SWITCH_EVERY_MS / 2;
  while (Date.now() < end) {
    if (Date.now() >= nextSwitch) {
      nextSwitch += SWITCH_EVERY_MS;
      await switchOver();
      switchovers++;
      say(`${time()} switchover ${switchovers}`);
    }
    const { verdict } = await ask();
    answers.set(verdict.code, (answers.get(verdict.code) ?? 0) + 1);
    if (verdict.severity === 'warning' || verdict.severity === 'critical') {
      alarms++;
      say(`${time()} ALARM ${verdict.headline}`);
    }
    await sleep(ASK_EVERY_MS);
  }
  await guard.stop();
  for (const { code } of guard.told) say(`ALARM of the guard: ${code}`);
  const date = new Date().toISOString().slice(0, 10);
  const counted = Object.fromEntries(answers);
  const healthyRun = {
    date,
    code: codeTried(),
    minutes,
    switchovers,
    answers: counted,
    guardTold: guard.told.length,
  };
  const after = changeResults(archiver().name, (before) => ({ ...before, healthyRun }));
  writeFileSync('docs/fault-matrix.md', resultsPage(after));
  say(`${minutes} minutes, ${switchovers} switchovers, answers: ${JSON.stringify(counted)}`);
  say(`false alarms ${alarms}, the guard spoke ${guard.told.length} times`);
  process.exitCode = alarms + guard.told.length === 0 ? 0 : 1;
}

async function switchOver(): Promise<void> {
  const primary = await primaryNode();
  if (primary === undefined) throw new Error('Patroni names no primary');
  const candidate = NODES.find(({ name }) => name !== primary.name)?.name;
  await askNode(primary, '/switchover', 'POST', { leader: primary.name, candidate });
  await waitForPrimary(60_000, primary);
  await waitForCluster(NODES.length, 60_000);
}

const time = (): string => new Date().toISOString().slice(11, 19);

await new Command('lab:healthy')
  .argument('[minutes]', 'how long', '30')
  .action((minutes: string) => healthyRun(Number(minutes)))
  .parseAsync();
