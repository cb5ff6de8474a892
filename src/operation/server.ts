import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SECOND } from '../domain/time.ts';
import type { BuildInfo } from './build-info.ts';
import type { PartState } from './readiness.ts';

export interface OperationPages {
  readonly build: BuildInfo;
  readonly states: () => Promise<readonly PartState[]>;
  readonly metrics: { readonly contentType: string; readonly text: () => Promise<string> };
  readonly onFault: (fault: unknown) => void;
}

export interface OperationServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** A scraper or a probe that takes longer than this is no scraper. */
const SLOWEST_REQUEST_MS = 10 * SECOND;

/**
 * /healthz, /readyz and /metrics on a port of their own: they tell names of clusters and figures, and belong on no
 * public path. Rejects where the port cannot be had.
 */
export async function serveOperation(
  { address, port }: { readonly address: string; readonly port: number },
  pages: OperationPages,
): Promise<OperationServer> {
  const server = createServer(
    { requestTimeout: SLOWEST_REQUEST_MS, headersTimeout: SLOWEST_REQUEST_MS },
    (request, response) => {
      answer(request, response, pages).catch((fault: unknown) => {
        pages.onFault(fault);
        if (response.headersSent) response.destroy();
        else say(response, 500, 'text/plain; charset=utf-8', 'this failed; the log says how\n');
      });
    },
  );
  server.listen(port, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { build, states, metrics }: OperationPages,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    say(response, 405, 'text/plain; charset=utf-8', 'expected GET\n');
    return;
  }
  const [path = ''] = (request.url ?? '').split('?');
  switch (path) {
    case '/healthz':
      say(response, 200, 'application/json', json({ status: 'ok', ...build }));
      return;
    case '/readyz': {
      const parts = await states();
      const isReady = parts.every((part) => part.isReady);
      const status = isReady ? 'ready' : 'not ready';
      say(response, isReady ? 200 : 503, 'application/json', json({ status, parts }));
      return;
    }
    case '/metrics':
      say(response, 200, metrics.contentType, await metrics.text());
      return;
    default:
      say(response, 404, 'text/plain; charset=utf-8', 'there are /healthz, /readyz and /metrics\n');
  }
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

function say(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(body);
}
