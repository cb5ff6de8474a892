import { randomUUID } from 'node:crypto';
import { deliverEvent } from '../demo/slack-event.ts';
import { signedHeaders } from '../demo/signed-request.ts';
import { startSlackWorkspace, type StoredMessage } from '../demo/slack-workspace.ts';
import { listenOnLoopback } from '../lab/scenario/loopback.ts';
import { z } from 'zod';

export const SIGNING_SECRET = 'not-a-secret';
export const CHANNEL = 'C0INCIDENT';
const CHANNEL_NAME = 'incident-dotcom';
/** What only the one who asked sees stands in a channel of its own, so that the bot never finds it in the history. */
const ONLY_YOU = 'only-you';
const ON_CALL = { id: 'U2', username: 'on-call', name: 'on-call', team_id: 'T1' };

/** What every press of a button has, wherever the button is. */
const PRESSED = {
  type: 'block_actions',
  team: { id: 'T1', domain: 'example' },
  user: ON_CALL,
  api_app_id: 'A1',
  token: 'unused',
  trigger_id: '1.2.3',
};

/** A click on one of Wale’s buttons. */
export interface Press {
  readonly ts: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string | undefined;
}

/** What people do in the channel, and what stands in it. Everything reaches the bot signed, over HTTP, as Slack sends it. */
export interface Workspace {
  readonly apiUrl: string;
  readonly messages: () => readonly StoredMessage[];
  readonly type: (botUrl: string, text: string) => Promise<void>;
  readonly say: (botUrl: string, text: string, threadTs: string | undefined) => Promise<void>;
  readonly press: (botUrl: string, press: Press) => Promise<void>;
  /** What the Home tab of Wale holds; undefined before anybody opened it. */
  readonly home: () => readonly unknown[] | undefined;
  readonly openHome: (botUrl: string) => Promise<void>;
  /** A click there: it comes from no channel, and there is no response_url. */
  readonly pressAtHome: (botUrl: string, press: Omit<Press, 'ts'>) => Promise<void>;
  readonly alert: (botUrl: string, message: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What is sent to a response_url: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses. */
const Response = z.looseObject({
  response_type: z.enum(['in_channel', 'ephemeral']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
});

/** The message that `replace_original` means: the one with the button, or the first answer to a slash command. */
interface Place {
  original: string | undefined;
}

export async function startWorkspace(startedAt: number): Promise<Workspace> {
  const slack = await startSlackWorkspace(startedAt);
  const places = new Map<string, Place>();
  let events = 0;

  const channelOf = (ts: string): string =>
    slack.messages(ONLY_YOU).some((message) => message.ts === ts) ? ONLY_YOU : CHANNEL;

  const take = (place: Place, body: unknown): void => {
    const { response_type, replace_original, delete_original, ...message } = Response.parse(body);
    if (delete_original && place.original !== undefined) {
      slack.delete(channelOf(place.original), place.original);
    } else if (replace_original && place.original !== undefined) {
      slack.edit(channelOf(place.original), place.original, message);
    } else {
      const channel = response_type === 'in_channel' ? CHANNEL : ONLY_YOU;
      // Without a `thread_ts` it is the channel, also where the button is in a thread.
      const { ts } = slack.post(channel, { bot_id: 'B1', ...message });
      place.original ??= ts;
    }
  };

  const responses = await listenOnLoopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const place = places.get(request.url ?? '');
      response.writeHead(place === undefined ? 404 : 200, { 'content-type': 'application/json' });
      if (place !== undefined) take(place, JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.end('{"ok":true}');
    });
  });
  const responseUrl = (place: Place): string => {
    const path = `/response/${randomUUID()}`;
    places.set(path, place);
    return `${responses.url}${path}`;
  };

  const event = (botUrl: string, fields: object): Promise<number> => {
    events += 1;
    return deliverEvent(botUrl, SIGNING_SECRET, `Ev${events}`, { channel: CHANNEL, ...fields });
  };

  return {
    apiUrl: slack.apiUrl,
    messages: () =>
      [...slack.messages(CHANNEL), ...onlyYou(slack.messages(ONLY_YOU))].sort(
        (a, b) => Number(a.ts) - Number(b.ts),
      ),
    type: async (botUrl, text) => {
      const [command = '', ...words] = text.trim().split(/\s+/);
      slack.post(ONLY_YOU, { asked: text });
      await postForm(botUrl, {
        command,
        text: words.join(' '),
        team_id: 'T1',
        channel_id: CHANNEL,
        channel_name: CHANNEL_NAME,
        user_id: ON_CALL.id,
        user_name: ON_CALL.username,
        trigger_id: '1.2.3',
        api_app_id: 'A1',
        response_url: responseUrl({ original: undefined }),
      });
    },
    say: async (botUrl, text, threadTs) => {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const mention = text.replace(/@wale\b/i, '<@U1>');
      const said = slack.post(CHANNEL, { user: ON_CALL.id, text: mention, ...thread });
      await event(botUrl, said);
      if (mention !== text) await event(botUrl, { ...said, type: 'app_mention' });
    },
    press: async (botUrl, { ts, actionId, blockId, value }) => {
      const message = [...slack.messages(CHANNEL), ...slack.messages(ONLY_YOU)].find(
        (candidate) => candidate.ts === ts,
      );
      if (message === undefined) return;
      const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
      const payload = {
        ...PRESSED,
        container: {
          type: 'message',
          message_ts: ts,
          channel_id: CHANNEL,
          is_ephemeral: channelOf(ts) === ONLY_YOU,
          ...thread,
        },
        channel: { id: CHANNEL, name: CHANNEL_NAME },
        message,
        response_url: responseUrl({ original: ts }),
        actions: [{ type: 'button', action_id: actionId, block_id: blockId, value, action_ts: ts }],
      };
      await postForm(botUrl, { payload: JSON.stringify(payload) });
    },
    home: () => slack.home(ON_CALL.id),
    openHome: async (botUrl) => {
      await event(botUrl, {
        type: 'app_home_opened',
        user: ON_CALL.id,
        channel: 'D0HOME',
        tab: 'home',
      });
    },
    pressAtHome: async (botUrl, { actionId, blockId, value }) => {
      const payload = {
        ...PRESSED,
        container: { type: 'view', view_id: 'V1' },
        view: { id: 'V1', type: 'home' },
        actions: [
          { type: 'button', action_id: actionId, block_id: blockId, value, action_ts: '1.0' },
        ],
      };
      await postForm(botUrl, { payload: JSON.stringify(payload) });
    },
    alert: async (botUrl, message) => {
      await event(botUrl, slack.post(CHANNEL, message));
    },
    close: async () => {
      await Promise.all([slack.close(), responses.close()]);
    },
  };
}

const onlyYou = (messages: readonly StoredMessage[]): readonly StoredMessage[] =>
  messages.map((message) => ({ ...message, only_you: true }));

async function postForm(url: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const body = new URLSearchParams(fields).toString();
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...signedHeaders(SIGNING_SECRET, body),
    },
    body,
  });
  if (!answer.ok) throw new Error(`the bot answered HTTP ${answer.status}`);
}
