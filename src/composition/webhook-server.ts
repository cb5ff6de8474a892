import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pathOf, readablePath } from '../../handlers/slack/only-objects.ts';
import { SLOWEST_SENDER, WAITING_CONNECTIONS } from './slowest-sender.ts';

export interface WebhookRoute {
  readonly path: string;
  readonly method: 'POST';
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface WebhookServer {
  /** Rejects where the port cannot be had. */
  readonly start: () => Promise<void>;
  /** Takes in nothing more, and resolves once what came in is answered. */
  readonly stop: () => Promise<void>;
}

/**
 * Serves webhooks beside Socket Mode. Bolt’s own server there waits forever for a slow sender, and a port that is taken ends
 * the process.
 */
export function createWebhookServer(routes: readonly WebhookRoute[], port: number): WebhookServer {
  const server = createServer(SLOWEST_SENDER, (request, response) => {
    readablePath(request);
    const path = pathOf(request);
    const route = routes.find((one) => one.path === path && one.method === request.method);
    if (route === undefined) response.writeHead(404).end();
    else route.handler(request, response);
  });
  return {
    start: async () => {
      server.listen({ port, backlog: WAITING_CONNECTIONS });
      await once(server, 'listening');
    },
    stop: async () => {
      if (!server.listening) return;
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}
