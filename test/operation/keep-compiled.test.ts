import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';

const Told = z.object({ before: z.number(), after: z.number(), rounds: z.number() });

/**
 * Bytes of bytecode after a thousand functions ran once, and after memory was used up so many times while none of them ran;
 * fewer, once half of it is gone.
 */
function bytecode(rounds: number, keeps: string) {
  const told = execFileSync(
    process.execPath,
    ['--max-old-space-size=48', '--import', 'tsx', '--input-type=module', '--eval', QUIET_NIGHT],
    { encoding: 'utf8', env: { ...process.env, ROUNDS: String(rounds), KEEPS: keeps } },
  );
  return Told.parse(JSON.parse(told));
}

/** A collection that is asked for ages nothing, so memory is used up until V8 collects by itself. */
const QUIET_NIGHT = `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { getHeapCodeStatistics } from 'node:v8';
  import { runInThisContext } from 'node:vm';
  const { KEEPS, ROUNDS } = process.env;
  if (KEEPS !== '') (await import(KEEPS)).keepCompiled();
  const held = () => getHeapCodeStatistics().bytecode_and_metadata_size;
  const sums = (at) => Array.from({ length: 100 }, (_, n) => 'a + ' + (1000 * at + n)).join();
  const functions = runInThisContext(
    '[' + Array.from({ length: 1000 }, (_, at) => '(a) => [' + sums(at) + ']').join() + ']');
  functions.forEach((each) => each(1));
  const before = held();
  let rounds = 0;
  for (; rounds < Number(ROUNDS) && held() > before / 2; rounds += 1) {
    Array.from({ length: 10 }, () => new Array(100_000).fill(0.5));
    await sleep(1);
  }
  console.log(JSON.stringify({ before, after: held(), rounds }));
  functions.forEach((each) => each(1));
`;

it('keeps what was compiled for longer than V8 does by itself', () => {
  const left = bytecode(10_000, '');
  expect(left.after).toBeLessThan(left.before / 2);

  const kept = bytecode(2 * left.rounds, resolve('src/operation/keep-compiled.ts'));
  expect(kept.after).toBeGreaterThan(kept.before / 2);
}, 120_000);
