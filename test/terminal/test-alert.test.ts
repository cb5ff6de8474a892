import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { alertmanagerBody } from '../support/webhook-bodies.ts';
import { runWale } from '../support/terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-alert-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const YAML = `
alerts: { channels: [C0123] }
clusters:
  gprd-main: { prometheus: { labels: { env: gprd } } }
  gstg-main: { prometheus: { labels: { env: gstg } } }
`;
const ENV = { ALERTMANAGER_WEBHOOK_TOKEN: 't' };

async function tried(payload: string, ...words: string[]) {
  const config = join(folder, 'wale.yaml');
  const file = join(folder, 'alert.json');
  writeFileSync(config, YAML);
  writeFileSync(file, payload);
  return runWale(['test-alert', file, '--config', config, ...words], ENV);
}
const body = (labels: Record<string, string>): string =>
  JSON.stringify(alertmanagerBody({ labels: { alertname: 'walgBackupDelayed', ...labels } }));

describe('wale test-alert', () => {
  it('says of an alert that it is answered, about which cluster, and why', async () => {
    const { out, exitCode } = await tried(body({ env: 'gprd' }));

    expect(out).toBe(
      [
        'Alertmanager webhook: Last WAL was archived 21m ago.',
        '✅ answered, about gprd-main',
        '   “Last WAL was archived” is in it',
        '   its env: gprd fits gprd-main',
        '',
      ].join('\n'),
    );
    expect(exitCode).toBe(0);
  });

  it.each([
    [body({}), [], 1, '⚠️ answered, without knowing the cluster'],
    [body({ env: 'else' }), [], 2, '🔴 not answered\n   its label env is else'],
    [body({ env: 'gprd' }), ['--cluster', 'gprd-main'], 0, '✅ answered, about gprd-main'],
    [
      body({ env: 'gprd' }),
      ['--cluster', 'gstg-main'],
      2,
      '🔴 answered, about gprd-main and not about gstg-main',
    ],
    ['{}', [], 3, '❔ not understood: expected the JSON of'],
  ])('tells CI by its exit code: %s %j', async (payload, words, code, sentence) => {
    const { out, exitCode } = await tried(payload, ...words);

    expect(out).toContain(sentence);
    expect(exitCode).toBe(code);
  });

  it('gives the same as JSON', async () => {
    const { out } = await tried(body({ env: 'gprd' }), '--output', 'json');

    expect(JSON.parse(out)).toMatchObject({
      kind: 'tried',
      form: 'Alertmanager webhook',
      alerts: [{ outcome: 'answered', clusters: ['gprd-main'] }],
    });
  });

  it.each([
    ['no JSON', 'alert.json: expected JSON, got something else.'],
    [`"${'x'.repeat(16 * 1024 * 1024)}"`, 'expected JSON of at most 16 MiB, got more'],
  ])('refuses what it cannot read', async (payload, sentence) => {
    const { err, exitCode } = await tried(payload);

    expect(err).toContain(sentence);
    expect(exitCode).toBe(3);
  });

  it('names what is missing', async () => {
    expect((await runWale(['test-alert', '/nope.json'])).err).toContain(
      'cannot read /nope.json: no such file',
    );
    expect((await tried('{}', '--cluster', 'nope')).err).toContain(
      '--cluster: expected the name of a cluster: gprd-main, gstg-main',
    );
  });
});
