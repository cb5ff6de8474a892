import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startSlackWorkspace, type SlackWorkspace } from '../../demo/slack-workspace.ts';
import { freePort } from '../../lab/free-port.ts';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../../lab/scenario/scenario-status.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import { createLog } from '../../src/composition/log.ts';
import { startSocketModeSlack, type SocketModeSlack } from '../support/socket-mode-slack.ts';
import { alertPost, CHANNEL, eventually, repliesTo } from '../support/thread-rig.ts';
import { alertmanagerBody } from '../support/webhook-bodies.ts';

jest.setTimeout(30_000);

const scenario = readScenario('metrics-stale');
const AT = Date.parse(scenario.at);

let servers: Replay;
let workspace: SlackWorkspace;
let slack: SocketModeSlack;
let bot: Bot;
let port: number;

beforeEach(async () => {
  servers = await replay(scenario);
  workspace = await startSlackWorkspace(AT);
  slack = await startSocketModeSlack(workspace.apiUrl);
  port = await freePort();
  const alerts = {
    channels: [CHANNEL],
    alertmanager: { auth: { username: 'am', password: 'pw' } },
  };
  const config = scenarioConfig(
    { ...scenario, config: { ...scenario.config, alerts } },
    servers.elasticsearchUrl,
    servers.prometheusUrl,
    {
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_APP_TOKEN: 'xapp-test',
      SLACK_API_URL: slack.apiUrl,
      PORT: String(port),
    },
  );
  bot = createBot(config, { now: () => AT, log: createLog('fatal') });
  await bot.start();
});
afterEach(async () => {
  await bot.stop();
  await slack.close();
  await workspace.close();
  await servers.close();
});

const answered = (rootTs: string) =>
  eventually(
    () => repliesTo(workspace, rootTs).map(({ text }) => text),
    ({ length }) => length > 0,
  );

describe('an alert in Socket Mode', () => {
  it('is answered in its thread', async () => {
    const alert = workspace.post(CHANNEL, alertPost('main'));

    await slack.deliver({ channel: CHANNEL, ...alert });

    expect(await answered(alert.ts)).toEqual([expect.stringMatching(/^WARNING: main: WAL is/)]);
  });

  it('that was posted while there was no connection is answered after the next one', async () => {
    const before = slack.connections();
    const missed = workspace.post(CHANNEL, alertPost('main'));

    slack.cut();

    await eventually(
      () => slack.connections(),
      (found) => found > before,
    );
    expect(await answered(missed.ts)).toHaveLength(1);
  });

  it('may come by webhook, which is served beside it', async () => {
    const alert = workspace.post(CHANNEL, alertPost('main'));

    const answer = await fetch(`http://127.0.0.1:${port}/alertmanager/webhook`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('am:pw')}` },
      body: JSON.stringify(alertmanagerBody({ startsAt: new Date(AT - 60_000).toISOString() })),
    });

    expect([answer.status, await answer.text()]).toEqual([200, 'taken in\n']);
    expect(await answered(alert.ts)).toHaveLength(1);
  });
});
