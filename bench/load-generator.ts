import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { signedHeaders } from '../demo/signed-request.ts';
import { listenOnLoopback } from '../lab/scenario/loopback.ts';

// A process of its own, beside the one that is measured: sends `/wale status` as Slack does, and takes the answers in at the
// response_url of each. Told over IPC where, how many, how many a second, and whether answers are to come.

const Order = z.object({
  url: z.url(),
  count: z.number(),
  perSecond: z.number().nullable(),
  answers: z.boolean(),
});
const GIVE_UP_AFTER_MS = 30_000;
/** What is shown until there is an answer. */
const NOT_YET = 'asking about';

const [secret = ''] = process.argv.slice(2);
// The bot closes what is idle for five seconds.
const agent = new Agent({ keepAlive: true, maxSockets: 1200, timeout: 3000 });
const answeredAt = new Map<number, number>();
const slack = await listenOnLoopback((post, response) => {
  let said = '';
  post.on('data', (part: Buffer) => (said += part.toString()));
  post.on('end', () => {
    const id = Number(post.url?.slice(1));
    if (!said.includes(NOT_YET)) answeredAt.set(id, performance.now());
    response.end('ok');
  });
});

interface Sent {
  readonly id: number;
  readonly at: number;
  readonly status: number;
  readonly acknowledgedAt: number;
}

let ids = 0;

const send = (url: string): Promise<Sent> =>
  new Promise((resolve) => {
    ids += 1;
    const id = ids;
    const body = new URLSearchParams({
      team_id: 'T1',
      channel_id: 'C1',
      user_id: 'U1',
      command: '/wale',
      text: 'status',
      response_url: `${slack.url}/${id}`,
      trigger_id: '1.2',
      api_app_id: 'A1',
    }).toString();
    const at = performance.now();
    const posted = request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          ...signedHeaders(secret, body),
        },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => {
          resolve({ id, at, status: answer.statusCode ?? 0, acknowledgedAt: performance.now() });
        });
      },
    );
    posted.on('error', () => {
      resolve({ id, at, status: 0, acknowledgedAt: Infinity });
    });
    posted.end(body);
  });

async function sendAll(
  url: string,
  count: number,
  perSecond: number | null,
): Promise<readonly Sent[]> {
  const from = performance.now();
  const sent: Promise<Sent>[] = [];
  for (let index = 0; index < count; index += 1) {
    const early = perSecond === null ? 0 : from + (index * 1000) / perSecond - performance.now();
    if (early > 4) await sleep(early);
    sent.push(send(url));
  }
  return Promise.all(sent);
}

process.on('message', (told) => {
  void (async () => {
    const { url, count, perSecond, answers } = Order.parse(told);
    const sent = await sendAll(url, count, perSecond);
    const until = performance.now() + GIVE_UP_AFTER_MS;
    const waiting = (): readonly Sent[] =>
      answers ? sent.filter(({ id }) => !answeredAt.has(id)) : [];
    while (waiting().length > 0 && performance.now() < until) await sleep(100);
    process.send?.({
      acknowledged: sent
        .filter(({ status }) => status === 200)
        .map(({ at, acknowledgedAt }) => acknowledgedAt - at),
      answered: sent.flatMap(({ id, at }) => {
        const answered = answeredAt.get(id);
        return answered === undefined ? [] : [answered - at];
      }),
      lost: waiting().length,
      refused: sent.filter(({ status }) => status !== 200).length,
    });
  })();
});
process.on('disconnect', () => process.exit(0));
