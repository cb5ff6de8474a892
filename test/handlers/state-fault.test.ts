import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { startLoopbackSlack, type LoopbackSlack } from '../../demo/loopback-slack.ts';
import { startSlackWorkspace, type SlackWorkspace } from '../../demo/slack-workspace.ts';
import { freePort } from '../../lab/free-port.ts';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../../lab/scenario/scenario-status.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import { withStateFaults } from '../../src/composition/faults-of-state.ts';
import { createForgetfulStore } from '../../src/threads/stores/in-memory.ts';
import { stopwatch } from '../support/thread-rig.ts';

// The whole bot, with recorded sources that are well, over a state that takes nothing.

jest.setTimeout(30_000);

const SIGNING_SECRET = 'not-a-secret';
const scenario = readScenario('healthy');
const AT = Date.parse(scenario.at);

let servers: Replay;
let workspace: SlackWorkspace;
let commands: LoopbackSlack;
let bot: Bot;
let url: string;
let logged: string;
let events: string[];

const full = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));

beforeEach(async () => {
  logged = '';
  events = [];
  servers = await replay(scenario);
  workspace = await startSlackWorkspace(AT);
  commands = await startLoopbackSlack(SIGNING_SECRET);
  const port = await freePort();
  url = `http://127.0.0.1:${port}/slack/events`;
  const config = scenarioConfig(scenario, servers.elasticsearchUrl, servers.prometheusUrl, {
    SLACK_MODE: 'http',
    SLACK_BOT_TOKEN: 'xoxb-test',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: workspace.apiUrl,
    PORT: String(port),
  });
  const store = withStateFaults(
    { ...createForgetfulStore(() => AT, stopwatch), leave: full, live: full },
    () => 'ENOSPC',
    () => undefined,
  );
  const write = (line: string): void => {
    logged += line;
  };
  const log = pino({ level: 'error' }, { write });
  const tell = (name: string): void => {
    events.push(name);
  };
  bot = createBot(config, { now: () => AT, log, store, tell });
  await bot.start();
});
afterEach(async () => {
  await bot.stop();
  await workspace.close();
  await commands.close();
  await servers.close();
});

it('a command that needs the state says that it cannot be reached, and no bug is told or counted', async () => {
  const { messages } = await commands.type(url, '/wale', 'watch main');

  expect(JSON.stringify(messages.at(-1))).toContain(
    'This was not done: the state cannot be reached (ENOSPC).',
  );
  expect(JSON.stringify(messages)).not.toContain('bug');
  expect(events).not.toContain('own-fault');
  expect(logged).toBe('');
});

it('a question is answered while the state cannot be reached', async () => {
  const { messages } = await commands.type(url, '/wale', 'status');

  expect(JSON.stringify(messages.at(-1))).toContain('OK');
});
