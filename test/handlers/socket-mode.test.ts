import { describe, expect, it } from '@jest/globals';
import { replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../../lab/scenario/scenario-status.ts';
import { createBot } from '../../src/composition/bot.ts';
import { createLog } from '../../src/composition/log.ts';
import { startSocketModeSlack } from '../support/socket-mode-slack.ts';

describe('the bot in Socket Mode', () => {
  it('acknowledges the envelope and answers at the response_url', async () => {
    const scenario = readScenario('metrics-stale');
    const servers = await replay(scenario);
    const slack = await startSocketModeSlack();
    const config = scenarioConfig(scenario, servers.elasticsearchUrl, servers.prometheusUrl, {
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_APP_TOKEN: 'xapp-test',
      SLACK_API_URL: slack.apiUrl,
    });
    const bot = createBot(config, { now: () => Date.parse(scenario.at), log: createLog('error') });
    await bot.start();

    const { acknowledged, answer } = await slack.type('status');
    await bot.stop();
    await slack.close();
    await servers.close();

    expect(acknowledged).toMatchObject({ envelope_id: 'e-1' });
    expect(answer).toMatchObject({
      response_type: 'in_channel',
      text: expect.stringMatching(/^WARNING: main: WAL is archived/),
    });
  });
});
