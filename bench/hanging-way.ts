import { request as ask } from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../lab/scenario/loopback.ts';

export interface HangingWay extends LoopbackServer {
  /** How many requests came in. */
  asked: number;
  /** Takes requests in from now on, and answers none of those that may hang. */
  hangs: boolean;
}

/** Hands on what it is asked, and counts it; or takes it in and never answers. */
export async function hangingWay(
  target: string,
  mayHang: (url: string) => boolean = () => true,
): Promise<HangingWay> {
  const way = { asked: 0, hangs: false };
  const { url, close } = await listenOnLoopback((request, response) => {
    way.asked += 1;
    const path = request.url ?? '/';
    if (way.hangs && mayHang(path)) return;
    const passed = ask(
      new URL(path, target),
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on('error', (fault) => response.destroy(fault));
    request.pipe(passed);
  });
  return Object.assign(way, { url, close });
}
