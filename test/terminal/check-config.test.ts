import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runWale } from '../support/terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-check-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const SOURCES = 'elasticsearch: { url: http://es }\nprometheus: { url: http://prom }\n';

async function check(yaml: string, env: Record<string, string> = {}, ...words: string[]) {
  const file = join(folder, 'w.yaml');
  writeFileSync(file, yaml);
  const { out, exitCode, err } = await runWale(['check-config', '--config', file, ...words], env);
  return { out: out.replaceAll(`${file}:`, 'w.yaml:'), exitCode, err };
}

describe('wale check-config', () => {
  it('exits with 0 where nothing is wrong, and names the clusters', async () => {
    expect(await check(SOURCES)).toEqual({
      out: '✅ 1 cluster, nothing wrong: main. wale doctor asks the sources.\n',
      exitCode: 0,
      err: '',
    });
  });

  it('exits with 2 and names every mistake with its place, more than ten of them too', async () => {
    const keys = Array.from('abcdefghijkl', (letter) => `nonsense-${letter}: 1`);

    const { out, exitCode } = await check(keys.join('\n'));

    expect(out.match(/🔴 .*name\./gu)?.slice(0, 2)).toEqual([
      '🔴 wrong w.yaml:1:1: nonsense-a: no setting has this name.',
      '🔴 wrong w.yaml:2:1: nonsense-b: no setting has this name.',
    ]);
    expect(out).toContain('\n12 mistakes\n');
    expect(exitCode).toBe(2);
  });

  it('says so where there is no such file, or no YAML in it', async () => {
    const missing = await runWale(['check-config', '--config', '/nope/w.yaml']);

    expect(missing.out).toContain(
      '🔴 wrong cannot read the configuration file /nope/w.yaml: no such file. Give another with --config or WALE_CONFIG.',
    );
    expect(missing.exitCode).toBe(2);
    expect((await check('a: b: c')).out).toContain('this is no valid YAML');
  });

  it('shows no secret', async () => {
    const yaml = `${SOURCES}slack: { botToken: "\${TOKEN}", nonsense: "\${TOKEN}" }`;
    const { out } = await check(yaml, { TOKEN: 'xoxp-hush' });

    expect(out).toContain('slack.nonsense');
    expect(out).not.toContain('hush');
  });

  const TWO = 'clusters: { a: , b: }\n';
  it.each([
    ['', {}, 'cluster main: expected a source to ask, got none'],
    ['prometheus: { url: http://p }', {}, 'cluster main: expected elasticsearch.url, got nothing'],
    ['elasticsearch: { url: http://e }', {}, 'cluster main: expected prometheus.url, got nothing'],
    [
      `${SOURCES}patroni: { urls: [http://h], timeout: 3s }`,
      {},
      'cluster main: expected patroni.timeout to be at most deadline (2.5 s), got 3 s',
    ],
    [
      SOURCES + TWO,
      {},
      'clusters a and b: expected what tells their logs apart, got the same index, selector and filter. Set elasticsearch.filter of each.',
    ],
    [
      SOURCES + TWO,
      {},
      'clusters a and b: expected what tells their metrics apart, got the same labels and queries. Set prometheus.labels of each.',
    ],
    [
      `${SOURCES}${TWO}alerts: { channels: [C0123] }`,
      {},
      'cluster a: expected what tells alerts about it from those about others, got nothing. Set clusters.a.alerts.labels, names or services.',
    ],
    [SOURCES, { SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN: expected for Socket Mode'],
    [
      SOURCES,
      { SLACK_BOT_TOKEN: 'xoxp-1', SLACK_APP_TOKEN: 'xapp-1' },
      'SLACK_BOT_TOKEN: expected a token that begins with xoxb-',
    ],
  ])('exits with 1 where nobody can have meant it: %j %j', async (yaml, env, sentence) => {
    const { out, exitCode } = await check(yaml, env);

    expect(out).toContain(`⚠️ doubtful ${sentence}`);
    expect(exitCode).toBe(1);
  });

  it('doubts nothing that tells clusters apart', async () => {
    const apart = (name: string): string =>
      `${name}: { elasticsearch: { filter: { t: ${name} } }, prometheus: { labels: { t: ${name} } } }`;

    const { exitCode } = await check(
      `${SOURCES}alerts: {}\nclusters:\n  ${apart('a')}\n  ${apart('b')}`,
      { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
    );

    expect(exitCode).toBe(0);
  });

  it('gives the same as JSON', async () => {
    const { out } = await check(`${SOURCES}nonsense: 1`, {}, '--output', 'json');

    expect(JSON.parse(out)).toEqual({
      clusters: [],
      mistakes: [expect.stringContaining('nonsense: no setting has this name. Expected one of')],
      doubts: [],
    });
  });
});
