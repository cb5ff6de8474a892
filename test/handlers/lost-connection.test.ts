import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../../lab/scenario/scenario-status.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import { createLog } from '../../src/composition/log.ts';
import { startSocketModeSlack, type SocketModeSlack } from '../support/socket-mode-slack.ts';
import { eventually } from '../support/thread-rig.ts';

jest.setTimeout(60_000);

let servers: Replay;
let slack: SocketModeSlack;
let bot: Bot;

beforeEach(async () => {
  const scenario = readScenario('metrics-stale');
  servers = await replay(scenario);
  slack = await startSocketModeSlack();
  const config = scenarioConfig(scenario, servers.elasticsearchUrl, servers.prometheusUrl, {
    SLACK_BOT_TOKEN: 'xoxb-test',
    SLACK_APP_TOKEN: 'xapp-test',
    SLACK_API_URL: slack.apiUrl,
  });
  bot = createBot(config, { now: () => Date.parse(scenario.at), log: createLog('fatal') });
  await bot.start();
});
afterEach(async () => {
  await bot.stop();
  await slack.close();
  await servers.close();
});

// An unhandled rejection fails the test that runs; in a real process it is the end of it.
describe('a lost connection to Slack', () => {
  it('is made anew once Slack is back, however long that takes', async () => {
    slack.open('cut');
    slack.cut();
    await sleep(10_000);
    const before = slack.connections();

    slack.open('granted');

    await eventually(
      () => slack.connections(),
      (found) => found > before,
    );
    expect((await slack.type('status')).answer).toMatchObject({ response_type: 'in_channel' });
  });

  it('ends in one sentence where Slack refuses the token meanwhile', async () => {
    slack.open('refused');
    slack.cut();

    await expect(bot.untilRefused()).rejects.toThrow('Slack refuses the tokens (invalid_auth)');
  });

  it('leaves nothing behind when Wale is stopped meanwhile', async () => {
    slack.open('cut');
    slack.cut();
    await sleep(1500);

    await bot.stop();
    slack.open('granted');
    await sleep(3000);

    expect(slack.live()).toBe(0);
  });
});
