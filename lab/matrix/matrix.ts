import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { createLabStatus } from '../ask-wale.ts';
import { FAULTS, faultNamed } from '../faults/all-faults.ts';
import type { Fault } from '../faults/fault.ts';
import { PEERS } from '../peers.ts';
import { primaryNode } from '../stack/patroni.ts';
import { installPackages } from '../stack/install.ts';
import { configureWale } from '../stack/wale-config.ts';
import { readResults, writeResults, type Result } from './result.ts';
import { resultsPage } from './results-page.ts';
import { versions } from './versions.ts';
import { untilHealthy, watch } from './watch.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Breaks the lab in each way in turn, and prints and keeps what Wale and the others said. */
async function matrix(faults: readonly Fault[], save: boolean): Promise<void> {
  installPackages(['check-postgres', 'check-pgactivity'], say);
  configureWale();
  const askUsual = createLabStatus();
  let wrong = 0;
  for (const fault of faults) {
    const result = await judge(fault, askUsual).catch((error: unknown) => {
      // The others are still worth trying.
      say(`FAILED ${fault.name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    if (result?.right !== true) wrong++;
    if (result === undefined) continue;
    say(
      `${result.right ? 'right' : 'WRONG'}  ${fault.name}: expected ${fault.expect}, Wale said ${result.said} (${result.headline}) after ${result.seconds ?? 'never'} s; false healthy ${result.falseHealthy}, false alarms ${result.falseAlarms} ${result.alarms.join(', ')}`,
    );
    for (const [peer, said] of Object.entries(result.peers)) say(`         ${peer}: ${said}`);
    if (save) await keep(result);
  }
  say(`lab: ${faults.length - wrong} passed, ${wrong} failed`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

async function judge(fault: Fault, askUsual: ReturnType<typeof createLabStatus>): Promise<Result> {
  if (fault.config === undefined) return judgeAnswers(fault, askUsual);
  configureWale(fault.config);
  try {
    return await judgeAnswers(fault, createLabStatus());
  } finally {
    configureWale();
  }
}

async function judgeAnswers(
  fault: Fault,
  ask: ReturnType<typeof createLabStatus>,
): Promise<Result> {
  await untilHealthy(ask);
  const primary = await primaryNode();
  if (primary === undefined) throw new Error('Patroni names no primary');
  try {
    await fault.break(primary);
    const since = Date.now();
    const truth = (await fault.truth?.(primary)) ?? '';
    const { report, ...judged } = await watch(fault, truth, since, ask);
    const asked = (await primaryNode()) ?? primary;
    return {
      fault: fault.name,
      title: fault.title,
      expected: fault.expect,
      said: report.verdict.code,
      headline: report.verdict.headline,
      ...judged,
      seconds: judged.seconds ?? null,
      peers: Object.fromEntries(
        PEERS.map(({ name, ask: peer }) => [name, heard(() => peer(asked))]),
      ),
      date: new Date().toISOString().slice(0, 10),
    };
  } finally {
    await fault.heal(primary);
  }
}

/** A peer that cannot answer has said something too. */
function heard(ask: () => string): string {
  try {
    return ask();
  } catch {
    return 'UNKNOWN (no answer)';
  }
}

/** Each result is kept as soon as it is there: a run takes an hour. */
async function keep(result: Result): Promise<void> {
  const ran = await versions();
  const before = readResults();
  writeResults({
    ...before,
    versions: ran,
    results: [...before.results.filter(({ fault }) => fault !== result.fault), result],
  });
  writeFileSync('docs/fault-matrix.md', resultsPage(readResults()));
}

const program = new Command('lab:matrix')
  .argument('[fault...]', 'the faults to try; all of them if none is named')
  .option('--no-save', 'leave docs/fault-matrix.md as it is')
  .action((names: readonly string[], { save }: { readonly save: boolean }) =>
    matrix(names.length === 0 ? FAULTS : names.map(faultNamed), save),
  );
await program.parseAsync();
