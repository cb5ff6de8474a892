import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { freePort } from '../../lab/free-port.ts';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { createLog } from '../../src/composition/log.ts';
import { readConfig } from '../../src/composition/read-config.ts';
import { serve } from '../../src/composition/serve.ts';
import { PATIENCE } from '../support/patience.ts';
import { startSocketModeSlack, type SocketModeSlack } from '../support/socket-mode-slack.ts';
import { eventually } from '../support/thread-rig.ts';

// The whole bot as `wale serve` runs it, in Socket Mode: what whoever operates it sees and does.

jest.setTimeout(30_000);

const scenario = readScenario('metrics-stale');
const AT = Date.parse(scenario.at);

let servers: Replay;
let slack: SocketModeSlack;
let folder: string;
let url: string;
let lines: Record<string, unknown>[];
let reload: () => void;
let stop: () => void;
let ended: Promise<void>;

const configFile = (): string => join(folder, 'wale.yaml');
const writeConfig = (more: object): void => {
  writeFileSync(configFile(), JSON.stringify({ ...scenario.config, ...PATIENCE, ...more }));
};
const page = async (path: string) => {
  const response = await fetch(`${url}${path}`);
  return { status: response.status, text: await response.text() };
};
const audit = (): Record<string, unknown>[] =>
  readFileSync(join(folder, 'audit.log'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const comesTrue = (look: () => boolean | Promise<boolean>) => eventually(look, Boolean);
const told = (message: string) => lines.find(({ msg }) => msg === message);

beforeEach(async () => {
  servers = await replay(scenario);
  slack = await startSocketModeSlack();
  folder = mkdtempSync(join(tmpdir(), 'wale-operated-'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  lines = [];
  writeConfig({});
  writeFileSync(join(folder, 'bot-token'), 'xoxb-hush-hush-hush\n');
  const env = {
    SLACK_BOT_TOKEN_FILE: join(folder, 'bot-token'),
    SLACK_APP_TOKEN: 'xapp-hush-hush-hush',
    SLACK_API_URL: slack.apiUrl,
    ELASTICSEARCH_URL: servers.elasticsearchUrl,
    PROMETHEUS_URL: servers.prometheusUrl,
    WALE_OPERATION_PORT: String(port),
    WALE_AUDIT_LOG: join(folder, 'audit.log'),
    WALE_STATE_FOLDER: join(folder, 'state'),
  };
  const read = () => readConfig(env, configFile());
  const log = createLog(
    'info',
    (text) => text,
    (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  );
  const signals = {
    untilStopped: () =>
      new Promise<void>((resolve) => {
        stop = resolve;
      }),
    onReload: (run: () => void) => {
      reload = run;
      return () => undefined;
    },
  };
  ended = serve(read(), read, signals, {
    now: () => AT,
    log,
    hide: (text) => text,
    out: () => undefined,
  });
  await comesTrue(() => told('wale runs') !== undefined);
});
afterEach(async () => {
  stop();
  await ended;
  await slack.close();
  await servers.close();
  rmSync(folder, { recursive: true });
});

describe('a bot that is operated', () => {
  it('shows that it runs, that it is ready, and what it did', async () => {
    await slack.type('status');

    expect(JSON.parse((await page('/healthz')).text)).toMatchObject({ status: 'ok' });
    expect(JSON.parse((await page('/readyz')).text)).toEqual({
      status: 'ready',
      parts: [
        { part: 'slack', isReady: true },
        { part: 'state', isReady: true },
      ],
    });
    const { text } = await page('/metrics');
    expect(text).toContain('wale_answers_total{question="status",verdict="metrics-stale"} 1');
    expect(text).toContain('wale_acknowledgement_seconds_count{request="command"} 1');
    expect(text).toMatch(/wale_source_seconds_count\{source="elasticsearch"\} [1-9]/);
    expect(text).toMatch(/wale_source_seconds_count\{source="prometheus"\} [1-9]/);
  });

  it('writes who asked what, where, and the verdict, into the audit log, and one line into the log', async () => {
    await slack.type('status');

    const asked = {
      event: 'answered',
      question: 'status',
      cluster: 'main',
      user: 'U2',
      channel: 'C1',
      verdict: 'metrics-stale',
      severity: 'warning',
    };
    expect(audit()).toEqual([expect.objectContaining(asked)]);
    const [line, ...more] = lines.filter(({ event }) => event === 'answered');
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      ...asked,
      level: 'info',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      request: expect.stringMatching(/^[0-9a-f]{8}$/),
      msg: 'answered',
    });
    expect(JSON.stringify([...lines, ...audit()])).not.toContain('hush-hush-hush');
  });

  it('is not ready while the connection to Slack is cut, says so, and is again afterwards', async () => {
    slack.open('cut');
    slack.cut();

    await comesTrue(async () => (await page('/readyz')).status === 503);
    expect(JSON.parse((await page('/readyz')).text)).toEqual({
      status: 'not ready',
      parts: [
        { part: 'slack', isReady: false, why: 'no connection to Slack is up' },
        { part: 'state', isReady: true },
      ],
    });
    expect((await page('/healthz')).status).toBe(200);
    expect((await page('/metrics')).text).toContain('wale_ready{part="slack"} 0');
    slack.open('granted');
    await comesTrue(async () => (await page('/readyz')).status === 200);
  });

  it('is not ready once its state was deleted: what it writes there is kept no more', async () => {
    rmSync(join(folder, 'state'), { recursive: true });

    expect(await page('/readyz')).toMatchObject({
      status: 503,
      text: expect.stringContaining(
        'the state cannot be reached (its folder or a file in it is gone: ENOENT)',
      ),
    });
    expect((await page('/metrics')).text).toContain('wale_ready{part="state"} 0');
  });

  it('answers by the new configuration after a reload', async () => {
    writeConfig({ slack: { allow: { users: ['U9'] } } });

    reload();
    await comesTrue(() => told('the new configuration is in use') !== undefined);
    const { answer } = await slack.type('status');

    expect(answer).toMatchObject({
      text: expect.stringContaining('not allowed to answer in this channel'),
    });
    expect(audit().at(-1)).toMatchObject({ event: 'refused', user: 'U2', channel: 'C1' });
    await comesTrue(() => slack.live() === 1);
  });

  it.each([
    ['holds a mistake', '{"deadline": 15}', /deadline: expected a duration/],
    ['is no YAML', '{', /this is no valid YAML/],
    ['is about another state', '{"state": {"folder": "elsewhere"}}', /^state: .*needs a restart/],
  ])('keeps the old configuration where the new one %s', async (_what, text, reason) => {
    writeFileSync(configFile(), text);

    reload();
    const refusal = 'the new configuration is refused; the old one stays';
    await comesTrue(() => told(refusal) !== undefined);
    const { answer } = await slack.type('status');

    expect(told(refusal)).toMatchObject({ level: 'error', reason: expect.stringMatching(reason) });
    expect(answer).toMatchObject({ text: expect.stringMatching(/^WARNING: main/) });
    const metrics = (await page('/metrics')).text;
    expect(metrics).toContain('wale_configuration_reloads_total{outcome="refused"} 1');
    expect(metrics).toContain('wale_configuration_last_reload_successful 0');
  });

  it('keeps the old token where Slack refuses the new one', async () => {
    slack.open('refused');
    reload();
    const refusal = 'the new configuration is refused; the old one stays';
    await comesTrue(() => told(refusal) !== undefined);
    slack.open('granted');

    const { answer } = await slack.type('status');

    expect(answer).toMatchObject({ text: expect.stringMatching(/^WARNING: main/) });
    expect(told(refusal)).toMatchObject({
      reason: expect.stringMatching(/^Slack refuses the tokens/),
    });
  });

  it('finishes what runs before it ends, and takes nothing more', async () => {
    const asked = slack.type('status');
    await comesTrue(async () =>
      /wale_acknowledgement_seconds_count\S* 1/.test((await page('/metrics')).text),
    );
    stop();
    const { acknowledged, answer } = await asked;
    await ended;

    expect(acknowledged).toBeDefined();
    expect(answer).toMatchObject({ text: expect.stringMatching(/^WARNING: main/) });
    await comesTrue(() => slack.live() === 0);
    await expect(page('/healthz')).rejects.toThrow();
  });

  it('answers no other path, and no other method', async () => {
    expect((await page('/')).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST', body: 'x' })).status).toBe(405);
  });
});
