import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runWale } from '../support/terminal.ts';

/** Nobody listens there. */
const NOBODY = 'http://127.0.0.1:1/';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-check-serving-'));
  writeFileSync(join(folder, 'wale.yaml'), 'clusters: { main: {}, ci: {} }\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('a check of the bot says of which cluster it speaks once, with a blank line in between', async () => {
  const { out, exitCode } = await runWale(
    ['serve', '--check', '--config', join(folder, 'wale.yaml')],
    {
      ELASTICSEARCH_URL: NOBODY,
      PROMETHEUS_URL: NOBODY,
      SLACK_API_URL: NOBODY,
      SLACK_BOT_TOKEN: 'xoxb-hush-hush-hush',
      SLACK_APP_TOKEN: 'xapp-hush-hush-hush',
    },
  );

  expect(exitCode).toBe(2);
  expect(out).toMatch(/^main: \d+ checks, /);
  expect(out).toMatch(/\n\nci: \d+ checks, /);
  expect(out).not.toMatch(/^(?:main|ci)$/m);
});
