import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HOUR, SECOND } from '../../src/domain/time.ts';

const Reply = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});
export type Reply = z.infer<typeof Reply>;

/** What a server answered, by what it was asked: `_msearch`, with a digest if more was asked afterwards, or the text of a query. */
const Recording = z.record(z.string(), Reply);
export type Recording = z.infer<typeof Recording>;

export type Server = 'elasticsearch' | 'prometheus';

export const recordingPath = (folder: string, server: Server): string =>
  join(folder, `${server}.json`);

export function readRecording(folder: string, server: Server): Recording {
  const path = recordingPath(folder, server);
  return existsSync(path) ? Recording.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
}

/** Under which name a request is kept. */
export function requestKey(server: Server, url: URL, body = ''): string {
  if (server !== 'prometheus') {
    return isFurtherLook(body)
      ? `${url.pathname} ${createHash('sha256').update(body).digest('hex').slice(0, 12)}`
      : url.pathname;
  }
  const query = url.searchParams.get('query') ?? '';
  // The samples themselves: the query says of which time.
  if (url.pathname.endsWith('/query')) return query;
  const number = (name: string): number => Number(url.searchParams.get(name));
  const step = number('step');
  if (step !== 30) return `${query} step ${step}`;
  return number('end') - number('start') > HOUR / SECOND ? `${query} for a day` : query;
}

/** What is asked once the first answer is there. Only the first look counts uploads by the minute. */
export const isFurtherLook = (body: string): boolean =>
  body !== '' && !body.includes('"date_histogram"');
