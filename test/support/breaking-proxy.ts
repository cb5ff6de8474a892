import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';

/** What is done with an answer on its way: bytes are written to the socket, and what else there is to a connection. */
export type Break = (answer: Answered, socket: Socket, request: IncomingMessage) => void;

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Stands before a server and breaks its answers, as proxies, load balancers and dying servers do. */
export async function startBreakingProxy(
  upstream: string,
  breakIt: () => Break,
): Promise<LoopbackServer> {
  return listenOnLoopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { socket } = request;
      socket.on('error', () => undefined); // who asked may have left
      void answerOf(upstream, request, Buffer.concat(chunks)).then((answer) => {
        if (response.destroyed) return;
        breakIt()(answer, socket, request);
      });
    });
  });
}

async function answerOf(
  upstream: string,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answered> {
  const type = request.headers['content-type'];
  const answer = await fetch(`${upstream}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers: type === undefined ? {} : { 'content-type': type },
    ...(body.length === 0 ? {} : { body }),
  });
  const product = answer.headers.get('x-elastic-product');
  return {
    status: answer.status,
    headers: {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      ...(product === null ? {} : { 'x-elastic-product': product }),
    },
    body: await answer.text(),
  };
}

/** The head of an answer as it goes over the wire. */
export const headOf = (
  { status, headers }: Pick<Answered, 'status' | 'headers'>,
  more: Readonly<Record<string, string | number>> = {},
): string =>
  [
    `HTTP/1.1 ${status} Whatever`,
    ...Object.entries({ ...headers, ...more }).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
    '\r\n',
  ].join('\r\n');

/** Sends it on as it came, but for its body. */
export const passOn =
  (change: (body: string, request: IncomingMessage) => string): Break =>
  (answer, socket, request) => {
    const body = Buffer.from(change(answer.body, request));
    socket.end(
      Buffer.concat([Buffer.from(headOf(answer, { 'content-length': body.length })), body]),
    );
  };
