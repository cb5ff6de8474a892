import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { durationRangeWords } from '../src/domain/duration-words.ts';
import { createLabStatus } from '../lab/ask-wale.ts';
import { fillWalDisk, makeRoomOnWalDisk } from '../lab/faults/disk-faults.ts';
import { untilHealthy } from '../lab/matrix/watch.ts';
import { NODES } from '../lab/stack/layout.ts';
import { primaryNode, waitForCluster } from '../lab/stack/patroni.ts';
import { compare, type Said } from './disk-answers.ts';

// `npm run proof:disk`, in a lab that is up: the disk of pg_wal is filled for real, while Wale is asked
// every two seconds when it will be full. What it said is compared with the moment at which PostgreSQL
// stopped for want of space. Takes about ten minutes.

const ASK_EVERY_MS = 2000;
const SAY_EVERY_MS = 30_000;
const PATIENCE_MS = 15 * 60_000;

const say = (text: string): void => {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
};

const ask = createLabStatus();
await untilHealthy(ask);
const primary = await primaryNode();
if (primary === undefined) throw new Error('Patroni names no primary: lab up first');
const log = join(primary.home, 'log', 'postgresql.log');
const logBefore = statSync(log).size;

const said: Said[] = [];
try {
  await fillWalDisk(primary);
  say(`broken: the disk of pg_wal on ${primary.name} fills`);
  const { full, critical } = await untilFull();
  say(`PostgreSQL stopped: ${full.line}`);
  const { words, right } = compare(said, full.at);
  for (const line of words) say(line);
  say(`${critical} of ${said.length} of these answers were critical`);
  process.exitCode = right && critical === said.length ? 0 : 1;
} finally {
  await makeRoomOnWalDisk(primary);
  await waitForCluster(NODES.length, 180_000);
}

/** Asks until PostgreSQL has stopped, and notes what was said of the disk. */
async function untilFull() {
  const since = Date.now();
  let critical = 0;
  let saidLast = -Infinity;
  for (;;) {
    const { snapshot, overview, verdict } = await ask();
    const full = stopped();
    if (full !== undefined) return { full, critical };
    if (Date.now() - since > PATIENCE_MS) throw new Error('the disk did not get full');
    const range = overview.walTrend?.kind === 'growing' ? overview.walTrend.diskFullIn : undefined;
    if (range !== undefined) {
      said.push({ at: snapshot.at, ...range });
      if (verdict.severity === 'critical') critical++;
      if (snapshot.at - saidLast >= SAY_EVERY_MS) {
        saidLast = snapshot.at;
        say(`Wale says: full in ${durationRangeWords(range)} (${verdict.headline})`);
      }
    }
    await sleep(ASK_EVERY_MS);
  }
}

/** When PostgreSQL gave up, by its own log. */
function stopped(): { readonly at: number; readonly line: string } | undefined {
  const lines = readFileSync(log).subarray(logBefore).toString().split('\n');
  const line = lines.find(
    (one) => one.includes('PANIC') && one.includes('No space left on device'),
  );
  if (line === undefined) return undefined;
  return { at: Date.parse(`${line.slice(0, 10)}T${line.slice(11, 23)}Z`), line };
}
