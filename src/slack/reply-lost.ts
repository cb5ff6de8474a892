import { errorCode } from '../domain/error-code.ts';
import { platformErrorOf } from './platform-error.ts';
import { refusedWith } from './respond-fault.ts';
import { NotSent } from './try-again.ts';
import { NONE_OF_SLACKS, unreadIn } from './whole-answer.ts';

/** What was to be said did not get through, and Wale is not to blame. */
export class ReplyLost extends Error {
  override readonly name = 'ReplyLost';
  /** Bolt wraps errors that have none. */
  readonly code = 'wale_reply_lost';
  /** In a few words of ours or of Slack’s own: `HTTP 404`, `not_in_channel`. */
  readonly reason: string;

  constructor(reason: string, cause: unknown) {
    super(`a reply did not get through: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** The same fault, as a lost reply where it is one: Slack refused it, did not answer, or was not reached. */
export function lostWith(fault: unknown): unknown {
  const reason = lossOf(fault);
  return reason === undefined ? fault : new ReplyLost(reason, fault);
}

/** Why a post to Slack did not get through; undefined for any other fault. */
function lossOf(fault: unknown): string | undefined {
  if (fault instanceof NotSent) return fault.reason;
  const unread = unreadIn(fault);
  if (unread !== undefined) return unread.message;
  const status = refusedWith(fault);
  return status === undefined
    ? (platformErrorOf(fault) ?? CLIENT_FAULTS[errorCode(fault) ?? ''])
    : `HTTP ${status}`;
}

/** What the client of the Web API says of a call that got no answer of Slack’s own. */
const CLIENT_FAULTS: Readonly<Record<string, string>> = {
  slack_webapi_request_error: 'no answer',
  slack_webapi_http_error: NONE_OF_SLACKS,
  slack_webapi_rate_limited_error: 'ratelimited',
};
