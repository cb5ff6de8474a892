import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { stringify } from 'yaml';
import { z } from 'zod';
import { startLoopbackSlack, type LoopbackSlack } from '../../demo/loopback-slack.ts';
import { freePort } from '../../lab/free-port.ts';
import { stopProcess, waitUntil } from '../../lab/process.ts';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';

// A real process with recorded sources, and a collector on loopback that takes OTLP over HTTP.

jest.setTimeout(30_000);

const SIGNING_SECRET = 'not-a-secret';
const scenario = readScenario('healthy');
const AT = Date.parse(scenario.at);

const Attribute = z.object({
  key: z.string(),
  value: z.object({ stringValue: z.string().optional(), intValue: z.number().optional() }),
});
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(Attribute) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              startTimeUnixNano: z.string(),
              endTimeUnixNano: z.string(),
              attributes: z.array(Attribute),
            }),
          ),
        }),
      ),
    }),
  ),
});

let collector: LoopbackServer;
let bodies: string[];
let status: number;
let servers: Replay;
let slack: LoopbackSlack;
let wale: ChildProcess;
let said: string;
let url: string;

beforeEach(async () => {
  bodies = [];
  status = 200;
  said = '';
  collector = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      bodies.push(`${request.url} ${body}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  servers = await replay(scenario);
  const lag = Date.now() - AT;
  slack = await startLoopbackSlack(SIGNING_SECRET, () => Date.now() - lag);
  const port = await freePort();
  url = `http://127.0.0.1:${port}/slack/events`;
  // The clock of the process is set back to when its sources were recorded.
  const clock = `const now = Date.now; Date.now = () => now() - ${lag};`;
  const preload = `data:text/javascript,${encodeURIComponent(clock)}`;
  wale = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', preload, 'src/main.ts', 'serve', '--config', config()],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        SLACK_MODE: 'http',
        SLACK_BOT_TOKEN: 'xoxb-test',
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        SLACK_API_URL: slack.apiUrl,
        ELASTICSEARCH_URL: servers.elasticsearchUrl,
        PROMETHEUS_URL: servers.prometheusUrl,
        OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-the-collector',
        PORT: String(port),
      },
    },
  );
  wale.stderr?.on('data', (part: Buffer) => (said += part.toString()));
  await waitUntil('wale serve', wale, 20_000, async () => (await fetch(url)).status > 0);
});
afterEach(async () => {
  await stopProcess(wale);
  await slack.close();
  await servers.close();
  await collector.close();
  rmSync(folder, { recursive: true });
});

let folder: string;
function config(): string {
  folder = mkdtempSync(join(tmpdir(), 'wale-traces-'));
  const path = join(folder, 'wale.yaml');
  writeFileSync(path, stringify(scenario.config));
  return path;
}

const spans = () =>
  bodies
    .flatMap((body) => Export.parse(JSON.parse(body.slice(body.indexOf(' ')))).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
const attributesOf = (span: { readonly attributes: readonly z.infer<typeof Attribute>[] }) =>
  Object.fromEntries(
    span.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
  );

describe('traces', () => {
  it('have a span for each command, and one below it for each question to a source', async () => {
    await slack.type(url, '/wale', 'status');
    await stopProcess(wale);

    const found = spans();
    const root = found.find(({ name }) => name === 'status');
    expect(root && attributesOf(root)).toEqual({
      'wale.request': 'command',
      'wale.acknowledged_after_ms': expect.any(Number),
      'wale.question': 'status',
      'wale.cluster': 'main',
      'wale.verdict': 'healthy',
      'wale.severity': 'ok',
    });
    expect(root?.parentSpanId).toBeUndefined();
    expect(Number(root?.endTimeUnixNano)).toBeGreaterThan(Number(root?.startTimeUnixNano));
    expect(bodies.map((body) => body.split(' ')[0])).toContain('/v1/traces');
    const below = found.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
    expect(below.map(({ name }) => name).sort()).toEqual(['ask elasticsearch', 'ask prometheus']);
    expect(new Set(found.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it('have one for a command that is no question, too', async () => {
    await slack.type(url, '/wale', 'help');
    await stopProcess(wale);

    expect(spans().map(({ name }) => name)).toEqual(['command']);
  });

  it('hold no word of anybody, no address and no secret', async () => {
    await slack.type(url, '/wale', 'status hunter2-typed-by-mistake');
    await slack.type(url, '/wale', 'status main');
    await stopProcess(wale);

    const sent = bodies.join('\n');
    expect(sent).toContain('ask elasticsearch');
    for (const never of [
      'hunter2',
      'of-the-collector',
      SIGNING_SECRET,
      'xoxb-',
      '127.0.0.1',
      'U2',
      'C1',
      'http:',
    ]) {
      expect(sent).not.toContain(never);
    }
  });

  it('cost nobody anything where the collector refuses, and that is told once', async () => {
    status = 400;
    const { messages } = await slack.type(url, '/wale', 'status');
    await slack.type(url, '/wale', 'help');
    await stopProcess(wale);

    expect(messages).not.toEqual([]);
    expect(bodies.length).toBeGreaterThan(0);
    expect(said.match(/traces could not be sent/g)).toHaveLength(1);
    expect(said).not.toContain('of-the-collector');
  });
});
