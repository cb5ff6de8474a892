import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { MINUTE, SECOND, type EpochMs } from '../../src/domain/time.ts';

export interface FleetServers {
  readonly elasticsearch: LoopbackServer;
  readonly prometheus: LoopbackServer;
  readonly requests: { elasticsearch: number; prometheus: number };
  readonly close: () => Promise<void>;
}

interface Behaviour {
  readonly at: EpochMs;
  readonly clusters: readonly string[];
  /** Whose last upload is an hour old, while WAL waits. */
  readonly broken?: readonly string[];
  /** Which metric's series have lost the label that tells the clusters apart. */
  readonly withoutLabel?: string;
  /** How many push records the index is said to hold for each cluster. */
  readonly records?: number;
  /** Of whom fewer uploads are said to have completed than there are segments, where these are only counted. */
  readonly fewer?: readonly string[];
  /** All push records have this pid. */
  readonly pid?: number;
  /** The cluster that names its hosts in its own way; the others have one host each. */
  readonly named?: NamedHosts & { readonly cluster: string };
}

/** What the sources of a cluster call its hosts. */
export interface NamedHosts {
  /** The series of a metric: `replica`, `lastArchive` or `pendingWal`. One without a value counts on as usual. */
  readonly series: Readonly<Partial<Record<SeriesName, readonly NamedSeries[]>>>;
  /** The fields of the documents that hold a host, the same for each document or for one after another. */
  readonly documents: readonly Readonly<Record<string, string>>[];
  /** What the index says of who ships logs. */
  readonly shippers?: readonly string[];
}
type SeriesName = 'replica' | 'lastArchive' | 'pendingWal';
export interface NamedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number;
}

const hostOf = (cluster: string): string => `${cluster}-01`;

/** An Elasticsearch and a Prometheus that count their requests, and answer for clusters and for one. */
export async function startFleetServers(behaviour: Behaviour): Promise<FleetServers> {
  const requests = { elasticsearch: 0, prometheus: 0 };
  const elasticsearch = await listenOnLoopback((request, response) => {
    requests.elasticsearch += 1;
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const searches = body
        .trim()
        .split('\n')
        .filter((_line, index) => index % 2 === 1);
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ responses: searches.map((search) => answerTo(search, behaviour)) }),
      );
    });
  });
  const prometheus = await listenOnLoopback((request, response) => {
    requests.prometheus += 1;
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const asked =
        body === ''
          ? new URL(request.url ?? '/', 'http://loopback').searchParams
          : new URLSearchParams(body);
      const result = seriesFor(asked.get('query') ?? '', behaviour);
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
    });
  });
  return {
    elasticsearch,
    prometheus,
    requests,
    close: async () => {
      await Promise.all([elasticsearch.close(), prometheus.close()]);
    },
  };
}

const WHOLE = { timed_out: false, _shards: { total: 1, failed: 0 } };

/** Each cluster's own searches name it. */
const meantBy = (search: string, { clusters }: Behaviour): string =>
  clusters.find((name) => search.includes(`"${name}"`)) ?? clusters[0] ?? '';

function answerTo(search: string, behaviour: Behaviour): object {
  const push = search.includes('action=push-wal') && !search.includes('must_not');
  const { clusters, records = 2 } = behaviour;
  if (!search.includes('"clusters"')) {
    if (search.includes('"tags"')) {
      const host0 = { buckets: shippersOf(meantBy(search, behaviour), behaviour) };
      return { ...WHOLE, hits: { hits: [] }, aggregations: { host0, tags: { buckets: [] } } };
    }
    // The doctor looks at the newest documents, whatever they say.
    const newest = /"size":(?:1|20),/.test(search) && !search.includes('should');
    const hits =
      (push || newest) && !search.includes('minutes')
        ? hitsOf(meantBy(search, behaviour), behaviour)
        : [];
    return { ...WHOLE, hits: { hits }, aggregations: { minutes: { buckets: [] } } };
  }
  const newest = !search.includes('should') && !search.includes('must_not');
  if (search.includes('"oldest"')) return { ...WHOLE, ...countsOf(behaviour) };
  const buckets = clusters.map((key) => ({
    key,
    doc_count: push || newest ? records : 0,
    records: { hits: { hits: push || newest ? hitsOf(key, behaviour) : [] } },
    host0: { buckets: shippersOf(key, behaviour) },
    tags: { buckets: [] },
  }));
  return { ...WHOLE, aggregations: { clusters: { buckets } } };
}

const countsOf = (behaviour: Behaviour): object => ({
  aggregations: {
    clusters: {
      buckets: behaviour.clusters.map((key) => {
        const hits = hitsOf(key, behaviour);
        return {
          key,
          doc_count: hits.length - (behaviour.fewer?.includes(key) === true ? 1 : 0),
          oldest: { hits: { hits: hits.toReversed() } },
          newest: { hits: { hits } },
        };
      }),
    },
  },
});

const hostsNamedIn = (cluster: string, { named }: Behaviour): NamedHosts | undefined =>
  named?.cluster === cluster ? named : undefined;

const shippersOf = (cluster: string, behaviour: Behaviour): object[] =>
  (hostsNamedIn(cluster, behaviour)?.shippers ?? [hostOf(cluster)]).map((key) => ({
    key,
    newest: { value: behaviour.at - 5 * SECOND },
  }));

function hitsOf(cluster: string, behaviour: Behaviour): object[] {
  const { at, broken = [], pid } = behaviour;
  const documents = hostsNamedIn(cluster, behaviour)?.documents ?? [
    { 'json.hostname': hostOf(cluster) },
  ];
  const ends = broken.includes(cluster) ? [60, 61] : [0.2, 0.7];
  return ends.map((minutesAgo, index) => {
    const end = at - minutesAgo * MINUTE;
    const time = new Date(end).toISOString().replace('Z', '000-00');
    const name = `0000000500000010000000${(0x77 - index).toString(16)}`.toUpperCase();
    const text = `wal_e.worker.upload  INFO     MSG: completed archiving to a file#012        DETAIL: Archiving to "gs://b/p/wal_005/${name}.lzo" complete at 14281KiB/s.#012        STRUCTURED: time=${time} pid=${pid ?? 100 + index} action=push-wal key=gs://b/p/wal_005/${name}.lzo prefix=p/ rate=14281 seg=${name} state=complete`;
    const hosts = Object.entries(documents[index % documents.length] ?? {});
    return {
      fields: {
        'json.message': [text],
        ...Object.fromEntries(hosts.map(([field, host]) => [field, [host]])),
        '@timestamp': [String(end + 3 * SECOND)],
      },
    };
  });
}

function seriesFor(query: string, behaviour: Behaviour): object[] {
  const { at, clusters, broken = [], withoutLabel } = behaviour;
  const name = (['replica', 'lastArchive', 'pendingWal'] as const).find((candidate) =>
    query.includes(
      {
        replica: 'pg_replication_is_replica',
        lastArchive: 'last_completed_time_seconds',
        pendingWal: 'pg_archiver_pending',
      }[candidate],
    ),
  );
  if (name === undefined) return [];
  const usual = (cluster: string, time: EpochMs): number => {
    switch (name) {
      case 'replica':
        return 0;
      case 'lastArchive':
        return (broken.includes(cluster) ? at - 60 * MINUTE : time - 15 * SECOND) / SECOND;
      case 'pendingWal':
        return broken.includes(cluster) ? 90 : 0;
    }
  };
  const times = Array.from({ length: 31 }, (_, index) => at - (30 - index) * 2 * MINUTE);
  const lost = withoutLabel !== undefined && query.startsWith(withoutLabel);
  return clusters.flatMap((cluster) => {
    const series = hostsNamedIn(cluster, behaviour)?.series[name] ?? [
      { labels: { fqdn: hostOf(cluster) } },
    ];
    return series.map(({ labels, value }: NamedSeries) => ({
      metric: { ...labels, ...(lost ? {} : { type: cluster }) },
      values: times.map((time) => [time / SECOND, String(value ?? usual(cluster, time))]),
    }));
  });
}
