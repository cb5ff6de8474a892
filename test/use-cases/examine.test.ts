import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createExaminations } from '../../src/composition/examinations.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { HOUR } from '../../src/domain/time.ts';
import { NOON } from '../support/snapshot.ts';

let folder: string;
let server: LoopbackServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-doctor-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const answering = async (status: number, body: (path: string) => unknown): Promise<string> => {
  server = await listenOnLoopback((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body(request.url ?? '')));
  });
  return server.url;
};

async function checksOf(yaml: string, logFiles: readonly string[] = [], now = NOON) {
  const config = loadConfig({ env: {}, readFile: () => yaml });
  const examine = createExaminations(config, logFiles, () => now).get('main');
  const { checks } = (await examine?.()) ?? { checks: [] };
  return (subject: string) => {
    const check = checks.find((one) => one.subject === subject);
    return check === undefined ? undefined : `${check.outcome}: ${check.found}`;
  };
}

const patroni = (urls: string) => `patroni: { urls: [${urls}] }`;
const pagerduty = (url: string) =>
  `alerts: { pagerduty: { apiUrl: "${url}", token: t0ken, from: bot@example.com } }`;

describe('the doctor tries what is set up, and nothing else:', () => {
  it('nothing of Patroni, state, Slack and PagerDuty where none is', async () => {
    const found = await checksOf('');

    for (const subject of ['Patroni', 'state', 'Slack token', 'PagerDuty', 'log files']) {
      expect(found(subject)).toBeUndefined();
    }
  });

  it('Patroni, its members', async () => {
    const url = await answering(200, (path) =>
      path === '/cluster'
        ? { members: [{ name: 'db-1', role: 'leader', state: 'running', timeline: 2 }] }
        : [],
    );

    expect((await checksOf(patroni(url)))('Patroni')).toBe('works: 1 member');
  });

  it.each([
    ['that refuses', 503, {}, 'broken: it answered HTTP 503'],
    ['of another kind', 200, { members: 'none' }, 'broken: its answer is not what was expected'],
    [
      'without a member',
      200,
      { members: [] },
      'broken: its answer is not what was expected (members: expected a member, got an empty list)',
    ],
  ])('a Patroni %s', async (_what, status, cluster, said) => {
    const url = await answering(status, (path) => (path === '/cluster' ? cluster : []));

    expect((await checksOf(patroni(url)))('Patroni')).toContain(said);
  });

  it('a state folder that is there, and one that will be made', async () => {
    expect((await checksOf(`state: { folder: ${folder} }`))('state')).toBe(
      `works: folder ${folder}: can be written`,
    );
    expect((await checksOf(`state: { folder: ${folder}/a/b } `))('state')).toContain(
      'will be created when the bot starts',
    );
  });

  it('a state folder in whose way a file is', async () => {
    writeFileSync(join(folder, 'file'), '');

    expect((await checksOf(`state: { folder: ${folder}/file } `))('state')).toContain('broken');
    expect((await checksOf(`state: { folder: ${folder}/file/below } `))('state')).toContain(
      'broken',
    );
  });

  it('a Redis that does not run', async () => {
    expect((await checksOf('state: { redisUrl: "redis://127.0.0.1:1" }'))('state')).toBe(
      'broken: Redis: ECONNREFUSED',
    );
  });

  it.each([
    ['that knows the user', 200, [{ email: 'Bot@example.com' }], 'works: takes notes'],
    ['that does not know the user', 200, [{ email: 'other@example.com' }], 'lacking: it knows no'],
    ['that refuses the token', 401, [], 'lacking: it answered HTTP 401: check the credentials'],
  ])('a PagerDuty %s', async (_what, status, users, said) => {
    const url = await answering(status, () => ({ users }));

    expect((await checksOf(pagerduty(url)))('PagerDuty')).toContain(said);
  });

  it('log files in place of Elasticsearch', async () => {
    const log = 'test/fixtures/wal-e/01-push-ok.syslog-json.log';
    const empty = join(folder, 'empty.log');
    writeFileSync(empty, '');

    const found = await checksOf('', [log]);
    expect(found('Elasticsearch')).toBeUndefined();
    expect(found('log files')).toBeDefined();
    expect(found('log lines')).toBe('works: all of them are understood');
    expect((await checksOf('', [empty]))('log files')).toContain('lacking');
    const afterwards = await checksOf('', [log], NOON + 72 * HOUR);
    expect(afterwards('log files')).toMatch(
      /^works: \d+ uploads and \d+ errors as of the newest record, 3 d/,
    );
    expect((await checksOf('', [join(folder, 'none.log')]))('log files')).toContain(
      'broken: cannot read',
    );
  });
});
