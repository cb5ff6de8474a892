import { listenOnLoopback, type LoopbackServer } from '../lab/scenario/loopback.ts';

/** What was seen on the way to the emulator. */
export interface Traffic {
  readonly calls: Map<string, number>;
  /** Calls that were turned away with 429. */
  turnedAway: number;
  /** Calls that broke a limit of Slack’s that the emulator does not know. */
  readonly offences: string[];
  /** While this is so, Slack cuts each connection. */
  away: boolean;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Calls a second, and how many may come at once: https://docs.slack.dev/apis/web-api/rate-limits */
const LIMITS: Readonly<Record<string, { readonly perSecond: number; readonly burst: number }>> = {
  'chat.postMessage': { perSecond: 1, burst: 3 }, // for each channel
  'chat.update': { perSecond: 50 / 60, burst: 50 },
  'conversations.history': { perSecond: 50 / 60, burst: 50 },
  'conversations.replies': { perSecond: 50 / 60, burst: 50 },
};

/** https://docs.slack.dev/reference/block-kit/blocks */
const MOST_BLOCKS = 50;
const LONGEST_SECTION = 3000;

/**
 * Stands before the emulator and is as strict as Slack: rates with 429 and Retry-After, blocks within
 * their limits, metadata only for those who ask. By chance an answer is lost on its way back.
 */
export async function startStrictSlack(
  emulatorUrl: string,
  random: () => number,
  lostAnswers: number,
): Promise<LoopbackServer & { readonly traffic: Traffic }> {
  const traffic: Traffic = { calls: new Map(), turnedAway: 0, offences: [], away: false };
  const buckets = new Map<string, Bucket>();

  const server = await listenOnLoopback((request, response) => {
    if (traffic.away) {
      request.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined); // a process that was killed hangs up
    request.on('end', () => {
      void (async () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const method = (request.url ?? '').replace('/api/', '');
        traffic.calls.set(method, (traffic.calls.get(method) ?? 0) + 1);
        const fields = new URLSearchParams(body);
        const waitSeconds = takeToken(buckets, method, fields.get('channel') ?? '');
        if (waitSeconds > 0) {
          traffic.turnedAway += 1;
          response.writeHead(429, { 'retry-after': String(waitSeconds) });
          response.end('{"ok":false,"error":"ratelimited"}');
          return;
        }
        traffic.offences.push(...offencesIn(method, fields));
        const answer = await fetch(new URL(request.url ?? '/', emulatorUrl), {
          method: 'POST',
          headers: {
            'content-type': request.headers['content-type'] ?? 'application/x-www-form-urlencoded',
            authorization: request.headers.authorization ?? '',
          },
          body,
        });
        const text = await answer.text();
        if (method === 'chat.postMessage' && random() < lostAnswers) {
          response.destroy();
          return;
        }
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        const asked = fields.get('include_all_metadata') === 'true';
        response.end(JSON.stringify(asSlack(JSON.parse(text), asked)));
      })();
    });
  });
  return { ...server, traffic };
}

/** How many seconds to wait for a call; 0 if it may go through. */
function takeToken(buckets: Map<string, Bucket>, method: string, channel: string): number {
  const limit = LIMITS[method];
  if (limit === undefined) return 0;
  const name = method === 'chat.postMessage' ? `${method} ${channel}` : method;
  const now = performance.now();
  const bucket = buckets.get(name) ?? { tokens: limit.burst, at: now };
  const tokens = Math.min(
    limit.burst,
    bucket.tokens + ((now - bucket.at) / 1000) * limit.perSecond,
  );
  const goes = tokens >= 1;
  buckets.set(name, { tokens: goes ? tokens - 1 : tokens, at: now });
  return goes ? 0 : Math.max(1, Math.ceil((1 - tokens) / limit.perSecond));
}

function offencesIn(method: string, fields: URLSearchParams): string[] {
  if (!method.startsWith('chat.')) return [];
  const blocks = JSON.parse(fields.get('blocks') ?? '[]') as {
    readonly text?: { readonly text?: string };
  }[];
  return [
    ...(blocks.length > MOST_BLOCKS ? [`${method}: ${blocks.length} blocks`] : []),
    ...blocks.flatMap(({ text }) =>
      (text?.text ?? '').length > LONGEST_SECTION ? [`${method}: a section too long`] : [],
    ),
    ...((fields.get('text') ?? '') === '' ? [`${method}: no text for screen readers`] : []),
  ];
}

/** Metadata for those who ask; and an app’s post says so, which the emulator keeps to itself. */
const asSlack = (answer: unknown, metadataAsked: boolean): unknown =>
  JSON.parse(JSON.stringify(answer), (key, value: unknown) => {
    if (key === 'metadata' && !metadataAsked) return undefined;
    if (key !== 'messages' || !Array.isArray(value)) return value;
    return value.map((message: { readonly user?: string }) => ({
      ...message,
      bot_id: `B${message.user ?? ''}`,
    }));
  });
