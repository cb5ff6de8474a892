import { readFileSync } from 'node:fs';
import { listenOnLoopback } from '../../lab/scenario/loopback.ts';
import { readRecording } from '../../lab/scenario/recording.ts';
import { replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Question } from '../../src/domain/contracts.ts';
import type { Reading } from '../../src/domain/reading.ts';
import { createElasticsearch } from '../../src/sources/elasticsearch/source.ts';
import { createPrometheus } from '../../src/sources/prometheus/source.ts';
import { createSlackProbe } from '../../src/slack/auth-test.ts';
import {
  askElasticsearch,
  askElasticsearchOfMany,
  askPatroni,
  askPrometheus,
  FACTS,
} from './ask-source.ts';
import { startFleetServers } from './fleet-servers.ts';
import { NOON } from './snapshot.ts';

/** Long enough for a server that answers at once, however busy the machine is. */
const PATIENCE_MS = 30_000;

/** A source that is well, and how it is asked at an address that may stand for it. */
export interface Adapter {
  readonly url: string;
  readonly ask: (url: string, timeoutMs?: number) => Promise<readonly Reading<unknown>[]>;
  readonly close: () => Promise<void>;
}

const question = (at: number, historic = true): Question => ({
  at,
  historic,
  signal: AbortSignal.timeout(60_000),
});

const configured = (url: string, timeoutMs: number) => {
  const config = loadConfig({
    env: { ELASTICSEARCH_URL: url, PROMETHEUS_URL: url },
    readFile: () => '',
  }).clusters.get('main');
  if (config?.elasticsearch === undefined || config.prometheus === undefined) {
    throw new Error('not configured');
  }
  return {
    elasticsearch: { ...config.elasticsearch, timeoutMs },
    prometheus: { ...config.prometheus, timeoutMs },
  };
};

const healthy = readScenario('healthy');
const AT = Date.parse(healthy.at);
/** More than a few, so that they are searched together. */
export const CLUSTERS = Array.from({ length: 11 }, (_, index) => `c${index}`);

async function answering(answer: (path: string) => unknown) {
  return listenOnLoopback((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-elastic-product', 'Elasticsearch');
    response.end(JSON.stringify(answer(request.url ?? '')));
  });
}

/** Every adapter that speaks HTTP, before a source that is well. */
export const ADAPTERS: Readonly<Record<string, () => Promise<Adapter>>> = {
  'Elasticsearch of one cluster': async () => {
    const servers = await replay(healthy);
    return {
      url: servers.elasticsearchUrl,
      ask: async (url, timeoutMs = PATIENCE_MS) => [
        await askElasticsearch(configured(url, timeoutMs).elasticsearch)(question(AT)),
      ],
      close: servers.close,
    };
  },
  'Elasticsearch of many clusters': async () => {
    const servers = await startFleetServers({ at: NOON, clusters: CLUSTERS });
    return {
      url: servers.elasticsearch.url,
      ask: async (url, timeoutMs = PATIENCE_MS) => {
        const filters = new Map(CLUSTERS.map((name) => [name, { 'json.type': name }]));
        const ask = askElasticsearchOfMany(configured(url, timeoutMs).elasticsearch, filters);
        return [...(await ask(question(NOON))).values()];
      },
      close: servers.close,
    };
  },
  'Elasticsearch as the doctor looks at it': async () => {
    const recorded = readRecording(healthy.folder, 'elasticsearch')['/_msearch']?.body;
    const [uploads] = (recorded as { readonly responses: readonly unknown[] }).responses;
    const server = await answering((path) =>
      path.includes('_field_caps') ? { fields: {} } : { responses: [uploads, uploads, uploads] },
    );
    return {
      url: server.url,
      ask: async (url, timeoutMs = PATIENCE_MS) => {
        const settings = new Map([['main', configured(url, timeoutMs).elasticsearch]]);
        const look = await createElasticsearch(settings, FACTS).examine('main', question(AT));
        return look.kind === 'index' ? [look.probe] : [];
      },
      close: server.close,
    };
  },
  'Prometheus of one cluster': async () => {
    const servers = await replay(healthy);
    return {
      url: servers.prometheusUrl,
      ask: async (url, timeoutMs = PATIENCE_MS) => {
        const read = askPrometheus(configured(url, timeoutMs).prometheus, () => AT);
        return Object.values((await read(question(AT))).readings);
      },
      close: servers.close,
    };
  },
  'Prometheus of many clusters': async () => {
    const servers = await startFleetServers({ at: NOON, clusters: CLUSTERS });
    return {
      url: servers.prometheus.url,
      ask: async (url, timeoutMs = PATIENCE_MS) => {
        const settings = configured(url, timeoutMs).prometheus;
        const clusters = new Map(
          CLUSTERS.map((name) => [name, { ...settings, labels: { type: name } }] as const),
        );
        const answers = await createPrometheus(clusters, () => NOON).read(CLUSTERS, question(NOON));
        return [...answers.values()].flatMap(({ metrics }) => Object.values(metrics));
      },
      close: servers.close,
    };
  },
  Patroni: async () => {
    const fixture = (name: string): unknown =>
      JSON.parse(readFileSync(`test/fixtures/patroni/${name}.json`, 'utf8'));
    const server = await answering((path) => fixture(path === '/cluster' ? 'cluster' : 'history'));
    return {
      url: server.url,
      ask: async (url, timeoutMs = PATIENCE_MS) => {
        const settings = { urls: [url], caFile: undefined, timeoutMs };
        return [await askPatroni(settings)(question(NOON, false))];
      },
      close: server.close,
    };
  },
  'Slack’s auth.test': async () => {
    const server = await answering(() => ({ ok: true, team: 'T', user: 'wale' }));
    return {
      url: server.url,
      ask: async (url, timeoutMs = PATIENCE_MS) => {
        const probe = createSlackProbe('xoxb-1', `${url}/api/`);
        const signal = AbortSignal.timeout(timeoutMs);
        return [await probe({ at: NOON, historic: false, signal })];
      },
      close: server.close,
    };
  },
};
