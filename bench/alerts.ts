import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { deliverEvent } from '../demo/slack-event.ts';
import { startSlackWorkspace, type SlackWorkspace } from '../demo/slack-workspace.ts';
import { freePort } from '../lab/free-port.ts';
import { stopProcess, waitUntil } from '../lab/process.ts';
import { replay } from '../lab/scenario/replay.ts';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { MINUTE } from '../src/domain/time.ts';
import { busyness, quantile } from './figures.ts';
import { hangingWay } from './hanging-way.ts';

const PROGRAM = 'dist/src/main.js';
const TOKEN = 'not-a-secret';
const CLUSTERS = 180;
const CHANNELS = 20;
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Alerts that Alertmanager's webhook brings to a real `wale serve` with twenty alert channels, and that another app posted
 * into one of them: how soon the webhook is answered, and how soon a reply of Wale's stands in Slack. In some rounds
 * `conversations.history` takes requests in and answers none. In the first, no event tells of the posts.
 */
export async function benchAlerts(say: (line: string) => void): Promise<void> {
  if (!existsSync(PROGRAM)) throw new Error(`there is no ${PROGRAM}: run npm run build first`);
  const folder = mkdtempSync(join(tmpdir(), 'wale-bench-'));
  const sources = await replay(readScenario('metrics-stale'));
  const slack = await startSlackWorkspace(Date.now(), Date.now);
  const way = await hangingWay(slack.apiUrl, (path) => path.includes('conversations.history'));
  const channels = Array.from(
    { length: CHANNELS },
    (_, index) => `C${String(index).padStart(8, '0')}`,
  );
  const port = await freePort();
  const config = join(folder, 'wale.yaml');
  writeFileSync(
    config,
    stringify({
      clusters: Object.fromEntries(
        Array.from({ length: CLUSTERS }, (_, index) => [
          nameOf(index),
          { alerts: { labels: { env: nameOf(index) } } },
        ]),
      ),
      alerts: { channels, watch: { every: '10m' } },
    }),
  );
  const bot = spawn(process.execPath, [PROGRAM, 'serve', '--config', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'fatal',
      SLACK_MODE: 'http',
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: TOKEN,
      SLACK_API_URL: `${way.url}/api/`,
      ALERTMANAGER_WEBHOOK_TOKEN: TOKEN,
      WALE_STATE_FOLDER: join(folder, 'state'),
      ELASTICSEARCH_URL: sources.elasticsearchUrl,
      PROMETHEUS_URL: sources.prometheusUrl,
      PORT: String(port),
    },
  });
  const url = `http://127.0.0.1:${port}/alertmanager/webhook`;
  const events = `http://127.0.0.1:${port}/slack/events`;
  const notify = async (indices: readonly number[]): Promise<number> => {
    const from = performance.now();
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(notification(indices)),
    });
    if (answer.status !== 200) throw new Error(`the webhook was answered with ${answer.status}`);
    return performance.now() - from;
  };
  let next = 0;
  /** Slack tells of each post as well, unless it is said not to. */
  const round = async (
    name: string,
    sizes: readonly number[],
    everyMs = 0,
    isTold = true,
  ): Promise<void> => {
    const acknowledged: number[] = [];
    const replied: Promise<number>[] = [];
    for (const size of sizes) {
      const indices = Array.from({ length: size }, () => next++);
      const from = performance.now();
      const told = indices.map(async (index) => {
        const channel = channels[index % CHANNELS] ?? '';
        const post = slack.post(channel, postOf(index));
        if (isTold) await deliverEvent(events, TOKEN, `Ev${index}`, { channel, ...post });
      });
      replied.push(...indices.map((index) => untilReplied(slack, channels, index, from)));
      acknowledged.push(await notify(indices));
      await Promise.all(told);
      await sleep(everyMs);
    }
    const times = await Promise.all(replied);
    say(
      `  ${name.padEnd(44)} answered after ${Math.max(...acknowledged).toFixed(0)} ms at most; first reply after ${quantile(times, 0.5)} ms, ${quantile(times, 1)} ms at most; ${busyness()}`,
    );
  };
  try {
    await waitUntil('wale serve', bot, 20_000, async () => (await fetch(url)).status > 0);
    say(`alerts: ${CHANNELS} channels, ${CLUSTERS} clusters`);
    await round('20 alerts, no word of their posts', [20], 0, false);
    await sleep(MINUTE); // what they looked through counts against what Slack allows in a minute
    await round('one alert', [1]);
    await round('20 alerts in one notification', [20]);
    await round(
      '100 alerts in a minute',
      Array.from({ length: 100 }, () => 1),
      600,
    );
    way.hangs = true;
    await round('one alert, history hangs', [1]);
    await round('20 alerts in one notification, history hangs', [20]);
    way.hangs = false;
  } finally {
    await stopProcess(bot);
    await Promise.all([way, slack, sources].map(({ close }) => close()));
    rmSync(folder, { recursive: true });
  }
}

const nameOf = (index: number): string => `bench-${String(index).padStart(3, '0')}`;

const postOf = (index: number) => ({
  bot_id: 'B0ALERTMANAGER',
  text: '[FIRING:1] walgBackupDelayed',
  attachments: [{ title: '[FIRING:1] walgBackupDelayed', text: `*env*: ${nameOf(index)}` }],
});

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const notification = (indices: readonly number[]) => ({
  version: '4',
  groupKey: `{}:{env="${indices.map(nameOf).join()}"}`,
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'wale',
  groupLabels: {},
  commonLabels: { alertname: 'walgBackupDelayed' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example',
  alerts: indices.map((index) => ({
    status: 'firing',
    labels: { alertname: 'walgBackupDelayed', env: nameOf(index) },
    annotations: { title: 'Last WAL was archived 21m ago.' },
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example/graph',
    fingerprint: String(index).padStart(16, '0'),
  })),
});

/** Looks until some message of Wale's is about that cluster; gives the milliseconds since then. */
async function untilReplied(
  slack: SlackWorkspace,
  channels: readonly string[],
  index: number,
  from: number,
): Promise<number> {
  const name = nameOf(index);
  const isReply = (message: Readonly<Record<string, unknown>>): boolean =>
    message['bot_id'] === 'B1' && String(message['text']).includes(name);
  while (performance.now() - from < GIVE_UP_AFTER_MS) {
    if (channels.some((channel) => slack.messages(channel).some(isReply))) {
      return performance.now() - from;
    }
    await sleep(20);
  }
  throw new Error(`no reply about ${name} after ${GIVE_UP_AFTER_MS} ms`);
}
