import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { createLabStatus } from '../ask-wale.ts';
import { faultFor, FAULTS } from '../faults/all-faults.ts';
import { isHarmless, worksWith, type Fault } from '../faults/fault.ts';
import { PEER_PACKAGES, peersOf } from '../peers.ts';
import { archiver } from '../stack/archiver.ts';
import { primaryNode } from '../stack/patroni.ts';
import { installPackages } from '../stack/install.ts';
import { configureWale } from '../stack/wale-config.ts';
import { codeTried } from './code-tried.ts';
import { startGuard } from './guard-beside.ts';
import { changeResults, type Result } from './result.ts';
import { resultsPage } from './results-page.ts';
import { versions } from './versions.ts';
import { untilHealthy, untilTold, watch } from './watch.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Breaks the lab in each way in turn, and prints and keeps what Wale and the others said. */
async function matrix(faults: readonly Fault[], save: boolean): Promise<void> {
  installPackages(PEER_PACKAGES[archiver().name], say);
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
      `${result.right ? 'right' : 'WRONG'}  ${fault.name}: expected ${fault.expect}, Wale said ${result.said} (${result.headline}) after ${result.seconds ?? 'never'} s; false healthy ${result.falseHealthy}, false alarms ${result.falseAlarms} ${result.alarms.join(', ')}; the guard ${result.guardSaid == null ? 'said nothing' : `said ${result.guardSaid} after ${result.guardSeconds} s`}`,
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
  const guard = startGuard((failed) => {
    say(`the guard: ${failed instanceof Error ? failed.message : String(failed)}`);
  });
  try {
    await fault.break(primary);
    const since = Date.now();
    const truth = (await fault.truth?.(primary)) ?? '';
    const { report, right, ...judged } = await watch(fault, truth, since, ask);
    const told = await untilTold(fault, since, guard);
    const asked = (await primaryNode()) ?? primary;
    return {
      fault: fault.name,
      title: fault.title,
      expected: fault.expect,
      said: report.verdict.code,
      headline: report.verdict.headline,
      ...judged,
      right: right && (told === undefined) === isHarmless(fault),
      seconds: judged.seconds ?? null,
      guardSeconds: told === undefined ? null : Math.round((told.at - since) / 1000),
      guardSaid: told?.code ?? null,
      peers: Object.fromEntries(
        peersOf(archiver().name).map(({ name, ask: peer }) => [name, heard(() => peer(asked))]),
      ),
      date: new Date().toISOString().slice(0, 10),
      code: codeTried(),
    };
  } finally {
    await guard.stop();
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
  const { name } = archiver();
  const ran = await versions(PEER_PACKAGES[name]);
  const after = changeResults(name, (before) => ({
    ...before,
    versions: ran,
    results: [...before.results.filter(({ fault }) => fault !== result.fault), result],
  }));
  writeFileSync('docs/fault-matrix.md', resultsPage(after));
}

/** Those that were named, or all that work with the archiver of this lab. */
function chosenFaults(names: readonly string[]): readonly Fault[] {
  const { name } = archiver();
  if (names.length > 0) return names.map((fault) => faultFor(name, fault));
  const leftOut = FAULTS.filter((fault) => !worksWith(fault, name));
  if (leftOut.length > 0) {
    const words = leftOut.map((fault) => fault.name).join(', ');
    say(`left out, since they make no sense with ${name}: ${leftOut.length} (${words})`);
  }
  return FAULTS.filter((fault) => worksWith(fault, name));
}

const program = new Command('lab:matrix')
  .argument('[fault...]', 'the faults to try; all that work with its archiver if none is named')
  .option('--no-save', 'leave docs/fault-matrix.md as it is')
  .action((names: readonly string[], { save }: { readonly save: boolean }) =>
    matrix(chosenFaults(names), save),
  );
await program.parseAsync();
