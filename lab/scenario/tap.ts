import { writeFileSync } from 'node:fs';
import { listenOnLoopback } from './loopback.ts';
import { scrub } from './scrub.ts';
import { recordingPath, requestKey, type Recording, type Server } from './recording.ts';

export interface Tap {
  readonly server: Server;
  readonly url: string;
  readonly recording: Recording;
  readonly close: () => Promise<void>;
}

/**
 * Passes requests on to a server, and keeps its answers. A scene of another time is no wrong clock: there the answers
 * bear the scene's date.
 */
export async function tap(server: Server, target: string, sceneAt?: string): Promise<Tap> {
  const recording: Recording = {};
  const { url, close } = await listenOnLoopback((request, response) => {
    if (sceneAt !== undefined) response.setHeader('date', new Date(sceneAt).toUTCString());
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const asked = new URL(request.url ?? '/', target);
        const body = Buffer.concat(chunks);
        const answer = await fetch(asked, {
          method: request.method ?? 'GET',
          headers: headersOf(request.headers),
          ...(chunks.length === 0 ? {} : { body }),
        });
        const text = await answer.text();
        const headers = keptHeaders(answer.headers);
        recording[requestKey(server, asked, body.toString())] = {
          status: answer.status,
          headers,
          body: scrub(steady(JSON.parse(text))),
        };
        response.writeHead(answer.status, headers);
        response.end(text);
      })();
    });
  });
  return { server, url, recording, close };
}

const headersOf = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && ['accept', 'content-type'].includes(entry[0]),
    ),
  );

const keptHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].filter(([name]) => ['content-type', 'x-elastic-product'].includes(name)),
  );

/** How long the server took is not part of the scene: without it a new recording shows real changes only. */
function steady(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) => (key === 'took' ? 1 : value));
}

/** Keeps what a server answered, beside its scenario. Sorted, since requests that run at once come in any order. */
export function saveRecording(folder: string, { server, recording }: Tap): void {
  const sorted = Object.fromEntries(Object.entries(recording).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(recordingPath(folder, server), `${JSON.stringify(sorted, null, 1)}\n`);
}
