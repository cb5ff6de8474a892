import { request as ask } from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../lab/scenario/loopback.ts';

export interface Tapped {
  readonly url: string;
  readonly body: string;
  /** Of the answer, as it came over the wire: packed, if it was. */
  readonly bytes: number;
}

/** Hands everything on as it is, and tells of each request. */
export const wireTap = (
  target: string,
  onAnswer: (tapped: Tapped) => void,
): Promise<LoopbackServer> =>
  listenOnLoopback((request, response) => {
    const url = new URL(request.url ?? '/', target);
    const sent: Buffer[] = [];
    const headers = { ...request.headers, host: url.host };
    const passed = ask(url, { method: request.method, headers }, (answer) => {
      let bytes = 0;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        response.write(chunk);
      });
      answer.on('end', () => {
        onAnswer({ url: url.href, body: Buffer.concat(sent).toString(), bytes });
        response.end();
      });
    });
    passed.on('error', (fault) => response.destroy(fault));
    request.on('data', (chunk: Buffer) => {
      sent.push(chunk);
      passed.write(chunk);
    });
    request.on('end', () => passed.end());
  });
