import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { Logger } from 'pino';
import { harmlessText } from '../domain/harmless-text.ts';
import type { Stopwatch } from '../domain/time.ts';
import { platformErrorOf } from './platform-error.ts';
import { createReconnectPace, FIRST_WAIT, LONGEST_WAIT } from './reconnect-pace.ts';

/** What Slack answers when asking again will not help. */
const REFUSALS: readonly string[] = [
  'account_inactive',
  'invalid_auth',
  'not_allowed_token_type',
  'not_authed',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'user_removed_from_team',
];

/** As much of Slack's client as is needed here. */
interface SocketModeLink {
  readonly start: () => Promise<unknown>;
  readonly disconnect: () => Promise<unknown>;
  readonly on: (event: 'connected' | 'disconnected', hear: () => void) => unknown;
}

export interface Connection {
  /** Rejects with Slack's answer once it refuses the token for good. */
  readonly refused: Promise<never>;
  readonly stop: () => void;
}

/**
 * Keeps a connection of Socket Mode that is up: whenever it is lost it is made anew, until Slack is back or
 * refuses. The client's own way to do that ends the process when Slack does not answer for a few seconds.
 */
export function stayConnected(
  client: SocketModeLink,
  log: Logger,
  stopwatch: Stopwatch = () => performance.now(),
): Connection {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = (): boolean => signal.aborted;
  let refuse: (fault: unknown) => void;
  const refused = new Promise<never>((_resolve, reject) => {
    refuse = reject;
  });
  let running = false;
  let upSince = stopwatch();
  const waitAfter = createReconnectPace();

  const connect = async (): Promise<void> => {
    try {
      await client.start();
    } catch (fault) {
      // It rejects with nothing where a connection was closed before it was up.
      throw fault instanceof Error
        ? fault
        : new Error('the connection was closed before it was up');
    }
    // Stopped while it was coming up: nobody else would take it down.
    if (stopped()) await client.disconnect();
  };
  const connectAgain = async (): Promise<void> => {
    if (running || stopped()) return;
    running = true;
    try {
      await sleep(waitAfter(stopwatch() - upSince), undefined, { signal });
      await pRetry(connect, {
        retries: Infinity,
        minTimeout: FIRST_WAIT,
        maxTimeout: LONGEST_WAIT,
        randomize: true,
        signal,
        onFailedAttempt: ({ error }) => {
          const reason = platformErrorOf(error) ?? harmlessText(error.message, 150);
          log.warn({ reason }, 'no connection to Slack: trying again');
        },
        shouldRetry: ({ error }) => !isRefusal(error),
      });
    } catch (fault) {
      if (!stopped()) refuse(fault);
    } finally {
      running = false;
    }
  };
  client.on('connected', () => {
    upSince = stopwatch();
  });
  client.on('disconnected', () => {
    if (!running && !stopped()) log.info('the connection to Slack ended: it is made anew');
    void connectAgain();
  });
  return {
    refused,
    stop: () => {
      stopping.abort();
    },
  };
}

const isRefusal = (fault: unknown): boolean => REFUSALS.includes(platformErrorOf(fault) ?? '');
