import pRetry from 'p-retry';
import { z } from 'zod';
import { errorCode } from '../domain/error-code.ts';
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
        throw notSentBy(fault) ?? fault;
      }
    },
    {
      retries: RETRIES,
      minTimeout: firstWaitMs,
      factor: 2,
      shouldRetry: ({ error }) =>
        error instanceof NotSent ? error.isWorthAnotherTry : isForNow(error),
    },
  );

/** No answer came at all. */
export class NotSent extends Error {
  readonly reason: string;
  readonly isWorthAnotherTry: boolean;

  constructor(reason: string, isWorthAnotherTry: boolean, cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
    this.isWorthAnotherTry = isWorthAnotherTry;
  }
}

/** How fetch calls all that has to do with the connection, and a redirect, which is not followed. */
const FetchFault = z.object({
  name: z.literal('TypeError'),
  message: z.literal('fetch failed'),
  cause: z.unknown(),
});
const TookTooLong = z.object({ name: z.literal('TimeoutError') });

function notSentBy(fault: unknown): NotSent | undefined {
  // It may have arrived all the same.
  if (TookTooLong.safeParse(fault).success) return new NotSent('no answer in time', false, fault);
  const { data } = FetchFault.safeParse(fault);
  if (data === undefined) return undefined;
  return /redirect/i.test(String(data.cause))
    ? new NotSent('it leads elsewhere', false, fault)
    : new NotSent(errorCode(data.cause) ?? 'the connection broke', true, fault);
}

function isForNow(fault: unknown): boolean {
  const status = refusedWith(fault);
  return status !== undefined && (status === 429 || status >= 500);
}
