import { setTimeout as sleep } from 'node:timers/promises';
import { createLabStatus } from './ask-wale.ts';
import { FAULTS, faultNamed } from './faults/all-faults.ts';
import type { Fault } from './faults/fault.ts';
import { primaryNode } from './stack/patroni.ts';

const PATIENCE_MS = 150_000;
const ASK_EVERY_MS = 2000;
const askWale = createLabStatus();

/**
 * Breaks the lab in each way in turn, `npm run lab:matrix -- [FAULT…]`, and writes what Wale said:
 * one line of a Markdown table for each. The right verdict must stand for three answers in a row.
 */
async function matrix(faults: readonly Fault[]): Promise<void> {
  say(
    '| fault | what was done | expected | Wale said | seconds until then | said healthy 90 s or more after the break |',
  );
  say('| --- | --- | --- | --- | --- | --- |');
  let wrong = 0;
  for (const fault of faults) {
    await untilHealthy();
    const primary = await primaryNode();
    if (primary === undefined) throw new Error('Patroni names no primary');
    const since = Date.now();
    await fault.break(primary);
    let result: Result;
    try {
      result = await watch(fault, since);
    } finally {
      await fault.heal(primary);
    }
    if (result.seconds === undefined || result.healthyLate > 0) wrong++;
    say(
      `| ${fault.name} | ${fault.title} | ${fault.expect} | ${result.last} | ${result.seconds ?? 'never'} | ${result.healthyLate} |`,
    );
  }
  say(`\n${faults.length - wrong} of ${faults.length} right, ${wrong} wrong`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

interface Result {
  readonly last: string;
  readonly seconds: number | undefined;
  readonly healthyLate: number;
}

async function watch(fault: Fault, since: number): Promise<Result> {
  let inARow = 0;
  let seconds: number | undefined;
  let last = 'nothing';
  let healthyLate = 0;
  while (Date.now() - since < PATIENCE_MS) {
    const { verdict } = await askWale();
    last = verdict.code;
    if (last === 'healthy' && Date.now() - since > 90_000) healthyLate++;
    if (last === fault.expect) {
      if (inARow === 0) seconds = Math.round((Date.now() - since) / 1000);
      if (++inARow === 3) return { last, seconds, healthyLate };
    } else {
      inARow = 0;
    }
    await sleep(ASK_EVERY_MS);
  }
  return { last, seconds: undefined, healthyLate };
}

async function untilHealthy(): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { verdict } = await askWale();
    if (verdict.code === 'healthy') return;
    if (Date.now() > deadline) {
      throw new Error(`expected healthy before the fault, Wale says ${verdict.code}`);
    }
    await sleep(ASK_EVERY_MS);
  }
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const wanted = process.argv.slice(2);
await matrix(wanted.length === 0 ? FAULTS : wanted.map(faultNamed));
