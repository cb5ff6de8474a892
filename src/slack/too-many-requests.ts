import { BOUNDS } from '../domain/bounds.ts';

const MOST = BOUNDS.requestsAtOnce.most;

/** What a command is told that came in when so many were being answered. */
export const TOO_MANY_REQUESTS = `Wale is too busy: ${MOST.toLocaleString('en')} requests are waiting for their answers, and until some have them no more are accepted. Please ask again in a minute.`;

/**
 * A request that is left unacknowledged for the same reason: Slack sends an event again later, and shows whoever clicked
 * that it did not work.
 */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';
}
