import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { freePort } from '../lab/free-port.ts';
import { faultNamed } from '../lab/faults/all-faults.ts';
import { installRedisIfMissing, startRedis } from '../lab/redis.ts';
import { PORTS } from '../lab/stack/layout.ts';
import { primaryNode } from '../lab/stack/patroni.ts';
import { WALE_CONFIG } from '../lab/stack/wale-config.ts';
import { joinChannels } from './call-emulator.ts';
import { createReplica } from './replica.ts';
import { BOT_TOKEN, startEmulator } from './slack-emulator.ts';
import { startStrictSlack } from './strict-slack.ts';
import { PIPELINE, subjectsIn } from './threads-opened.ts';

// `npm run proof:outages [-- MINUTES]`, in a lab that is up: a Wale with a guard looks on while the logs stop beside
// healthy metrics for ten minutes, and while each server that it needs is killed in turn. What it opened threads about is
// counted in an emulator of Slack: one for each outage, none about a cluster that is well, and the trouble that came while
// Slack was away.

/** The grace doubles with each further trouble of the day: 20, 40, 80 s in the lab. */
const OUTAGE_MS = 120_000;
/** For a grace, and for the servers to come back. */
const PATIENCE_MS = 300_000;
const SETTLE_S = 20;
/** Well for so long, and the trouble before is over; what would be said twice is said by then, too. */
const WELL_FOR_MS = 2 * SETTLE_S * 1000;

const logsStopFor = Number(process.argv[2] ?? 10) * 60_000;
const say = (text: string): void => {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
};

interface Outage {
  readonly what: string;
  readonly lasts: number;
  readonly begin: () => void | Promise<void>;
  readonly end: () => void | Promise<void>;
  /** What a thread is opened about: while it lasts, or, where nobody can be told then, once it is over. */
  readonly opens: 'pipeline' | 'cluster' | 'nothing';
}

installRedisIfMissing(say);
const folder = mkdtempSync(join(tmpdir(), 'wale-proof-'));
const emulator = await startEmulator(['db', 'pipeline']);
const strict = await startStrictSlack(emulator.url, () => 1, 0);
const channels = await joinChannels(emulator.url, ['db', 'pipeline']);
const redisPort = await freePort();
let redis = await startRedis(folder, redisPort);
const operationPort = await freePort();
const operationUrl = `http://127.0.0.1:${operationPort}`;
const wale = createReplica(PORTS.wale, writeConfig(channels), {
  SLACK_MODE: 'http',
  SLACK_BOT_TOKEN: BOT_TOKEN,
  SLACK_SIGNING_SECRET: 'not-a-secret',
  SLACK_API_URL: `${strict.url}/api/`,
  REDIS_URL: redis.url,
  WALE_OPERATION_PORT: String(operationPort),
});
const primary = await primaryNode();
if (primary === undefined) throw new Error('Patroni names no primary: lab up first');

const ofLab = (name: string): Pick<Outage, 'begin' | 'end'> => {
  const fault = faultNamed(name);
  return { begin: () => fault.break(primary), end: () => fault.heal(primary) };
};
const unwritable = ofLab('store-unwritable');
const OUTAGES: readonly Outage[] = [
  { what: 'the logs', lasts: logsStopFor, ...ofLab('shipper-stopped'), opens: 'pipeline' },
  { what: 'Elasticsearch', lasts: OUTAGE_MS, ...ofLab('elasticsearch-down'), opens: 'pipeline' },
  { what: 'Prometheus', lasts: OUTAGE_MS, ...ofLab('prometheus-down'), opens: 'pipeline' },
  {
    what: 'Redis',
    lasts: OUTAGE_MS,
    begin: () => redis.stop(),
    end: async () => {
      redis = await startRedis(folder, redisPort);
    },
    opens: 'nothing',
  },
  {
    what: 'Wale itself',
    lasts: 5000,
    begin: () => wale.kill(),
    end: () => wale.start(),
    opens: 'nothing',
  },
  {
    what: 'Slack, while uploads fail',
    lasts: OUTAGE_MS,
    begin: async () => {
      strict.traffic.away = true;
      await unwritable.begin();
    },
    end: () => {
      strict.traffic.away = false;
    },
    opens: 'cluster',
  },
];

let wrong = 0;
try {
  await wale.start();
  await untilWell();
  for (const outage of OUTAGES) await tryOut(outage);
  say(`outages ${OUTAGES.length}, told as they should be ${OUTAGES.length - wrong}`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  await unwritable.end();
  await wale.kill();
  await redis.stop();
  await Promise.all([strict.close(), emulator.close()]);
  rmSync(folder, { recursive: true, force: true });
}

async function tryOut({ what, lasts, begin, end, opens }: Outage): Promise<void> {
  const before = await opened();
  const beganAt = Date.now();
  await begin();
  say(`gone: ${what}`);
  await sleep(lasts);
  const wasReady = await isReady();
  const meanwhile = difference(await opened(), before);
  await end();
  say(`back: ${what}, after ${Math.round((Date.now() - beganAt) / 1000)} s`);
  const expected = {
    pipeline: opens === 'pipeline' ? 1 : 0,
    cluster: opens === 'cluster' ? 1 : 0,
  };
  const until = Date.now() + PATIENCE_MS;
  if (opens === 'cluster') {
    while (difference(await opened(), before).cluster === 0 && Date.now() < until)
      await sleep(2000);
    await unwritable.end();
  }
  await untilWell();
  const after = difference(await opened(), before);
  const isRight = after.pipeline === expected.pipeline && after.cluster === expected.cluster;
  if (!isRight) wrong += 1;
  say(
    `${isRight ? 'right' : 'WRONG'}  ${what}: threads about the pipeline ${meanwhile.pipeline} while it was gone, ${after.pipeline} in the end; about the cluster ${meanwhile.cluster}, ${after.cluster}; /readyz said ${wasReady ? 'ready' : 'not ready'}`,
  );
}

interface Opened {
  readonly pipeline: number;
  readonly cluster: number;
}

async function opened(): Promise<Opened> {
  const subjects = await subjectsIn(emulator.url, channels);
  const pipeline = subjects.filter((subject) => subject === PIPELINE).length;
  return { pipeline, cluster: subjects.length - pipeline };
}

function difference(now: Opened, before: Opened): Opened {
  return { pipeline: now.pipeline - before.pipeline, cluster: now.cluster - before.cluster };
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch(`${operationUrl}/readyz`)).ok;
  } catch {
    return false; // it was killed
  }
}

/** Ready, and its last looks found all well. */
async function untilWell(): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  let since = Date.now();
  while (Date.now() - since < WELL_FOR_MS) {
    await sleep(2000);
    if (!(await isReady()) || !(await isWell())) since = Date.now();
    if (Date.now() > until) throw new Error('Wale does not say that all is well');
  }
}

async function isWell(): Promise<boolean> {
  const metrics = await (await fetch(`${operationUrl}/metrics`)).text();
  return /^wale_verdict\{.*severity="ok".*\} 1$/m.test(metrics);
}

/**
 * The lab's own, whose graces are fifteen times shorter, with channels that are there and an early end. Until it is known
 * that log lines are missing, and not late, nobody can tell: that takes minutes in the lab, too, since the minute by which
 * a log and a metric may differ is no threshold.
 */
function writeConfig([db, pipeline]: readonly string[]): string {
  const path = join(folder, 'wale.yaml');
  const lab = parse(readFileSync(WALE_CONFIG, 'utf8')) as {
    readonly guard: { readonly grace: object };
  };
  const grace = { ...lab.guard.grace, 'cannot-tell': '4m' };
  const guard = {
    ...lab.guard,
    grace,
    channel: db,
    pipelineChannel: pipeline,
    settle: `${SETTLE_S}s`,
  };
  const alerts = { channels: [db, pipeline], watch: { every: '5s', settle: `${SETTLE_S}s` } };
  writeFileSync(path, stringify({ ...lab, guard, alerts }));
  return path;
}
