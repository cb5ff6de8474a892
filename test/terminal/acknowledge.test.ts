import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { openLevelStore } from '../../src/threads/stores/level.ts';
import { runWale } from '../support/terminal.ts';

const scenario = readScenario('upload-stuck');
const now = (): number => Date.parse(scenario.at);

let folder = '';
let servers: Replay | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wale-test-'));
  servers = await replay(scenario);
});
afterEach(async () => {
  await servers?.close();
  rmSync(folder, { recursive: true });
});

const state = (): string => join(folder, 'state');

/** Runs a command with the servers of the scenario, and the state of a bot. */
function wale(...words: string[]) {
  const config = join(folder, 'wale.yaml');
  writeFileSync(config, `clusters:\n  main: {}\nstate:\n  folder: ${state()}\n`);
  return runWale(
    words,
    {
      ELASTICSEARCH_URL: servers?.elasticsearchUrl ?? '',
      PROMETHEUS_URL: servers?.prometheusUrl ?? '',
      WALE_CONFIG: config,
      USER: 'dora',
    },
    false,
    now,
  );
}

describe('wale ack', () => {
  beforeEach(() => {
    mkdirSync(state());
  });

  it('takes the lead from what is known, until it is ended', async () => {
    const before = await wale('status');
    const ack = await wale('ack', 'main', 'until', '3h', 'because', 'the', 'store', 'moves');
    const after = await wale('status');
    const listed = await wale('acks');
    const unack = await wale('unack', 'main');
    const again = await wale('status');

    expect(before).toMatchObject({ exitCode: 2 });
    expect(ack).toMatchObject({ exitCode: 0, err: '' });
    expect(ack.out).toContain(
      'acknowledged by dora (terminal) until 2026-11-24 04:58 UTC (the store moves)',
    );
    expect(after.exitCode).not.toBe(2);
    expect(after.out).toContain('acknowledged by dora (terminal)');
    expect(listed.out).toContain('main: upload-stuck');
    expect(unack).toMatchObject({ exitCode: 0 });
    expect(again).toMatchObject({ exitCode: 2, out: before.out });
  });

  it('lists as JSON what is acknowledged', async () => {
    await wale('ack', 'main', 'maintenance', 'until', '18:00', 'because', 'it is moved');

    expect(JSON.parse((await wale('acks', '--output', 'json')).out)).toEqual([
      {
        cluster: 'main',
        at: '2026-11-24T01:58:00.000Z',
        until: '2026-11-24T18:00:00.000Z',
        by: 'dora (terminal)',
        because: 'it is moved',
        what: 'maintenance',
      },
    ]);
  });

  it('says what it did not understand', async () => {
    expect(await wale('ack', 'main', 'for', '3h')).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('expected ack CLUSTER until TIME because REASON'),
    });
    expect(await wale('unack', 'main')).toMatchObject({
      exitCode: 1,
      out: 'nothing of main is acknowledged\n',
    });
  });

  it('hides nothing while the bot has its folder open, and says why', async () => {
    await wale('ack', 'main', 'until', '3h', 'because', 'the store moves');
    const bot = await openLevelStore(state(), now, () => 0);

    const status = await wale('status');
    const ack = await wale('ack', 'main', 'until', '3h', 'because', 'once more');
    await bot.close();

    expect(status).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('what is acknowledged could not be read'),
    });
    expect(ack).toMatchObject({ exitCode: 3, err: expect.stringContaining('/wale ack in Slack') });
  });
});

describe('without a state', () => {
  it('wale ack says where to name one, and makes none that the bot could not open', async () => {
    expect(await wale('ack', 'main', 'until', '3h', 'because', 'x')).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('the bot has kept no state in state.folder as yet'),
    });
    expect(await wale('status')).toMatchObject({ exitCode: 2, err: '' });
  });
});
