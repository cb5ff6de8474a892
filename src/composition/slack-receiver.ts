import { Server, type IncomingHttpHeaders } from 'node:http';
import {
  defaultProcessEventErrorHandler,
  HTTPModuleFunctions,
  HTTPReceiver,
  isValidSlackRequest,
  SocketModeReceiver,
} from '@slack/bolt';
import type { Logger } from 'pino';
import { onlyObjects, readablePath } from '../../handlers/slack/only-objects.ts';
import type { SlackCredentials } from '../config/slack-credentials.ts';
import { TooManyRequests } from '../slack/too-many-requests.ts';
import { boltLogger } from './bolt-logger.ts';

type Routes = NonNullable<ConstructorParameters<typeof SocketModeReceiver>[0]['customRoutes']>;

/** What hears Slack: a server of its own, or a connection of Socket Mode with a server for the webhooks beside it. */
export function createReceiver(
  credentials: SlackCredentials,
  webhookPort: number,
  customRoutes: Routes,
  clientOptions: object,
  log: Logger,
) {
  if (credentials.mode === 'http') {
    const http = new HTTPReceiver({
      signingSecret: credentials.signingSecret,
      customRoutes,
      logger: boltLogger(log),
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
    // Webhooks are served beside Socket Mode; without any nothing listens.
    customRoutes,
    processEventErrorHandler: async (failed) =>
      failed.error instanceof TooManyRequests ? false : defaultProcessEventErrorHandler(failed),
    installerOptions: { clientOptions, port: webhookPort },
  });
  const served: unknown = Reflect.get(socket, 'httpServer');
  if (served instanceof Server) served.prependListener('request', readablePath);
  return { receiver: socket };
}

const isSlackSigned = (
  signingSecret: string,
  headers: IncomingHttpHeaders,
  bytes: Buffer,
): boolean =>
  isValidSlackRequest({
    signingSecret,
    body: bytes.toString('utf8'),
    headers: {
      'x-slack-signature': String(headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
    },
  });
