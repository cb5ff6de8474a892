import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../lab/free-port.ts';
import { installPackages } from '../lab/stack/install.ts';
import type { MetricPoint } from '../src/domain/metrics.ts';
import { SECOND } from '../src/domain/time.ts';
import { askWale } from './restore/ask-wale.ts';
import { restore } from './restore/restored.ts';
import { SEGMENT_BYTES, startServer, type Server } from './restore/server.ts';

// `npm run proof:restore`: a real PostgreSQL under traffic with a real pgBackRest, which are installed where they are missing.
// Wale is asked again and again from when to when it can be restored, while base backups are taken, the archive trails,
// a segment is lost and a standby takes over from a primary that left segments unarchived. Each time the repository is kept as it was. Afterwards PostgreSQL is restored to the moments
// that were named, and what is there is compared with what had been committed by then. Takes some twenty minutes.

const TRAFFIC = `DO $$ BEGIN LOOP
  INSERT INTO moment (filler) SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 400);
  COMMIT;
  PERFORM pg_sleep(0.02);
END LOOP; END $$`;

/** What Wale named when it was asked, and the repository as it was then. */
interface Answer {
  readonly when: string;
  readonly repository: string;
  /** As answers write moments, to the second: nothing earlier and nothing later is promised. */
  readonly from: number;
  readonly until: number;
}

/** What recovery cannot get past, by the last answer before anything went on without it. */
interface Hole {
  readonly what: string;
  readonly before: Answer;
  readonly moment: number;
}

const say = (text: string): void => {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
};
const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);

installPackages(['postgresql-15', 'pgbackrest'], say);
const home = mkdtempSync('/var/tmp/wale-restore-');
execFileSync('chmod', ['755', home]);
const first = await startServer(join(home, 'first'), await freePort());
/** The primary: the standby that is promoted later has all rows of the first one. */
let server = first;
let standby: Server | undefined;
const restorePort = await freePort();
const positions: MetricPoint[] = [];
const answers: Answer[] = [];
/** Not every question has an answer to be judged, and each has a repository of its own. */
let asked = 0;

try {
  await server.ask('CREATE TABLE moment (id bigserial, filler text)');
  let sampling = setInterval(() => void samplePosition(), SECOND);
  startTraffic();
  await sleep(6 * SECOND);
  await server.backUp();
  await askOften('after the first base backup', 5);
  await server.backUp();
  await askOften('after the second', 4);
  server.archiving('slow');
  await askOften('while the archive trails', 4);
  server.archiving('on');
  await sleep(25 * SECOND);
  const before = positions.at(-1)?.value ?? 0;
  server.archiving('lose-next');
  await sleep(12 * SECOND);
  await askOften('after a segment was lost', 5);
  const cut = answers.at(-1);
  const beyond = positions.find(({ value }) => value >= before + 3 * SEGMENT_BYTES)?.at;
  await server.backUp();
  await askOften('after the base backup behind the hole', 4);
  await stopTraffic();
  await server.backUp();
  await askOften('while nothing is written', 2);
  startTraffic();
  await sleep(6 * SECOND);
  await askOften('with traffic again', 2);
  standby = await first.standby(join(home, 'standby'), await freePort());
  await server.backUp();
  await askOften('before the failover', 2);
  server.archiving('fail');
  await sleep(12 * SECOND);
  clearInterval(sampling);
  // A sample may be on its way.
  await sleep(SECOND);
  await first.stop();
  server = standby;
  await server.ask('SELECT pg_promote()');
  // Before the first one the control file has the timeline from before, and no base backup can begin.
  await server.ask('CHECKPOINT');
  sampling = setInterval(() => void samplePosition(), SECOND);
  startTraffic();
  await sleep(8 * SECOND);
  const overtaken = Date.now();
  await sleep(4 * SECOND);
  await askOften('after the failover', 4);
  const failedOver = answers.at(-1);
  await server.backUp();
  await askOften('after the base backup of the new primary', 4);
  await stopTraffic();
  clearInterval(sampling);
  if (cut === undefined || beyond === undefined || failedOver === undefined)
    throw new Error('Wale named nothing behind the lost segment, or the failover');
  process.exitCode = await judge([
    { what: 'the lost segment', before: cut, moment: beyond },
    { what: 'the hole of the failover', before: failedOver, moment: overtaken },
  ]);
} finally {
  await first.stop();
  await standby?.stop();
  rmSync(home, { recursive: true, force: true });
}

function startTraffic(): void {
  server.runInBackground("SET application_name = 'traffic'", TRAFFIC);
}

async function stopTraffic(): Promise<void> {
  await server.ask(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'traffic'",
  );
}

/** As an exporter takes it: the time of a sample is from before the position was read. */
async function samplePosition(): Promise<void> {
  const at = Date.now();
  const value = Number(await server.ask("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"));
  positions.push({ at, value });
}

async function askOften(when: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await sleep(3.3 * SECOND);
    const repository = join(home, `repository-${asked++}`);
    const said = await askWale([...first.logs, ...(standby?.logs ?? [])], positions, Date.now());
    execFileSync('cp', ['-al', first.repository, repository]);
    if (said?.kind !== 'whole' && said?.kind !== 'cut') {
      say(`${when}: ${said?.kind ?? 'not known'}`);
      continue;
    }
    if (said.until.atLeast === undefined)
      throw new Error('Wale has every position, and promises nothing');
    const from = Math.ceil(said.from / SECOND) * SECOND;
    const until = Math.floor(said.until.atLeast / SECOND) * SECOND;
    say(`${when}: ${clock(from)} to ${clock(until)}${said.kind === 'cut' ? ', cut' : ''}`);
    if (until >= from) answers.push({ when, repository, from, until });
  }
}

/** Restores to every moment that was named; gives the exit code. */
async function judge(holes: readonly Hole[]): Promise<number> {
  let promises = 0;
  let tooGood = 0;
  const distances: number[] = [];
  for (const { when, repository, from, until } of answers) {
    const end = await restore(first.config, home, repository, undefined, restorePort);
    const newest = end.kind === 'restored' ? end.newest : undefined;
    const moments = [...new Set([from, Math.floor((from + until) / 2 / SECOND) * SECOND, until])];
    for (const moment of moments.filter((one) => one >= from)) {
      promises++;
      const expected = await committedBy(moment);
      const found = await restore(first.config, home, repository, moment, restorePort);
      // Where no transaction follows in the archive, PostgreSQL does not reach the time: all that there is, is there.
      const rows =
        found.kind === 'restored'
          ? found.rows
          : end.kind === 'restored' && (newest ?? 0) <= moment
            ? end.rows
            : -1;
      if (rows === expected) continue;
      tooGood++;
      say(
        `TOO GOOD ${when}: ${clock(moment)} has ${rows} of ${expected} rows${found.kind === 'restored' ? '' : `, ${found.why}`}`,
      );
    }
    if (newest !== undefined) distances.push(newest - until);
    say(
      `${when}: ${moments.length} moments restored; ${(((newest ?? NaN) - until) / SECOND).toFixed(1)} s before the last that is in the archive`,
    );
  }
  let refused = 0;
  for (const { what, before, moment } of holes) {
    const behind = await restore(first.config, home, before.repository, moment, restorePort);
    if (behind.kind === 'refused') refused++;
    say(
      `beyond ${what}: ${behind.kind === 'refused' ? behind.why : 'RESTORED, so there was no hole'}`,
    );
  }
  const sorted = distances.sort((a, b) => a - b);
  const seconds = (index: number): string => ((sorted[index] ?? NaN) / SECOND).toFixed(1);
  say(
    `distance to the truth: median ${seconds(Math.floor(sorted.length / 2))} s, most ${seconds(sorted.length - 1)} s`,
  );
  say(`promises ${promises}, too good ${tooGood}`);
  return promises >= 20 && tooGood === 0 && refused === holes.length ? 0 : 1;
}

/** How many rows had been committed by a moment, by the server that never lost any. */
async function committedBy(moment: number): Promise<number> {
  return Number(
    await server.ask(
      `SELECT count(*) FROM moment WHERE pg_xact_commit_timestamp(xmin) <= to_timestamp(${moment / SECOND})`,
    ),
  );
}
