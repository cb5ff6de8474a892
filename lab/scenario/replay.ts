import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { listenOnLoopback, type LoopbackServer } from './loopback.ts';
import { readRecording, requestKey, type Recording, type Reply, type Server } from './recording.ts';
import type { Fault, Scenario } from './scenario-file.ts';

export interface Replay {
  readonly elasticsearchUrl: string;
  readonly prometheusUrl: string;
  readonly close: () => Promise<void>;
}

/** Answers on loopback as the real servers did when the scenario was recorded. */
export async function replay(scenario: Scenario): Promise<Replay> {
  const elasticsearch = await serve(scenario, 'elasticsearch');
  const prometheus = await serve(scenario, 'prometheus');
  return {
    elasticsearchUrl: elasticsearch.url,
    prometheusUrl: prometheus.url,
    close: async () => {
      await Promise.all([elasticsearch.close(), prometheus.close()]);
    },
  };
}

async function serve(scenario: Scenario, server: Server): Promise<LoopbackServer> {
  const fault = scenario.faults[server];
  if (fault === 'refused') return { url: await closedPort(), close: () => Promise.resolve() };

  const recording = readRecording(scenario.folder, server);
  return listenOnLoopback((request, response) => {
    // The servers' clocks stand where the scenario's does.
    response.setHeader('date', new Date(scenario.at).toUTCString());
    if (server === 'elasticsearch') response.setHeader('x-elastic-product', 'Elasticsearch');
    if (fault !== undefined) {
      request.resume();
      misbehave(fault, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://loopback');
      const reply = replyTo(recording, scenario, server, url, Buffer.concat(chunks).toString());
      if (reply === undefined) {
        response.writeHead(501, { 'content-type': 'application/json' });
        response.end('{"error":"nothing was recorded for this request: npm run record"}');
        return;
      }
      response.writeHead(reply.status, reply.headers);
      response.end(JSON.stringify(reply.body));
    });
  });
}

/**
 * A query that was not asked when the scene was recorded: nothing but the scenario's own series was in that Prometheus,
 * so to one that names none of them it would have said that there is nothing.
 */
function replyTo(
  recording: Recording,
  scenario: Scenario,
  server: Server,
  url: URL,
  body: string,
): Reply | undefined {
  const recorded = recording[requestKey(server, url, body)];
  if (recorded !== undefined || server !== 'prometheus') return recorded;
  const query = url.searchParams.get('query') ?? '';
  const isNamed = scenario.metrics.some(({ series }) =>
    query.includes(series.split('{', 1)[0] ?? ''),
  );
  return Object.keys(recording).length === 0 || isNamed ? undefined : NO_SERIES;
}

const NO_SERIES: Reply = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { status: 'success', data: { resultType: 'matrix', result: [] } },
};

interface Response {
  readonly writeHead: (status: number, headers?: Record<string, string>) => unknown;
  readonly write: (text: string) => unknown;
  readonly end: (text?: string) => unknown;
  readonly destroy: () => unknown;
}

const JSON_TYPE = { 'content-type': 'application/json' };

function misbehave(fault: Exclude<Fault, 'refused'>, response: Response): void {
  switch (fault) {
    case 'silent':
      return; // the client's own time-out ends it
    case 'http-500':
      response.writeHead(500, JSON_TYPE);
      response.end('{"error":"out of memory"}');
      return;
    case 'http-401':
      response.writeHead(401, JSON_TYPE);
      response.end('{"error":"missing authentication credentials"}');
      return;
    case 'empty':
      response.writeHead(200, JSON_TYPE);
      response.end('');
      return;
    case 'malformed':
      response.writeHead(200, JSON_TYPE);
      response.end('{"took":1,"responses":"none","status":"success","data":[]}');
      return;
    case 'cut-off':
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '5000' });
      response.write('{"took":3,"responses":[{"took":2,"hits":{"hi');
      setTimeout(() => response.destroy(), 20);
      return;
  }
}

/** A port that was free a moment ago: nothing listens there. */
async function closedPort(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return `http://127.0.0.1:${port}`;
}
