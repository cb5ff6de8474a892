import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { deliverEvent } from '../demo/slack-event.ts';
import { freePort } from '../lab/free-port.ts';
import { installRedisIfMissing, startRedis } from '../lab/redis.ts';
import { replay } from '../lab/scenario/replay.ts';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { callEmulator, joinChannels } from './call-emulator.ts';
import { killAtRandom } from './kill-at-random.ts';
import { createReplica, type Replica } from './replica.ts';
import { seededRandom } from './seeded-random.ts';
import { ALERTMANAGER_TOKEN, BOT_TOKEN, startEmulator } from './slack-emulator.ts';
import { startStrictSlack } from './strict-slack.ts';

// `npm run proof:alerts [-- SEED]`: three processes of Wale, a real Redis and an independent emulator of
// Slack. A hundred alerts, each delivered four times to any of the processes, which are killed at random
// and started again. In the end the threads are counted in the emulator.

const ALERTS = 100;
const DELIVERIES = 4;
const CHANNELS = 20;
const KILLS = 8;
const BETWEEN_KILLS_MS = { atLeast: 1000, atMost: 5000 };
/** How many of the posts’ answers are lost on their way back. */
const LOST_ANSWERS = 0.05;
const SIGNING_SECRET = 'not-a-secret';
const GIVE_UP_AFTER_MS = 120_000;

const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
const pick = <T>(items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
};
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const Posted = z.object({ ok: z.literal(true), ts: z.string() });
const Thread = z.object({
  ok: z.literal(true),
  messages: z.array(
    z.object({
      ts: z.string(),
      text: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ id: z.string() }) })
        .optional(),
    }),
  ),
});

interface Posting {
  readonly channel: string;
  readonly ts: string;
  readonly message: object;
}

say(`seed ${seed} (npm run proof:alerts -- ${seed} draws the same again)`);
installRedisIfMissing(say);
const startedAt = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'wale-proof-'));
const redis = await startRedis(folder);
const sources = await replay(readScenario('metrics-stale'));
const channelNames = Array.from({ length: CHANNELS }, (_, index) => `alerts-${index}`);
const emulator = await startEmulator(channelNames);
const strict = await startStrictSlack(emulator.url, random, LOST_ANSWERS);
const replicas: Replica[] = [];

try {
  const channels = await joinChannels(emulator.url, channelNames);
  const configPath = writeConfig(channels);
  const env = {
    SLACK_MODE: 'http',
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: `${strict.url}/api/`,
    REDIS_URL: redis.url,
    ELASTICSEARCH_URL: sources.elasticsearchUrl,
    PROMETHEUS_URL: sources.prometheusUrl,
  };
  for (let index = 0; index < 3; index += 1) {
    replicas.push(createReplica(await freePort(), configPath, env));
  }
  await Promise.all(replicas.map(({ start }) => start()));
  say(`three replicas are up after ${seconds()} s`);

  const postings: Posting[] = [];
  const killing = killAtRandom(replicas, random, { count: KILLS, pause: BETWEEN_KILLS_MS });
  for (let index = 0; index < ALERTS; index += 1) {
    postings.push(await postAlert(channels[index % CHANNELS] ?? '', index));
  }
  // All deliveries of all alerts in one order that the seed determines.
  const deliveries = postings
    .flatMap((posting) => Array.from({ length: DELIVERIES }, (_, retry) => ({ posting, retry })))
    .map((delivery) => ({ delivery, place: delivery.retry + random() * 3 }))
    .sort((a, b) => a.place - b.place)
    .map(({ delivery }) => delivery);
  for (const { posting, retry } of deliveries) {
    await deliver(posting, retry);
    await sleep(random() * 60);
  }
  say(`${deliveries.length} deliveries after ${seconds()} s`);
  await killing;
  say(`${KILLS} kills after ${seconds()} s`);

  const counted = await countUntilAllAnswered(postings);
  const { calls, turnedAway, offences } = strict.traffic;
  say(
    `calls of Slack: ${[...calls].map(([method, count]) => `${method} ${count}`).join(', ')}; turned away with 429: ${turnedAway}; offences against limits: ${offences.length === 0 ? 'none' : offences.slice(0, 3).join('; ')}`,
  );
  say(`it took ${seconds()} s`);
  say(`threads ${counted.threads}, doubles ${counted.doubles}, lost ${counted.lost}`);
  if (counted.threads !== ALERTS || counted.doubles > 0 || offences.length > 0) {
    process.exitCode = 1;
  }
} finally {
  await Promise.all(replicas.map(({ kill }) => kill()));
  await Promise.all([strict.close(), emulator.close(), sources.close(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

function seconds(): number {
  return Math.round((performance.now() - startedAt) / 1000);
}

/** A hundred clusters, told apart by a label, that all have the recorded servers for sources. */
function writeConfig(channels: readonly string[]): string {
  const path = join(folder, 'wale.yaml');
  const clusters = Object.fromEntries(
    Array.from({ length: ALERTS }, (_, index) => [
      clusterName(index),
      { alerts: { labels: { env: clusterName(index) } } },
    ]),
  );
  writeFileSync(path, stringify({ clusters, alerts: { channels, watch: { every: '20s' } } }));
  return path;
}

function clusterName(index: number): string {
  return `proof-${String(index).padStart(3, '0')}`;
}

async function postAlert(channel: string, index: number): Promise<Posting> {
  const message = {
    text: `[FIRING:1] walgBackupDelayed`,
    attachments: [{ title: '[FIRING:1] walgBackupDelayed', text: `*env*: ${clusterName(index)}` }],
  };
  const posted = Posted.parse(
    await callEmulator(emulator.url, 'chat.postMessage', ALERTMANAGER_TOKEN, {
      channel,
      ...message,
    }),
  );
  return { channel, ts: posted.ts, message: { ...message, bot_id: 'B0ALERTMANAGER' } };
}

/** To any replica. One that is down just now does not take it: then Slack would try another time. */
async function deliver({ channel, ts, message }: Posting, retry: number): Promise<void> {
  const { port } = pick(replicas);
  const url = `http://127.0.0.1:${port}/slack/events`;
  try {
    await deliverEvent(
      url,
      SIGNING_SECRET,
      `Ev${channel}${ts}`,
      { channel, ts, ...message },
      retry === 0 ? undefined : retry,
    );
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault; // what fetch throws when nobody listens
  }
}

interface Count {
  readonly threads: number;
  readonly doubles: number;
  readonly lost: number;
}

/** Counts what stands in the emulator’s threads, until each alert has its reply and for a while longer. */
async function countUntilAllAnswered(postings: readonly Posting[]): Promise<Count> {
  const until = performance.now() + GIVE_UP_AFTER_MS;
  let counted = await count(postings);
  while (counted.lost > 0 && performance.now() < until) {
    await sleep(5000); // the emulator has a rate of its own for who asks too often
    counted = await count(postings);
    say(`alerts without a reply after ${seconds()} s: ${counted.lost}`);
  }
  await sleep(8000); // a double would come now: leases end, and the missed are looked for
  return count(postings);
}

async function count(postings: readonly Posting[]): Promise<Count> {
  let threads = 0;
  let doubles = 0;
  let lost = 0;
  for (const { channel, ts } of postings) {
    const thread = Thread.parse(
      await callEmulator(emulator.url, 'conversations.replies', ALERTMANAGER_TOKEN, {
        channel,
        ts,
        include_all_metadata: true,
      }),
    );
    const replies = thread.messages.filter((message) => message.ts !== ts);
    if (replies.length === 0) lost += 1;
    else threads += 1;
    doubles += Math.max(0, replies.length - 1);
  }
  // A reply that stands in no thread would be one too many as well.
  for (const channel of new Set(postings.map((posting) => posting.channel))) {
    const history = Thread.parse(
      await callEmulator(emulator.url, 'conversations.history', ALERTMANAGER_TOKEN, {
        channel,
        limit: 1000,
      }),
    );
    doubles += history.messages.filter(({ metadata }) => metadata !== undefined).length;
  }
  return { threads, doubles, lost };
}
