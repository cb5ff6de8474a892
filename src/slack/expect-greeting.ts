import type { SocketModeReceiver } from '@slack/bolt';
import { SECOND, type DurationMs } from '../domain/time.ts';

/** Slack greets within a second or two. */
const SLOWEST_GREETING: DurationMs = 20 * SECOND;

/**
 * Hangs up on whoever takes a connection of Socket Mode and never says a word, as a proxy may that knows no WebSockets. The
 * client itself would wait for five minutes, and for ever for the greeting.
 */
export function expectGreeting(
  client: Pick<SocketModeReceiver['client'], 'on' | 'disconnect'>,
  slowestMs: DurationMs = SLOWEST_GREETING,
): void {
  let timer: NodeJS.Timeout | undefined;
  const calm = (): void => {
    clearTimeout(timer);
  };
  client.on('connecting', () => {
    calm();
    timer = setTimeout(() => void client.disconnect(), slowestMs);
  });
  client.on('connected', calm);
  client.on('disconnected', calm);
}
