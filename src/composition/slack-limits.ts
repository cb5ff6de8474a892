import { WebClientEvent, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Tell } from '../domain/event-map.ts';

const Limited = z.object({ url: z.string() });

/** Tells each call that Slack turns away. */
export function tellLimits(client: WebClient, tell: Tell): void {
  client.on(WebClientEvent.RATE_LIMITED, (seconds: number, about: unknown) => {
    const { data } = Limited.safeParse(about);
    tell('slack-limited', { method: data?.url.split('/').at(-1) ?? '', seconds });
  });
}
