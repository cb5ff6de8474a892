import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { SLOWEST_ANSWER } from './bounded-fetch.ts';
import { webApiFetch } from './web-api-fetch.ts';
import { SlackAnswerUnread, wholeAnswer } from './whole-answer.ts';

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Posts JSON to a response_url. Resolves and rejects as boundedFetch does, for a third of its work: the replies are most of
 * what a thousand questions cost, and what fetch leaves behind of each only a full collection takes away.
 */
export async function postReply(
  url: string,
  json: string,
  slowestMs = SLOWEST_ANSWER,
): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new DOMException('no answer in time', 'TimeoutError'));
  }, slowestMs);
  try {
    const answer = await answerTo(new URL(url), json, late.signal);
    const { statusCode: status = 0, statusMessage: statusText = '', headers } = answer;
    if (REDIRECTS.includes(status)) {
      answer.destroy();
      throw new Error('unexpected redirect');
    }
    // Packed although nobody asked for it: the status says enough.
    const isPacked = (headers['content-encoding'] ?? 'identity') !== 'identity';
    if (isPacked) answer.destroy();
    const said = isPacked ? null : (answer as AsyncIterable<Buffer>);
    return await wholeAnswer(said, { status, statusText, headers: new Headers() });
  } catch (fault) {
    late.signal.throwIfAborted();
    if (fault instanceof SlackAnswerUnread) throw fault;
    throw new TypeError('fetch failed', { cause: fault });
  } finally {
    clearTimeout(timer);
  }
}

const answerTo = (url: URL, json: string, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(json),
    };
    const send = url.protocol === 'https:' ? secure : plain;
    const posted = send(url, { method: 'POST', headers, signal }, resolve);
    posted.on('error', reject);
    posted.on('upgrade', (_answer, socket) => {
      socket.destroy();
      reject(new SlackAnswerUnread('HTTP 101'));
    });
    posted.end(json);
  });

/** What Bolt asks Slack by: replies go one way, calls of the Web API below `apiUrl` another. */
export const createSlackFetch =
  (apiUrl = 'https://slack.com/api/'): typeof fetch =>
  (url, init) =>
    typeof url === 'string' && typeof init?.body === 'string' && !url.startsWith(apiUrl)
      ? postReply(url, init.body)
      : webApiFetch(url, init);
