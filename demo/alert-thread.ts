import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../lab/free-port.ts';
import { replay } from '../lab/scenario/replay.ts';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../lab/scenario/scenario-status.ts';
import { createBot } from '../src/composition/bot.ts';
import { createLog } from '../src/composition/log.ts';
import { STOP_ACTION } from '../src/messages/thread/thread-reply.ts';
import { ALERTMANAGER_POST } from './alertmanager-post.ts';
import { forwardTo } from './forward-to.ts';
import { deliverEvent } from './slack-event.ts';
import { startSlackWorkspace, type StoredMessage } from './slack-workspace.ts';

const CHANNEL = 'C0ALERTS';
const SIGNING_SECRET = 'not-a-secret';

/** What stands in the thread, the alert first: right after the alert, and when it is over. */
export interface AlertThread {
  readonly answeredAfterMs: number;
  readonly first: readonly StoredMessage[];
  readonly last: readonly StoredMessage[];
}

/** How long the trouble lasts, by the demo’s clock. */
const UNTIL_RECOVERY_MS = 100_000;
const SETTLE_MS = 20_000;
/** Each part of it takes a second or two. */
const PATIENCE_MS = 30_000;

/** Runs the whole bot from an alert to the recovery: the sources are those of one scenario, then of another. */
export async function alertThread(before: string, after: string): Promise<AlertThread> {
  const scenario = readScenario(before);
  const servers = [await replay(scenario), await replay(readScenario(after))] as const;
  let now = Date.parse(scenario.at);
  let phase: 0 | 1 = 0;
  const slack = await startSlackWorkspace(now);
  const elasticsearch = await forwardTo(
    () => servers[phase].elasticsearchUrl,
    () => now,
  );
  const prometheus = await forwardTo(
    () => servers[phase].prometheusUrl,
    () => now,
  );
  const port = await freePort();
  const watch = { every: '1s', settle: `${SETTLE_MS}ms` };
  const config = scenarioConfig(
    { ...scenario, config: { ...scenario.config, alerts: { channels: [CHANNEL], watch } } },
    elasticsearch.url,
    prometheus.url,
    {
      SLACK_MODE: 'http',
      SLACK_BOT_TOKEN: 'xoxb-demo',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      PORT: String(port),
    },
  );
  const bot = createBot(config, { now: () => now, log: createLog('warn') });
  const thread = async (holds: (text: string) => boolean): Promise<readonly StoredMessage[]> => {
    const until = performance.now() + PATIENCE_MS;
    while (!holds(JSON.stringify(slack.messages(CHANNEL)))) {
      if (performance.now() > until) throw new Error('the thread does not go on');
      await sleep(10);
    }
    return slack.messages(CHANNEL);
  };
  await bot.start();
  try {
    const startedAt = performance.now();
    const alert = slack.post(CHANNEL, ALERTMANAGER_POST);
    const url = `http://127.0.0.1:${port}/slack/events`;
    await deliverEvent(url, SIGNING_SECRET, 'Ev1', { channel: CHANNEL, ...alert });
    const first = await thread((text) => text.includes('wale_thread'));
    const answeredAfterMs = performance.now() - startedAt;
    phase = 1;
    now += UNTIL_RECOVERY_MS;
    await thread((text) => text.includes('Recovered'));
    now += SETTLE_MS;
    return { answeredAfterMs, first, last: await thread((text) => !text.includes(STOP_ACTION)) };
  } finally {
    await bot.stop();
    await Promise.all([slack, elasticsearch, prometheus, ...servers].map(({ close }) => close()));
  }
}
