import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';
import { oddityOf } from '../../handlers/slack/as-expected.ts';
import { TOO_MANY_REQUESTS, TooManyRequests } from '../slack/too-many-requests.ts';
import { BOUNDS } from '../domain/bounds.ts';
import { isAllowed, type AllowList } from '../../handlers/slack/allow-list.ts';
import type { Asker, RequestKind, Tell } from '../domain/event-map.ts';
import { elapsed, type Stopwatch } from '../domain/time.ts';
import { inRequest, newRequest } from '../operation/current-request.ts';
import type { Rush } from '../slack/rush.ts';

/** Who asks, in a command, in a click, and in an event. */
const Body = z.object({
  command: z.string().optional(),
  type: z.string().optional(),
  user_id: z.string().optional(),
  channel_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional().catch(undefined),
  channel: z.object({ id: z.string() }).optional().catch(undefined),
  event: z
    .object({ channel: z.string().optional(), user: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

export interface Hearing {
  readonly allow: AllowList;
  readonly tell: Tell;
  readonly stopwatch: Stopwatch;
  readonly rush: Rush;
  /** Told what of a request is not as Slack sends it. */
  readonly onOdd: (oddity: string) => void;
}

/**
 * Bolt’s app, overheard: each request gets an id that its lines in the log bear, its acknowledgement is timed and goes
 * before all that is slow, and what still runs is known, so that the process can wait for it at its end.
 */
export class ObservedApp extends App {
  readonly #hearing: Hearing;
  readonly #running = new Set<Promise<void>>();
  /** From the first that was turned away until half of what ran is done. */
  #isCrowded = false;

  constructor(options: AppOptions, hearing: Hearing) {
    super(options);
    this.#hearing = hearing;
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const { allow, tell, stopwatch, rush, onOdd } = this.#hearing;
    rush.cameIn();
    const oddity = oddityOf(event.body);
    if (oddity !== undefined) {
      onOdd(oddity);
      await event.ack(
        'command' in event.body ? `Wale could not read this request: ${oddity}` : undefined,
      );
      return;
    }
    const { kind, asker } = requestIn(event.body);
    const from = stopwatch();
    if (this.running >= BOUNDS.requestsAtOnce.most) return this.#turnAway(kind, event);
    const acknowledge: ReceiverEvent['ack'] = async (...answer) => {
      await event.ack(...answer);
      tell('acknowledged', { request: kind, tookMs: elapsed(stopwatch, from) });
      await rush.over();
    };
    const asks = kind === 'command' || kind === 'button';
    const { user, channel } = asker;
    const running = inRequest(newRequest(kind, asker, from), async () => {
      // Bolt finds the listener, and costs more than the acknowledgement: a form alone is told something by that.
      const isPlain = kind !== 'other';
      if (isPlain) await acknowledge();
      const ack = isPlain ? () => Promise.resolve() : acknowledge;
      if (asks && !isAllowed(allow, channel ?? '', user ?? '')) {
        tell('refused', { request: kind, ...asker });
      }
      try {
        await super.processEvent({ ...event, ack });
      } finally {
        tell('handled', { request: kind, tookMs: elapsed(stopwatch, from) });
      }
    });
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
      if (this.running < BOUNDS.requestsAtOnce.most / 2) this.#isCrowded = false;
    }
  }

  /** Nothing is kept of it, and who asked is not left without a word. */
  async #turnAway(request: RequestKind, { ack }: ReceiverEvent): Promise<void> {
    this.#hearing.tell('turned-away', { request, isFirst: !this.#isCrowded });
    this.#isCrowded = true;
    if (request !== 'command') throw new TooManyRequests();
    await ack({ response_type: 'ephemeral', text: TOO_MANY_REQUESTS });
  }

  /** How many requests are being answered. */
  get running(): number {
    return this.#running.size;
  }

  /** Resolves when all that is being answered now has been. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}

function requestIn(body: unknown): { readonly kind: RequestKind; readonly asker: Asker } {
  const { data } = Body.safeParse(body);
  if (data === undefined) return { kind: 'other', asker: { user: undefined, channel: undefined } };
  const user = data.user_id ?? data.user?.id ?? data.event?.user;
  const channel = data.channel_id ?? data.channel?.id ?? data.event?.channel;
  return { kind: kindOf(data), asker: { user, channel } };
}

function kindOf({ command, type }: z.infer<typeof Body>): RequestKind {
  if (command !== undefined) return 'command';
  if (type === 'block_actions') return 'button';
  return type === 'event_callback' ? 'event' : 'other';
}
