import { listenOnLoopback } from '../lab/scenario/loopback.ts';
import { signedHeaders } from './signed-request.ts';

export interface LoopbackSlack {
  /** Where the bot finds the Web API. */
  readonly apiUrl: string;
  /** Types a slash command, and waits for the answer; every message on the way is kept. */
  readonly type: (eventsUrl: string, command: string, text: string) => Promise<SlackReply>;
  readonly close: () => Promise<void>;
}

export interface SlackReply {
  readonly acknowledgedAfterMs: number;
  readonly messages: readonly unknown[];
}

/** "asking…" is not yet the answer. */
const isAnswer = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  ('blocks' in message || ('response_type' in message && message.response_type === 'ephemeral'));

/**
 * As much of Slack as a slash command needs: it signs and posts the command as Slack does, and takes
 * what is sent to the response_url.
 */
export async function startLoopbackSlack(
  signingSecret: string,
  now: () => number = Date.now,
): Promise<LoopbackSlack> {
  let onReply: (message: unknown) => void = () => undefined;
  const server = await listenOnLoopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url === '/response') {
        onReply(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        response.end('{"ok":true}');
      } else {
        response.end(
          '{"ok":true,"bot_id":"B1","user_id":"U1","team_id":"T1","url":"","team":"","user":"wale"}',
        );
      }
    });
  });

  const type = async (eventsUrl: string, command: string, text: string): Promise<SlackReply> => {
    const messages: unknown[] = [];
    const answered = new Promise<void>((resolve) => {
      onReply = (message) => {
        messages.push(message);
        if (isAnswer(message)) resolve();
      };
    });
    const body = new URLSearchParams({
      command,
      text,
      team_id: 'T1',
      channel_id: 'C1',
      channel_name: 'incident-dotcom',
      user_id: 'U2',
      user_name: 'on-call',
      trigger_id: '1.2.3',
      api_app_id: 'A1',
      response_url: `${server.url}/response`,
    }).toString();
    const startedAt = performance.now();
    const answer = await fetch(eventsUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...signedHeaders(signingSecret, body, now()),
      },
      body,
    });
    if (!answer.ok) throw new Error(`the bot answered HTTP ${answer.status} to a slash command`);
    const acknowledgedAfterMs = performance.now() - startedAt;
    await answered;
    return { acknowledgedAfterMs, messages };
  };

  return { apiUrl: `${server.url}/api/`, type, close: server.close };
}
