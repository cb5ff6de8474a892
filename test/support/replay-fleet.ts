import { z } from 'zod';
import { listenOnLoopback } from '../../lab/scenario/loopback.ts';
import { logDocuments } from '../../lab/scenario/log-documents.ts';
import { isFurtherLook } from '../../lab/scenario/recording.ts';
import { replay } from '../../lab/scenario/replay.ts';
import type { Scenario } from '../../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../../lab/scenario/scenario-status.ts';
import type { ClusterConfig, Config } from '../../src/config/config.ts';
import { SENT, SENT_BY_FIELD, SIZES } from '../../src/sources/elasticsearch/bodies.ts';
import type { SearchName } from '../../src/sources/elasticsearch/searches.ts';

/** The field and the label that tell the scenario's cluster from its neighbours, of whom nothing was recorded. */
const FIELD = 'test.cluster';
const LABEL = 'test_cluster';
const ONE = 'one';

export interface FleetReplay {
  /** The scenario's cluster with so many neighbours, all in its index and its Prometheus. */
  readonly config: (neighbours: number) => Config;
  readonly close: () => Promise<void>;
}

/**
 * Answers as the real servers did when the scenario was recorded, also to what is asked of many clusters at once: from
 * the recorded documents and series, which are all that these servers held. Patroni, if wanted, says of the leader
 * what the metrics say, and else that it is the first host.
 */
export async function replayFleet(scenario: Scenario, withPatroni: boolean): Promise<FleetReplay> {
  const recorded = await replay(scenario);
  const { faults } = scenario;
  const ownLabels =
    firstOf(scenarioConfig(scenario, recorded.elasticsearchUrl, recorded.prometheusUrl)).prometheus
      ?.labels ?? {};
  const elasticsearch = await inFront(recorded.elasticsearchUrl, (url, body, ask) =>
    answerSearches(scenario, url, body, ask),
  );
  const prometheus = await inFront(recorded.prometheusUrl, (url, _body, ask) =>
    answerQuery(url, Object.keys(ownLabels).length > 0, ask),
  );
  const patroni = await patroniOf(scenario);
  // A server that misbehaves does so whatever it is asked.
  const elasticsearchUrl =
    faults.elasticsearch === undefined ? elasticsearch.url : recorded.elasticsearchUrl;
  const prometheusUrl = faults.prometheus === undefined ? prometheus.url : recorded.prometheusUrl;
  const base = scenarioConfig(scenario, elasticsearchUrl, prometheusUrl);
  return {
    config: (neighbours) => {
      const own = {
        ...told(firstOf(base), ONE),
        ...(withPatroni
          ? { patroni: { urls: [patroni.url], caFile: undefined, timeoutMs: 10_000 } }
          : {}),
      };
      const others = Array.from({ length: neighbours }, (_, index) => ({
        ...told(firstOf(base), `other-${index}`),
        name: `other-${index}`,
      }));
      return {
        ...base,
        clusters: new Map([own, ...others].map((cluster) => [cluster.name, cluster])),
      };
    },
    close: async () => {
      await Promise.all([elasticsearch, prometheus, patroni, recorded].map(({ close }) => close()));
    },
  };
}

function firstOf({ clusters }: Config): ClusterConfig {
  const [cluster] = clusters.values();
  if (cluster === undefined) throw new Error('no cluster is configured');
  return cluster;
}

const told = (cluster: ClusterConfig, value: string): ClusterConfig => ({
  ...cluster,
  elasticsearch: cluster.elasticsearch && {
    ...cluster.elasticsearch,
    filter: { ...cluster.elasticsearch.filter, [FIELD]: value },
  },
  prometheus: cluster.prometheus && {
    ...cluster.prometheus,
    labels: { ...cluster.prometheus.labels, [LABEL]: value },
  },
});

interface Reply {
  readonly status: number;
  readonly body: unknown;
}
/** Asks the server behind, by GET or, with a body, by POST. */
type Ask = (url: URL, body?: string) => Promise<Reply>;

/** A server before another one. */
const inFront = (target: string, answer: (url: URL, body: string, ask: Ask) => Promise<Reply>) =>
  listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      void (async () => {
        let date = '';
        const ask: Ask = async (url, sent) => {
          const reply = await fetch(url, sent === undefined ? {} : { method: 'POST', body: sent });
          date = reply.headers.get('date') ?? '';
          return { status: reply.status, body: await reply.json() };
        };
        const { status, body: said } = await answer(new URL(request.url ?? '/', target), body, ask);
        response.writeHead(status, {
          'content-type': 'application/json',
          'x-elastic-product': 'Elasticsearch',
          date,
        });
        response.end(JSON.stringify(said));
      })();
    });
  });

const Query = z.object({ query: z.unknown() });
const ByField = z.object({
  aggs: z.object({
    clusters: z.object({
      aggs: z.object({ records: z.object({ top_hits: z.object({ size: z.int() }) }) }).partial(),
    }),
  }),
});
const Answered = z.looseObject({
  hits: z.looseObject({
    hits: z.array(z.looseObject({ sort: z.tuple([z.number()]) })),
  }),
  aggregations: z.record(z.string(), z.unknown()).optional(),
});
const Responses = z.object({ responses: z.array(z.unknown()) });

async function answerSearches(
  scenario: Scenario,
  url: URL,
  body: string,
  ask: Ask,
): Promise<Reply> {
  const searches = body
    .trim()
    .split('\n')
    .flatMap((line, index) => (index % 2 === 1 ? [Query.parse(JSON.parse(line)), line] : []));
  const lines = searches.filter((search) => typeof search === 'string');
  const isTogether = lines.some((line) => ByField.safeParse(JSON.parse(line)).success);
  if (isFurtherLook(body) && !isTogether) {
    // Of this cluster alone, as it was when the scenario was recorded.
    return ask(url, body.replaceAll(`,{"term":{"${FIELD}.keyword":"${ONE}"}}`, ''));
  }
  const recorded = await ask(url);
  const all = Responses.safeParse(recorded.body);
  if (!all.success) return recorded;
  const answerTo = (name: SearchName | undefined): unknown =>
    name === undefined ? undefined : all.data.responses[SENT.indexOf(name)];
  if (lines.length === 1 && lines[0]?.includes('"oldest"') === true) {
    const body = { responses: [counted(scenario, answerTo('ended'))] };
    return { status: recorded.status, body };
  }
  const responses = lines.map((line, index) => {
    const together = ByField.safeParse(JSON.parse(line));
    if (together.success) {
      const { records } = together.data.aggs.clusters.aggs;
      return byField(answerTo(SENT_BY_FIELD[index]), records?.top_hits.size, since(line));
    }
    const answer = answerTo(SENT[index % SENT.length]);
    return line.includes(`"${FIELD}.keyword":"${ONE}"`) ? answer : nothingIn(answer);
  });
  return { status: recorded.status, body: { responses } };
}

/**
 * Nothing was recorded of what is only counted. Where more uploads completed than one cluster fetches, these are the
 * documents that the scenario puts into the index; WAL-E's, for no other archiver has so many yet.
 */
function counted(scenario: Scenario, ended: unknown): unknown {
  const parsed = Answered.safeParse(ended);
  if (!parsed.success || parsed.data.hits.hits.length < SIZES.ended)
    return byField(ended, 0, Infinity);
  const hits = logDocuments(scenario)
    .filter(({ json }) => json['message']?.includes('state=complete') === true)
    .map(({ '@timestamp': arrived, json }) => ({
      fields: {
        '@timestamp': [String(Date.parse(arrived))],
        'json.message': [json['message']],
        'json.fqdn': [json['fqdn']],
      },
    }))
    .sort((a, b) => Number(a.fields['@timestamp'][0]) - Number(b.fields['@timestamp'][0]));
  const bucket = {
    key: ONE,
    doc_count: hits.length,
    oldest: { hits: { hits: hits.slice(0, 64) } },
    newest: { hits: { hits: hits.slice(-8).reverse() } },
  };
  return {
    ...parsed.data,
    aggregations: { clusters: { buckets: [bucket], sum_other_doc_count: 0 } },
  };
}

const since = (search: string): number => Number(/"gte":(\d+)/.exec(search)?.[1] ?? NaN);

/** What the recorded documents amount to in a bucket: those in the time asked for, as many as asked for. */
function byField(answer: unknown, size: number | undefined, from: number): unknown {
  const parsed = Answered.safeParse(answer);
  if (!parsed.success) return answer;
  const { hits, aggregations, ...rest } = parsed.data;
  const found = hits.hits.filter(({ sort: [at] }) => at >= from);
  const bucket =
    size === undefined
      ? { key: ONE, doc_count: 1, ...aggregations }
      : {
          key: ONE,
          doc_count: found.length,
          records: { hits: { hits: found.slice(0, size) } },
        };
  const isEmpty = size !== undefined && found.length === 0;
  return {
    ...rest,
    aggregations: { clusters: { buckets: isEmpty ? [] : [bucket], sum_other_doc_count: 0 } },
  };
}

function nothingIn(answer: unknown): unknown {
  const parsed = Answered.safeParse(answer);
  if (!parsed.success) return answer;
  const { aggregations, ...rest } = parsed.data;
  return {
    ...rest,
    hits: { hits: [] },
    ...(aggregations === undefined
      ? {}
      : {
          aggregations: Object.fromEntries(
            Object.keys(aggregations).map((name) => [name, { buckets: [] }]),
          ),
        }),
  };
}

const Matrix = z.looseObject({
  data: z.looseObject({
    result: z.array(z.looseObject({ metric: z.record(z.string(), z.string()) })),
  }),
});

async function answerQuery(url: URL, hasLabels: boolean, ask: Ask): Promise<Reply> {
  const query = url.searchParams.get('query') ?? '';
  const matcher = new RegExp(`${hasLabels ? ',' : ''}${LABEL}=~?"[^"]*"`, 'g');
  url.searchParams.set('query', query.replace(matcher, ''));
  const recorded = await ask(url);
  const parsed = Matrix.safeParse(recorded.body);
  if (!parsed.success) return recorded;
  const { data, ...rest } = parsed.data;
  const result = data.result.map(({ metric, ...series }) => ({
    ...series,
    metric: { ...metric, [LABEL]: ONE },
  }));
  return { ...recorded, body: { ...rest, data: { ...data, result } } };
}

function patroniOf(scenario: Scenario) {
  const hosts = [...new Set(scenario.logs.map(({ host }) => host))];
  const leader = leaderOf(scenario) ?? hosts[0];
  const timeline = timelineOf(scenario, leader);
  const members = hosts.map((name) => ({
    name,
    role: name === leader ? 'leader' : 'replica',
    state: 'running',
    timeline,
  }));
  return listenOnLoopback((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/cluster' ? { members } : []));
  });
}

/** The host that is no replica at the end, by the metrics; undefined if there is none. */
const leaderOf = ({ metrics, logs }: Scenario): string | undefined =>
  logs
    .map(({ host }) => host)
    .find((host) =>
      metrics.some(
        ({ series, values }) =>
          series.startsWith('pg_replication_is_replica{') &&
          series.includes(`"${host}.`) &&
          values.at(-1)?.endsWith('..0s: 0') === true,
      ),
    );

/** That of the newest segment in the log of the host. */
function timelineOf(scenario: Scenario, host: string | undefined): number {
  const names = [...logDocuments(scenario)]
    .filter(({ json }) => json['hostname'] === host)
    .sort((a, b) => (a['@timestamp'] < b['@timestamp'] ? -1 : 1))
    .flatMap(({ json }) => /[0-9A-F]{24}/.exec(Object.values(json).join(' '))?.[0] ?? []);
  return parseInt(names.at(-1)?.slice(0, 8) ?? '5', 16);
}
