import { freePort } from '../lab/free-port.ts';
import { replay } from '../lab/scenario/replay.ts';
import type { Scenario } from '../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../lab/scenario/scenario-status.ts';
import { createBot } from '../src/composition/bot.ts';
import { createLog } from '../src/composition/log.ts';
import { startLoopbackSlack, type SlackReply } from './loopback-slack.ts';

const SIGNING_SECRET = 'not-a-secret';

/** Runs the whole bot against a scenario's recorded servers, and types a command in Slack. */
export async function askInSlack(scenario: Scenario, text: string): Promise<SlackReply> {
  const servers = await replay(scenario);
  const slack = await startLoopbackSlack(SIGNING_SECRET);
  try {
    const port = await freePort();
    const config = scenarioConfig(scenario, servers.elasticsearchUrl, servers.prometheusUrl, {
      SLACK_MODE: 'http',
      SLACK_BOT_TOKEN: 'xoxb-demo',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      PORT: String(port),
    });
    const at = Date.parse(scenario.at);
    const bot = createBot(config, { now: () => at, log: createLog('warn') });
    await bot.start();
    try {
      return await slack.type(`http://127.0.0.1:${port}/slack/events`, '/wale', text);
    } finally {
      await bot.stop();
    }
  } finally {
    await slack.close();
    await servers.close();
  }
}
