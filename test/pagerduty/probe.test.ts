import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { measured } from '../../src/domain/reading.ts';
import { createNotesProbe } from '../../src/pagerduty/probe.ts';
import { NOON } from '../support/snapshot.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

/** What is found where PagerDuty answers so, and what it was asked. */
async function probe(status: number, answer: unknown, from = 'wale@example.com') {
  const asked: unknown[] = [];
  server = await listenOnLoopback((request, response) => {
    const { authorization, accept } = request.headers;
    asked.push({ method: request.method, url: request.url, authorization, accept });
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  const found = await createNotesProbe({ url: server.url, token: 'pd-token', from })({
    at: NOON,
    historic: false,
    signal: AbortSignal.timeout(10_000),
  });
  return { asked, found };
}
const users = (...emails: readonly string[]) => ({ users: emails.map((email) => ({ email })) });

describe('whether PagerDuty takes notes', () => {
  it('is asked for by the one user in whose name they are written, and writes nothing', async () => {
    const { asked, found } = await probe(200, users('wale@example.com'));

    expect(asked).toEqual([
      {
        method: 'GET',
        url: '/users?query=wale%40example.com&limit=25',
        authorization: 'Token token=pd-token',
        accept: 'application/vnd.pagerduty+json;version=2',
      },
    ]);
    expect(found).toEqual(measured({ from: 'wale@example.com' }, NOON));
  });

  it('is so whichever of those that it finds the user is, and in which letters', async () => {
    const { found } = await probe(200, users('wale2@example.com', 'Wale@Example.com'));

    expect(found.kind).toBe('measured');
  });

  it.each([
    ['knows nobody of the kind', users()],
    ['knows somebody else alone', users('wale2@example.com')],
  ])('is not so where it %s', async (_what, answer) => {
    const { found } = await probe(200, answer);

    expect(found).toMatchObject({
      kind: 'unavailable',
      reason: 'refused',
      detail: 'it knows no user wale@example.com',
    });
  });

  it.each([
    ['the token is refused', 401, {}],
    ['it is asked for elsewhere', 302, users('wale@example.com')],
    ['it fails', 500, 'oops'],
    ['it answers something else', 200, { users: [{ name: 'Wale' }] }],
    ['a web page answers', 200, '<html>'],
  ])('is not known where %s', async (_what, status, answer) => {
    const { found } = await probe(status, answer);

    expect(found.kind).toBe('unavailable');
    expect(JSON.stringify(found)).not.toContain('it knows no user');
  });
});
