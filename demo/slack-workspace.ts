import { z } from 'zod';
import { listenOnLoopback } from '../lab/scenario/loopback.ts';
import { MANIFEST_SCOPES } from './manifest-scopes.ts';

/** A message as the Web API gives it. */
export type StoredMessage = Readonly<Record<string, unknown>> & {
  readonly ts: string;
  readonly thread_ts?: string;
};

/** How the next call of a method goes wrong: turned away, done without an answer, or not done at all. */
export type Mishap =
  'rate-limited' | 'answer-lost' | 'internal-error' | 'not-in-channel' | 'edit-window-closed';

export interface SlackWorkspace {
  readonly apiUrl: string;
  /** Another app posts; gives the message, which is delivered to nobody. */
  readonly post: (channel: string, message: Readonly<Record<string, unknown>>) => StoredMessage;
  /** What stands in a channel now, replies too, in their order. */
  readonly messages: (channel: string) => readonly StoredMessage[];
  /** The blocks in the Home tab of a user; undefined before the app has filled it. */
  readonly home: (user: string) => readonly unknown[] | undefined;
  /** The methods that were called, in their order. */
  readonly calls: readonly string[];
  readonly failNext: (method: string, mishap: Mishap) => void;
  readonly delete: (channel: string, ts: string) => void;
  /** Puts something else in a message’s place, as `replace_original` does. */
  readonly edit: (channel: string, ts: string, message: Readonly<Record<string, unknown>>) => void;
  readonly close: () => Promise<void>;
}

/** As much of Slack’s Web API as Wale needs, in memory: post, edit, history, replies and the Home tab. */
export async function startSlackWorkspace(
  startedAt: number,
  now: () => number = () => startedAt,
): Promise<SlackWorkspace> {
  const channels = new Map<string, StoredMessage[]>();
  const homes = new Map<string, readonly unknown[]>();
  const calls: string[] = [];
  const mishaps = new Map<string, Mishap[]>();
  let latest = startedAt;
  const inChannel = (channel: string): StoredMessage[] => {
    const found = channels.get(channel) ?? [];
    channels.set(channel, found);
    return found;
  };
  const add = (channel: string, message: Readonly<Record<string, unknown>>): StoredMessage => {
    latest = Math.max(latest + 1, now()); // no two at once
    const ts = `${Math.floor(latest / 1000)}.${String(latest % 1000).padStart(3, '0')}000`;
    const stored = { type: 'message', ...message, ts };
    inChannel(channel).push(stored);
    return stored;
  };

  const methods: Readonly<Record<string, (call: Call) => object>> = {
    'auth.test': () => ({
      url: 'https://example.slack.com/',
      team: 'T',
      user: 'wale',
      team_id: 'T1',
      user_id: 'U1',
      bot_id: 'B1',
    }),
    'chat.postMessage': ({ channel, thread_ts, text, blocks, metadata }) => {
      const { ts } = add(channel, {
        bot_id: 'B1',
        app_id: 'A1',
        text,
        blocks,
        metadata,
        ...(thread_ts === undefined ? {} : { thread_ts }),
      });
      return { channel, ts };
    },
    'chat.update': ({ channel, ts, text, blocks, metadata }) => {
      const all = inChannel(channel);
      const index = all.findIndex((message) => message.ts === ts);
      const before = all[index];
      if (before === undefined) return { ok: false, error: 'message_not_found' };
      all[index] = { ...before, text, blocks, metadata, edited: { user: 'B1', ts: before.ts } };
      return { channel, ts };
    },
    'views.publish': ({ user_id = '', view }) => {
      if (view?.type !== 'home') return { ok: false, error: 'invalid_arguments' };
      homes.set(user_id, view.blocks);
      return { view };
    },
    'conversations.history': ({ channel, oldest, include_all_metadata }) => ({
      messages: inChannel(channel)
        .filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts)
        .filter(({ ts }) => Number(ts) >= Number(oldest ?? 0))
        .map((message) => (include_all_metadata === 'true' ? message : withoutMetadata(message)))
        .reverse(),
    }),
    'conversations.replies': ({ channel, ts, include_all_metadata }) => ({
      messages: inChannel(channel)
        .filter((message) => message.ts === ts || message.thread_ts === ts)
        .map((message) => (include_all_metadata === 'true' ? message : withoutMetadata(message))),
    }),
  };

  const server = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const method = (request.url ?? '').replace('/api/', '');
      calls.push(method);
      const mishap = mishaps.get(method)?.shift();
      response.setHeader('content-type', 'application/json');
      response.setHeader('x-oauth-scopes', MANIFEST_SCOPES.join(','));
      if (mishap === 'rate-limited') {
        response.writeHead(429, { 'retry-after': '1' });
        response.end('{"ok":false,"error":"ratelimited"}');
        return;
      }
      if (mishap !== undefined && mishap !== 'answer-lost') {
        response.end(`{"ok":false,"error":"${mishap.replaceAll('-', '_')}"}`);
        return;
      }
      const answer = methods[method]?.(callIn(body)) ?? { ok: false, error: 'unknown_method' };
      if (mishap === 'answer-lost') {
        response.destroy();
        return;
      }
      response.end(JSON.stringify({ ok: true, ...answer }));
    });
  });

  return {
    apiUrl: `${server.url}/api/`,
    post: add,
    messages: (channel) => [...inChannel(channel)],
    home: (user) => homes.get(user),
    calls,
    failNext: (method, mishap) => {
      mishaps.set(method, [...(mishaps.get(method) ?? []), mishap]);
    },
    delete: (channel, ts) => {
      channels.set(
        channel,
        inChannel(channel).filter((message) => message.ts !== ts),
      );
    },
    edit: (channel, ts, message) => {
      const all = inChannel(channel);
      const index = all.findIndex((candidate) => candidate.ts === ts);
      const before = all[index];
      if (before !== undefined) all[index] = { ...before, ...message };
    },
    close: server.close,
  };
}

const View = z.object({ type: z.string(), blocks: z.array(z.unknown()) });

interface Call extends Readonly<Record<string, unknown>> {
  readonly channel: string;
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly oldest?: string;
  readonly include_all_metadata?: string;
  readonly user_id?: string;
  readonly view: z.infer<typeof View> | undefined;
}

/** The arguments of a call. What is not plain text arrives as JSON in a form. */
function callIn(body: string): Call {
  const fields = Object.fromEntries(new URLSearchParams(body));
  const json = (text: string | undefined): unknown =>
    text === undefined ? undefined : JSON.parse(text);
  return {
    ...fields,
    channel: fields['channel'] ?? '',
    blocks: json(fields['blocks']),
    metadata: json(fields['metadata']),
    view: View.optional().parse(json(fields['view'])),
  };
}

/** Slack keeps metadata to itself unless it is asked for. */
const withoutMetadata = ({ metadata: _, ...message }: StoredMessage): object => message;
