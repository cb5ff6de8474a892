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
import { SECOND } from '../domain/time.ts';
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
    http.requestListener = onlyObjects(http.requestListener, (headers, bytes) =>
      isSlackSigned(credentials.signingSecret, headers, bytes),
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

const isSlackSigned = (
  signingSecret: string,
  headers: IncomingHttpHeaders,
  bytes: Buffer,
): boolean =>
  // Bolt refuses what is older than five minutes, by the same clock.
  Number(headers['x-slack-request-timestamp']) <= Date.now() / SECOND + CLOCKS_DIFFER_BY_S &&
  isValidSlackRequest({
    signingSecret,
    body: bytes.toString('utf8'),
    headers: {
      'x-slack-signature': String(headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
    },
  });
