import { listenOnLoopback, type LoopbackServer } from '../lab/scenario/loopback.ts';

/** Sends whoever asks on to the server whose turn it is. Its clock is `now`. */
export const forwardTo = (target: () => string, now: () => number): Promise<LoopbackServer> =>
  listenOnLoopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        try {
          const answer = await fetch(new URL(request.url ?? '/', target()), {
            method: request.method ?? 'GET',
            ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
          });
          response.writeHead(answer.status, {
            'content-type': answer.headers.get('content-type') ?? 'application/json',
            'x-elastic-product': answer.headers.get('x-elastic-product') ?? '',
            date: new Date(now()).toUTCString(),
          });
          response.end(await answer.text());
        } catch {
          // The server behind is one that does not answer, or answers half: so does this one.
          response.destroy();
        }
      })();
    });
  });
