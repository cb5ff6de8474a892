import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { freePort } from '../lab/free-port.ts';
import { installRedisIfMissing, startRedis } from '../lab/redis.ts';
import { joinChannels } from './call-emulator.ts';
import { killAtRandom } from './kill-at-random.ts';
import { createReplica, type Replica } from './replica.ts';
import { startRolesServer } from './roles-server.ts';
import { seededRandom } from './seeded-random.ts';
import { BOT_TOKEN, startEmulator } from './slack-emulator.ts';
import { startStrictSlack } from './strict-slack.ts';
import { PIPELINE, subjectsIn } from './threads-opened.ts';

// `npm run proof:guard [-- SEED]`: three processes of Wale with a guard, a real Redis and an independent emulator of
// Slack. One cluster after the other gets a second primary, and some do not, while the processes are killed at random
// and started again. Then the metrics are taken away from all. In the end the posts are counted in the emulator.

const CLUSTERS = 24;
/** So many of them get into trouble. */
const TROUBLED = 20;
const CHANNELS = 4;
const KILLS = 8;
const BETWEEN_KILLS_MS = { atLeast: 2000, atMost: 8000 };
/** How many of the posts’ answers are lost on their way back. */
const LOST_ANSWERS = 0.05;
const GIVE_UP_AFTER_MS = 120_000;
/** A double would come now: leases end after 15 s, and what was not written down would be found again. */
const DOUBLES_WITHIN_MS = 20_000;

const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

say(`seed ${seed} (npm run proof:guard -- ${seed} draws the same again)`);
installRedisIfMissing(say);
const startedAt = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'wale-proof-'));
const redis = await startRedis(folder);
const roles = await startRolesServer();
const channelNames = [...Array.from({ length: CHANNELS }, (_, index) => `db-${index}`), 'pipeline'];
const emulator = await startEmulator(channelNames);
const strict = await startStrictSlack(emulator.url, random, LOST_ANSWERS);
const replicas: Replica[] = [];
const names = Array.from(
  { length: CLUSTERS },
  (_, index) => `proof-${String(index).padStart(2, '0')}`,
);

try {
  const channels = await joinChannels(emulator.url, channelNames);
  const configPath = writeConfig(channels);
  const env = {
    SLACK_MODE: 'http',
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: 'not-a-secret',
    SLACK_API_URL: `${strict.url}/api/`,
    REDIS_URL: redis.url,
    PROMETHEUS_URL: roles.url,
  };
  for (let index = 0; index < 3; index += 1) {
    replicas.push(createReplica(await freePort(), configPath, env));
  }
  await Promise.all(replicas.map(({ start }) => start()));
  say(`three replicas are up after ${seconds()} s`);

  const killing = killAtRandom(replicas, random, { count: KILLS, pause: BETWEEN_KILLS_MS });
  for (const name of names.slice(0, TROUBLED)) {
    roles.breakCluster(name);
    await sleep(random() * 3000);
  }
  say(`${TROUBLED} of ${CLUSTERS} clusters have two primaries after ${seconds()} s`);
  await killing;
  say(`${KILLS} kills after ${seconds()} s`);
  const clusters = await countUntil(channels, ({ told }) => told === TROUBLED);
  roles.refuse();
  say(`nobody answers any more after ${seconds()} s`);
  const all = await countUntil(channels, ({ pipeline }) => pipeline > 0);
  const doubles = clusters.posts - clusters.told + (all.posts - clusters.posts);
  const { offences, turnedAway } = strict.traffic;
  say(`turned away with 429: ${turnedAway}; offences against limits: ${offences.length}`);
  say(
    `troubles ${TROUBLED}, told ${all.told}, doubles ${doubles}, false ${all.wrong}; lost sources 1, told ${all.pipeline}`,
  );
  const isRight = all.told === TROUBLED && doubles === 0 && all.wrong === 0 && all.pipeline === 1;
  if (!isRight || offences.length > 0) process.exitCode = 1;
} finally {
  await Promise.all(replicas.map(({ kill }) => kill()));
  await Promise.all([strict.close(), emulator.close(), roles.close(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

function seconds(): number {
  return Math.round((performance.now() - startedAt) / 1000);
}

function writeConfig(channels: readonly string[]): string {
  const path = join(folder, 'wale.yaml');
  const clusters = Object.fromEntries(
    names.map((name, index) => [
      name,
      { prometheus: { labels: { env: name } }, guard: { channel: channels[index % CHANNELS] } },
    ]),
  );
  const guard = {
    channel: channels[0],
    pipelineChannel: channels[CHANNELS],
    every: '1s',
    // Without a log nobody can tell that the others are well: that is not what is counted here.
    grace: { 'several-primaries': '3s', 'source-lost': '3s', 'cannot-tell': '10h' },
  };
  writeFileSync(
    path,
    stringify({ clusters, guard, alerts: { channels, watch: { every: '20s' } } }),
  );
  return path;
}

interface Count {
  /** Posts about clusters, and how many clusters they are about. */
  readonly posts: number;
  readonly told: number;
  /** Posts about a cluster that is in no trouble. */
  readonly wrong: number;
  readonly pipeline: number;
}

/** Counts until it is as it should be, and once more when a double would have come. */
async function countUntil(
  channels: readonly string[],
  isThere: (count: Count) => boolean,
): Promise<Count> {
  const until = performance.now() + GIVE_UP_AFTER_MS;
  while (!isThere(await count(channels)) && performance.now() < until) await sleep(2000);
  await sleep(DOUBLES_WITHIN_MS);
  return count(channels);
}

async function count(channels: readonly string[]): Promise<Count> {
  const about = await subjectsIn(emulator.url, channels);
  const ofClusters = about.filter((subject) => subject !== PIPELINE);
  const troubled = new Set(names.slice(0, TROUBLED));
  return {
    posts: ofClusters.length,
    told: new Set(ofClusters.filter((name) => troubled.has(name))).size,
    wrong: ofClusters.filter((name) => !troubled.has(name)).length,
    pipeline: about.length - ofClusters.length,
  };
}
