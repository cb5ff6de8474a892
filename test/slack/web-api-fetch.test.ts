import { afterEach, describe, expect, it } from '@jest/globals';
import { WebClient, LogLevel } from '@slack/web-api';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createSlackChannel, type SlackTask } from '../../src/slack/client.ts';
import type { SlackChannel } from '../../src/threads/record/slack-channel.ts';
import { createRefusedBlocks } from '../../src/slack/refused-blocks.ts';
import { webApiFetch } from '../../src/slack/web-api-fetch.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

/** What the threads make of a Slack that gives this answer to everything. */
async function slackThatSays(
  status: number,
  body: string | (() => string),
  headers: Record<string, string> = {},
  onFault?: (task: SlackTask, channel: string, reason: string) => void,
) {
  server = await listenOnLoopback((request, response) => {
    request.resume();
    response.writeHead(status, headers).end(typeof body === 'string' ? body : body());
  });
  const client = new WebClient('xoxb-test', {
    slackApiUrl: `${server.url}/api/`,
    logLevel: LogLevel.ERROR,
    fetch: webApiFetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  return createSlackChannel(
    client,
    () => undefined,
    createRefusedBlocks(() => 0),
    onFault,
  );
}

const PLACE = { channel: 'C1', rootTs: undefined };
const MARK = { thread: 't', episode: 'e', id: 'i' };
const MESSAGE = { text: 'x', blocks: [] };

describe('an answer that is none of Slack’s', () => {
  it.each([
    ['a page', '<html>xoxb-somebody-else’s</html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['an object of something else', '{}'],
    ['a yes of another kind', '{"ok":"true","ts":"1.2"}'],
    ['a no without a word', '{"ok":false}'],
    ['a no with more than a word', '{"ok":false,"error":"<!channel> see https://evil.example"}'],
    ['a no with an object', '{"ok":false,"error":{"a":1}}'],
  ])('%s neither counts as a refusal nor as a fault of Wale', async (_what, body) => {
    const slack = await slackThatSays(200, body);
    const reason = 'an answer that is none of Slack’s';

    expect(await slack.post(PLACE, MESSAGE, MARK, () => true)).toEqual({ kind: 'unsure', reason });
    expect(await slack.edit('C1', '1.2', MESSAGE, MARK)).toBe('failed');
    expect(await slack.find(PLACE, MARK, 0)).toEqual({ kind: 'failed', reason });
  });

  it('is one whose message has no name, or whose page cannot be read', async () => {
    const slack = await slackThatSays(200, '{"ok":true,"ts":{"a":1},"messages":{}}');

    expect(await slack.post(PLACE, MESSAGE, MARK, () => true)).toMatchObject({ kind: 'unsure' });
    expect(await slack.find(PLACE, MARK, 0)).toEqual({
      kind: 'failed',
      reason: 'a page that cannot be read',
    });
  });
});

it('a refusal is told by Slack’s own word, whether it is known or not', async () => {
  const slack = await slackThatSays(200, '{"ok":false,"error":"flux_capacitor_missing"}');

  expect(await slack.post(PLACE, MESSAGE, MARK, () => true)).toEqual({
    kind: 'refused',
    reason: 'flux_capacitor_missing',
  });
});

describe('who is told to slow down', () => {
  const waitFor = async (headers: Record<string, string>) => {
    await slackThatSays(429, '', headers);
    return (await webApiFetch(`${server?.url ?? ''}/api/x`)).headers.get('retry-after');
  };

  it.each([
    ['3', '3'],
    ['0.5', '1'],
    ['0', '1'],
    ['-5', '1'],
    ['1000000000', '300'],
    ['Infinity', '300'],
    ['soon', '30'],
    ['Wed, 21 Oct 2037 07:28:00 GMT', '30'],
  ])('for %j seconds waits %s', async (asked, wait) => {
    expect(await waitFor({ 'retry-after': asked })).toBe(wait);
  });

  it('and not for how long waits half a minute', async () => {
    expect(await waitFor({})).toBe('30');
  });
});

/** The same done in each way that fails: what is told of it, and after it went well in between. */
describe.each([
  [
    'posted',
    'post',
    ['service_unavailable'],
    (slack: SlackChannel) => slack.post(PLACE, MESSAGE, MARK, () => true),
  ],
  [
    'looked for',
    'find',
    ['internal_error', 'missing_scope', 'new_word'],
    (slack: SlackChannel) => slack.find(PLACE, MARK, 0),
  ],
  [
    'edited',
    'edit',
    ['token_expired', 'edit_window_closed', 'message_not_found', 'internal_error', 'new_word'],
    (slack: SlackChannel) => slack.edit('C1', '1.2', MESSAGE, MARK),
  ],
])('why a message cannot be %s', (_what, task, errors, call) => {
  it.each(errors)('is told once, and again after it could be: %s', async (error) => {
    const told: string[] = [];
    let answer = `{"ok":false,"error":"${error}"}`;
    const slack = await slackThatSays(
      200,
      () => answer,
      {},
      (...words) => {
        told.push(words.join(' '));
      },
    );

    await call(slack);
    await call(slack);
    expect(told).toEqual([`${task} C1 ${error}`]);
    answer = '{"ok":true,"ts":"1.2","channel":"C1","messages":[]}';
    await call(slack);
    answer = `{"ok":false,"error":"${error}"}`;
    await call(slack);

    expect(told).toEqual([`${task} C1 ${error}`, `${task} C1 ${error}`]);
  });
});
