import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startElasticsearch } from './elasticsearch/elasticsearch.ts';
import { startPrometheus } from './prometheus.ts';
import { logDocuments } from './scenario/log-documents.ts';
import { fillLogIndex } from './scenario/log-index.ts';
import { listenOnLoopback } from './scenario/loopback.ts';
import { openMetrics } from './scenario/metric-samples.ts';
import { recordingPath, requestKey, type Recording, type Server } from './scenario/recording.ts';
import { readScenario, scenarioNames, type Scenario } from './scenario/scenario-file.ts';
import { scenarioStatus } from './scenario/scenario-status.ts';

/**
 * Records scenarios anew: `npm run record -- [NAME…]`. Starts a real Elasticsearch and a real
 * Prometheus, feeds them what the scenario says, asks for the status through a proxy, and keeps what
 * the servers answered.
 */
async function record(names: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wale-record-'));
  const elasticsearch = await startElasticsearch(folder);
  try {
    say(`Elasticsearch ${elasticsearch.version}`);
    for (const name of names) await recordScenario(readScenario(name), elasticsearch.url, folder);
  } finally {
    await elasticsearch.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function recordScenario(
  scenario: Scenario,
  elasticsearchUrl: string,
  folder: string,
): Promise<void> {
  const samples = openMetrics(scenario.metrics, Date.parse(scenario.at));
  const prometheus = await startPrometheus(folder, samples);
  try {
    await fillLogIndex(elasticsearchUrl, logDocuments(scenario));
    const elasticsearchTap = await tap('elasticsearch', elasticsearchUrl);
    const prometheusTap = await tap('prometheus', prometheus.url);
    const report = await scenarioStatus(scenario, elasticsearchTap.url, prometheusTap.url);
    await elasticsearchTap.close();
    await prometheusTap.close();
    if (scenario.faults.elasticsearch === undefined) save(scenario, elasticsearchTap);
    if (scenario.faults.prometheus === undefined) save(scenario, prometheusTap);
    say(`${scenario.name}: ${report.verdict.code} (Prometheus ${prometheus.version})`);
  } finally {
    await prometheus.stop();
  }
}

interface Tap {
  readonly server: Server;
  readonly url: string;
  readonly recording: Recording;
  readonly close: () => Promise<void>;
}

/** Passes requests on to a server, and keeps its answers. */
async function tap(server: Server, target: string): Promise<Tap> {
  const recording: Recording = {};
  const { url, close } = await listenOnLoopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const asked = new URL(request.url ?? '/', target);
        const answer = await fetch(asked, {
          method: request.method ?? 'GET',
          headers: headersOf(request.headers),
          ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
        });
        const text = await answer.text();
        const headers = keptHeaders(answer.headers);
        recording[requestKey(server, asked)] = {
          status: answer.status,
          headers,
          body: steady(JSON.parse(text)),
        };
        response.writeHead(answer.status, headers);
        response.end(text);
      })();
    });
  });
  return { server, url, recording, close };
}

const headersOf = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && ['accept', 'content-type'].includes(entry[0]),
    ),
  );

const keptHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].filter(([name]) => ['content-type', 'x-elastic-product'].includes(name)),
  );

/** How long the server took is not part of the scene: without it a new recording shows real changes only. */
function steady(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) => (key === 'took' ? 1 : value));
}

function save(scenario: Scenario, { server, recording }: Tap): void {
  writeFileSync(recordingPath(scenario.folder, server), `${JSON.stringify(recording, null, 1)}\n`);
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const wanted = process.argv.slice(2);
await record(wanted.length === 0 ? scenarioNames() : wanted);
