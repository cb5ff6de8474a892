import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { startLoopbackSlack, type LoopbackSlack } from '../../demo/loopback-slack.ts';
import { deliverEvent } from '../../demo/slack-event.ts';
import { startSlackWorkspace, type SlackWorkspace } from '../../demo/slack-workspace.ts';
import { freePort } from '../../lab/free-port.ts';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../../lab/scenario/scenario-status.ts';
import { createBot, type Bot } from '../../src/composition/bot.ts';
import type { Config } from '../../src/config/config.ts';
import { alertPost, CHANNEL, eventually, repliesTo } from '../support/thread-rig.ts';

// The whole bot, with recorded sources that are well, and a bug in the middle of it.

jest.setTimeout(30_000);

const SIGNING_SECRET = 'not-a-secret';
const scenario = readScenario('healthy');
const AT = Date.parse(scenario.at);

let servers: Replay;
let workspace: SlackWorkspace;
let commands: LoopbackSlack;
let bot: Bot;
let url: string;
let broken: boolean;
let logged: string;

/** As long as `broken` is true, whatever decides by a threshold throws. */
function withBug(config: Config): Config {
  const clusters = [...config.clusters].map(([name, cluster]) => {
    const thresholds = new Proxy(cluster.thresholds, {
      get: (target, key): unknown => {
        if (broken) throw new TypeError('of undefined (reading a bug)');
        return Reflect.get(target, key);
      },
    });
    return [name, { ...cluster, thresholds }] as const;
  });
  return { ...config, clusters: new Map(clusters) };
}

beforeEach(async () => {
  broken = false;
  logged = '';
  servers = await replay(scenario);
  workspace = await startSlackWorkspace(AT);
  commands = await startLoopbackSlack(SIGNING_SECRET);
  const port = await freePort();
  url = `http://127.0.0.1:${port}/slack/events`;
  const config = scenarioConfig(
    { ...scenario, config: { ...scenario.config, alerts: { channels: [CHANNEL] } } },
    servers.elasticsearchUrl,
    servers.prometheusUrl,
    {
      SLACK_MODE: 'http',
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: workspace.apiUrl,
      PORT: String(port),
    },
  );
  const stream = new Writable({
    write: (line: Buffer, _encoding, done) => {
      logged += line.toString();
      done();
    },
  });
  bot = createBot(withBug(config), { now: () => AT, log: pino({ level: 'error' }, stream) });
  await bot.start();
  broken = true;
});
afterEach(async () => {
  await bot.stop();
  await workspace.close();
  await commands.close();
  await servers.close();
});

const deliver = (event: object): Promise<number> =>
  deliverEvent(url, SIGNING_SECRET, 'Ev1', { channel: CHANNEL, ...event });
const textOf = (message: unknown): string => JSON.stringify(message ?? null);
const referenceIn = (text: string): string => /\(id (\w+) in its log\)/.exec(text)?.[1] ?? 'none';

/** What everybody is told of a bug, wherever they asked. */
function expectFailureWithHelp(text: string): void {
  expect(text).toContain('bug in Wale');
  expect(text).toContain('pg_stat_archiver');
  expect(text).toContain('/var/log/');
  expect(text).not.toContain('reading a bug');
  expect(text).not.toContain('.ts:');
  expect(logged).toContain(`"reference":"${referenceIn(text)}"`);
  expect(logged).toContain('reading a bug');
}

describe('where Wale itself fails', () => {
  it('the thread of an alert hears so once, with what to run, and later the answer in its place', async () => {
    const alert = workspace.post(CHANNEL, alertPost('main'));
    await deliver({ ...alert });
    const [failed] = await eventually(
      () => repliesTo(workspace, alert.ts),
      ({ length }) => length > 0,
    );
    expectFailureWithHelp(textOf(failed));
    const { ts } = failed ?? {};

    // Another alert about the same cluster is another turn.
    await deliver({ ...workspace.post(CHANNEL, alertPost('main')) });
    await eventually(
      () => workspace.calls.filter((call) => call === 'chat.update').length,
      (edits) => edits > 0,
    );
    expect(repliesTo(workspace, alert.ts)).toHaveLength(1);

    broken = false;
    await deliver({ ...workspace.post(CHANNEL, alertPost('main')) });
    const replies = await eventually(
      () => repliesTo(workspace, alert.ts),
      ([reply]) => String(reply?.['text']).startsWith('OK'),
    );
    expect(replies[0]?.ts).toBe(ts);
    expect(replies.slice(1).map(({ text }) => text)).toEqual([
      expect.stringContaining('Wale can tell again'),
    ]);
  });

  it.each(['status', 'errors', 'doctor', 'clusters'])(
    'whoever asks /wale %s hears so, with what to run meanwhile',
    async (question) => {
      const { messages } = await commands.type(url, '/wale', question);

      expectFailureWithHelp(textOf(messages.at(-1)));
    },
  );
});
