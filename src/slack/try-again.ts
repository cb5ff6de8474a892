import pRetry from 'p-retry';
import { z } from 'zod';
import { refusedWith } from './respond-fault.ts';

/** How often a reply that did not get through is tried again. Slack takes five replies for one question. */
const RETRIES = 3;

/** Sends a reply to a response_url, and tries again where that may help: too many at once, a fault of Slack, a broken connection. */
export const tryAgain = <Answer>(send: () => Promise<Answer>, firstWaitMs = 500): Promise<Answer> =>
  pRetry(
    async () => {
      try {
        return await send();
      } catch (fault) {
        throw isBroken(fault)
          ? new ConnectionBroke('the connection broke', { cause: fault })
          : fault;
      }
    },
    {
      retries: RETRIES,
      minTimeout: firstWaitMs,
      factor: 2,
      shouldRetry: ({ error }) => error instanceof ConnectionBroke || isForNow(error),
    },
  );

class ConnectionBroke extends Error {}

const FetchFault = z.object({ name: z.literal('TypeError'), cause: z.unknown() });

/** fetch says the same of a redirect, which is not followed. */
function isBroken(fault: unknown): boolean {
  const { data } = FetchFault.safeParse(fault);
  return data !== undefined && !/redirect/i.test(String(data.cause));
}

function isForNow(fault: unknown): boolean {
  const status = refusedWith(fault);
  return status !== undefined && (status === 429 || status >= 500);
}
