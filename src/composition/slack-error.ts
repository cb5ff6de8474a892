import { z } from 'zod';
import { errorCode } from '../domain/error-code.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { platformErrorOf } from '../slack/platform-error.ts';
import { unreadIn } from '../slack/whole-answer.ts';

const Port = z.object({ port: z.number() });
/** How the client of the Web API tells of an answer that is no success. */
const HttpAnswer = z.object({ statusCode: z.number() });
const Cause = z.object({ cause: z.object({ cause: z.unknown() }) });

/** Says in one sentence why the bot could not start, or go on; anything that is neither Slack's doing nor a port that is taken is rethrown. */
export function toSlackError(fault: unknown): OperatorError {
  const refused = platformErrorOf(fault);
  if (refused !== undefined) {
    return new OperatorError(
      `Slack refuses the tokens (${harmlessText(refused, 60)}). Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN, and that the app is installed.`,
    );
  }
  const answered = HttpAnswer.safeParse(fault).data?.statusCode;
  if (answered !== undefined) {
    return new OperatorError(
      `Slack answers HTTP ${answered}. Is it down, or does a proxy answer in its place?`,
    );
  }
  const unread = unreadIn(fault);
  if (unread !== undefined) {
    return new OperatorError(
      `expected an answer of Slack, got ${unread.message}. Does a proxy or a login page answer in its place?`,
    );
  }
  if (errorCode(fault)?.startsWith('slack_') === true) {
    const inner = errorCode(Cause.safeParse(fault).data?.cause.cause);
    return new OperatorError(
      `cannot reach Slack${inner === undefined ? '' : ` (${inner})`}. Can this host reach it directly, without a proxy?`,
    );
  }
  if (errorCode(fault) === 'EADDRINUSE') {
    const port = Port.safeParse(fault).data?.port;
    return new OperatorError(
      `expected a free port to listen on, got ${port ?? 'one'} that another process has. Set PORT, or slack.port.`,
    );
  }
  // So the client of Socket Mode rejects, with nothing.
  if (!(fault instanceof Error)) {
    return new OperatorError(
      'expected a connection to Slack, got one that was closed at once. Can this host make wss: connections, without a proxy?',
    );
  }
  throw fault;
}
