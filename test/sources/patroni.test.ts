import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { askPatroni } from '../support/ask-source.ts';
import { NOON } from '../support/snapshot.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

const fixture = (name: string): string =>
  readFileSync(`test/fixtures/patroni/${name}.json`, 'utf8');
const CLUSTER = fixture('cluster');
const HISTORY = fixture('history');

/** A member that answers these texts; undefined for one that never answers. */
async function member(cluster: string | undefined, history: string, status = 200): Promise<string> {
  const server = await listenOnLoopback((request, response) => {
    if (cluster === undefined) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(request.url === '/cluster' ? cluster : history);
  });
  servers.push(server);
  return server.url;
}

const ask = (urls: readonly string[], historic = false, timeoutMs = 300) =>
  askPatroni({ urls, caFile: undefined, timeoutMs })({
    at: NOON,
    historic,
    signal: AbortSignal.timeout(60_000),
  });

describe('the Patroni adapter', () => {
  it('reads what a real Patroni answered', async () => {
    expect(await ask([await member(CLUSTER, HISTORY)])).toEqual({
      kind: 'measured',
      observedAt: NOON,
      value: {
        members: [
          { host: 'patroni-01-db-lab', role: 'replica', state: 'running', timeline: 3 },
          { host: 'patroni-02-db-lab', role: 'leader', state: 'running', timeline: 3 },
          { host: 'patroni-03-db-lab', role: 'replica', state: 'running', timeline: 3 },
        ],
        switches: [
          { timeline: 1, lsn: 386_148_984n, at: Date.UTC(2026, 10, 25, 17, 28, 20, 877) },
          { timeline: 2, lsn: 0x2300_0000n, at: Date.UTC(2026, 10, 25, 17, 29, 32, 453) },
        ],
      },
    });
  });

  it('is content with one member that answers, and does not wait for another that hangs', async () => {
    const urls = [await member(undefined, ''), await member(CLUSTER, HISTORY)];

    expect(await ask(urls, false, 60_000)).toMatchObject({ kind: 'measured' });
  });

  it('takes a history without times, and a member without a timeline', async () => {
    const cluster =
      '{"members":[{"name":"a.internal","role":"replica","state":"starting"},{"name":"<!here>","role":"x","state":"y"}]}';

    expect(
      await ask([await member(cluster, '[[1, 24, "no recovery target specified"]]')]),
    ).toMatchObject({
      value: {
        members: [{ host: 'a.internal', timeline: undefined }],
        unreadMembers: { count: 1, samples: ['"<!here>"'] },
        switches: [{ timeline: 1, lsn: 24n, at: undefined }],
      },
    });
  });

  it('knows a member whose name is no host by its address, unless others have it too', async () => {
    const of = (host: string) =>
      JSON.stringify({
        members: ['node 1', 'node 2'].map((name, index) => ({
          name,
          host: index === 0 ? '10.0.0.7' : host,
          role: 'replica',
          state: 'streaming',
        })),
      });

    expect(await ask([await member(of('2001:DB8::8'), '[]')])).toMatchObject({
      value: { members: [{ host: '10.0.0.7' }, { host: '2001:db8::8' }] },
    });
    expect(await ask([await member(of('10.0.0.7'), '[]')])).toMatchObject({
      value: { members: [], unreadMembers: { count: 2, samples: ['"node 1"', '"node 2"'] } },
    });
  });

  it.each([
    ['an error', '{}', '{}', 503, 'refused'],
    ['nothing', '', '', 200, 'bad-response'],
    ['a log-in page', '<html>', '<html>', 200, 'bad-response'],
    ['a cut-off history', CLUSTER, HISTORY.slice(0, 40), 200, 'bad-response'],
    ['a negative position', CLUSTER, '[[1, -5]]', 200, 'bad-response'],
  ])('makes a reading of %s', async (_what, cluster, history, status, reason) => {
    expect(await ask([await member(cluster, history, status)])).toMatchObject({
      kind: 'unavailable',
      reason,
    });
  });

  it('makes a reading of silence and of a closed port', async () => {
    expect(await ask([await member(undefined, '')])).toMatchObject({ reason: 'timeout' });
    expect(await ask(['http://127.0.0.1:1'])).toMatchObject({ reason: 'unreachable' });
  });

  it('is not asked about the past', async () => {
    expect(await ask(['http://127.0.0.1:1'], true)).toMatchObject({
      reason: 'no-data',
      detail: 'it only knows the present',
    });
  });
});
