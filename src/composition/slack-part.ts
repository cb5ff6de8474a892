import type { WebClient } from '@slack/web-api';
import type { SocketModeReceiver } from '@slack/bolt';
import { errorCode } from '../domain/error-code.ts';
import { SECOND, type DurationMs, type Stopwatch } from '../domain/time.ts';
import { platformErrorOf } from '../slack/platform-error.ts';

/** A probe asks every few seconds: Slack is asked no more often than this. */
const ASKED_EVERY: DurationMs = 30 * SECOND;

/** In Socket Mode the bot is there while its connection is up. */
export function socketPart(
  client: Pick<SocketModeReceiver['client'], 'on'>,
): () => Promise<string | undefined> {
  let isUp = false;
  client.on('connected', () => {
    isUp = true;
  });
  for (const event of ['disconnected', 'disconnecting', 'reconnecting']) {
    client.on(event, () => {
      isUp = false;
    });
  }
  return () => Promise.resolve(isUp ? undefined : 'no connection to Slack is up');
}

/** In HTTP mode Slack comes to the bot: whether the bot reaches Slack with its token is asked. */
export function httpPart(
  client: Pick<WebClient, 'auth'>,
  stopwatch: Stopwatch,
): () => Promise<string | undefined> {
  let asked: { readonly at: DurationMs; readonly lack: Promise<string | undefined> } | undefined;
  return () => {
    if (asked === undefined || stopwatch() - asked.at >= ASKED_EVERY) {
      asked = { at: stopwatch(), lack: lackOf(client) };
    }
    return asked.lack;
  };
}

async function lackOf(client: Pick<WebClient, 'auth'>): Promise<string | undefined> {
  try {
    await client.auth.test();
    return undefined;
  } catch (fault) {
    const refusal = platformErrorOf(fault);
    return refusal === undefined
      ? `Slack does not answer (${errorCode(fault) ?? 'no answer'})`
      : `Slack refuses the bot token (${refusal})`;
  }
}
