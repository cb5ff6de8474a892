import type { IncomingHttpHeaders } from 'node:http';
import {
  defaultProcessEventErrorHandler,
  HTTPModuleFunctions,
  HTTPReceiver,
  HTTPReceiverDeferredRequestError,
  isValidSlackRequest,
  SocketModeReceiver,
} from '@slack/bolt';
import type { Logger } from 'pino';
import { onlyObjects } from '../../handlers/slack/only-objects.ts';
import type { SlackCredentials } from '../config/slack-credentials.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import { expectGreeting } from '../slack/expect-greeting.ts';
import { TooManyRequests } from '../slack/too-many-requests.ts';
import { boltLogger } from './bolt-logger.ts';
import type { WebhookRoute } from './webhook-server.ts';

/** What hears Slack: a server, which has the webhooks too, or a connection of Socket Mode. */
export function createReceiver(
  credentials: SlackCredentials,
  routes: readonly WebhookRoute[],
  clientOptions: object,
  log: Logger,
) {
  if (credentials.mode === 'http') {
    const http = new HTTPReceiver({
      signingSecret: credentials.signingSecret,
      // `onlyObjects` below lets nothing through that is not signed.
      signatureVerification: false,
      customRoutes: [...routes],
      logger: boltLogger(log),
      // Whoever looks for what else there is gets no line in the log for it.
      dispatchErrorHandler: (failed) => {
        if (failed.error instanceof HTTPReceiverDeferredRequestError) {
          failed.response.writeHead(404).end();
        } else HTTPModuleFunctions.defaultDispatchErrorHandler(failed);
      },
      processEventErrorHandler: async (failed) => {
        if (!(failed.error instanceof TooManyRequests)) {
          return HTTPModuleFunctions.defaultProcessEventErrorHandler(failed);
        }
        failed.response.writeHead(503).end();
        return true;
      },
    });
    http.requestListener = onlyObjects(
      http.requestListener,
      createIsSlackSigned(credentials.signingSecret, log),
    );
    return { http };
  }
  const socket = new SocketModeReceiver({
    appToken: credentials.appToken,
    logger: boltLogger(log),
    // See stay-connected.ts.
    autoReconnectEnabled: false,
    processEventErrorHandler: async (failed) =>
      failed.error instanceof TooManyRequests ? false : defaultProcessEventErrorHandler(failed),
    installerOptions: { clientOptions },
  });
  expectGreeting(socket.client);
  return { receiver: socket };
}

/** What is signed for later could be sent again until then, https://docs.slack.dev/authentication/verifying-requests-from-slack */
const CLOCKS_DIFFER_BY_S = 5 * 60;

/** Slack retries again and again, and so may whoever replays an old request. */
const CLOCK_TOLD_EVERY = MINUTE;

/** Whether Slack signed it just now. A request signed for another time is logged: this host's clock may be wrong. */
function createIsSlackSigned(
  signingSecret: string,
  log: Pick<Logger, 'warn'>,
): (headers: IncomingHttpHeaders, bytes: Buffer) => boolean {
  let toldAt = -Infinity;
  return (headers, bytes) => {
    const stamp = Number(headers['x-slack-request-timestamp']);
    if (!Number.isFinite(stamp)) return false;
    const isSigned = isValidSlackRequest({
      signingSecret,
      body: bytes.toString('utf8'),
      headers: {
        'x-slack-signature': String(headers['x-slack-signature']),
        'x-slack-request-timestamp': stamp,
      },
      nowMilliseconds: stamp * SECOND,
    });
    if (!isSigned) return false;
    const aheadS = Math.round(Date.now() / SECOND - stamp);
    if (Math.abs(aheadS) <= CLOCKS_DIFFER_BY_S) return true;
    if (performance.now() - toldAt >= CLOCK_TOLD_EVERY) {
      toldAt = performance.now();
      log.warn(
        { aheadS },
        'refused: a request whose Slack signature is for another time; aheadS is how many seconds this host’s clock is ahead of it. Is this host’s clock right?',
      );
    }
    return false;
  };
}
