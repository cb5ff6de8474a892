import { join } from 'node:path';

/** Everything that the lab writes is below this folder. It is not in the project: `postgres` must reach it. */
export const LAB = process.env['WALE_LAB_HOME'] ?? '/var/tmp/wale-lab';

export const inLab = (...path: readonly string[]): string => join(LAB, ...path);

/**
 * The ports start here, below those that the system hands out by itself (from 32768). A second lab beside
 * the first needs its own, and a home of its own.
 */
const FIRST_PORT = Number(process.env['WALE_LAB_PORT'] ?? 26_000);

export const INDEX = 'pubsub-postgres-inf-gprd';

/** A Patroni cluster. `type` is the label that tells its series and documents apart, as at GitLab. */
export interface Cluster {
  readonly scope: string;
  readonly type: string;
}

/** One PostgreSQL server with Patroni, its archiver, its syslog, its log shipper and its exporters. */
export interface Node {
  readonly name: string;
  readonly fqdn: string;
  readonly home: string;
  readonly cluster: Cluster;
  /** The zone that all of this host lives in: PostgreSQL’s log, the archiver and syslog. */
  readonly timeZone: string;
  readonly postgresLog: PostgresLog;
  readonly ports: {
    readonly postgres: number;
    readonly patroni: number;
    readonly exporter: number;
    readonly nodeExporter: number;
    readonly mtail: number;
  };
}

/** How a host’s PostgreSQL writes its log, and how that is shipped. */
interface PostgresLog {
  /** `log_line_prefix`. */
  readonly linePrefix: string;
  /** How a record begins: what does not begin so is shipped as part of the record before. Undefined: each line alone. */
  readonly recordBegins: string | undefined;
}

export const PORTS = {
  etcd: FIRST_PORT + 379,
  etcdPeer: FIRST_PORT + 380,
  elasticsearch: FIRST_PORT + 200,
  elasticsearchGate: FIRST_PORT + 201,
  prometheus: FIRST_PORT + 90,
  pushgateway: FIRST_PORT + 91,
  alertmanager: FIRST_PORT + 93,
  /** Wale itself, where a lab runs the whole bot. */
  wale: FIRST_PORT + 80,
  store: FIRST_PORT + 900,
  storeGate: FIRST_PORT + 901,
  /** Nothing listens here. */
  closed: FIRST_PORT + 999,
} as const;

/** As most hosts are: the prefix that PostgreSQL has by itself, and UTC. */
const USUAL = {
  timeZone: 'UTC',
  postgresLog: { linePrefix: '%m [%p] ', recordBegins: '^[0-9]{4}-' },
} as const;

/** What differs on some hosts of the cluster, by their number. The first is as most are. */
const UNUSUAL: ReadonlyMap<number, Partial<Pick<Node, 'timeZone' | 'postgresLog'>>> = new Map([
  [2, { timeZone: 'America/New_York' }],
  [
    3,
    {
      // The time behind the pid, in brackets of its own, and what the command says as records without any.
      postgresLog: { linePrefix: '[%p-%l] <%t> %q%r %a ', recordBegins: undefined },
    },
  ],
]);

const node = (name: string, number: number, cluster: Cluster): Node => ({
  name,
  fqdn: `${name}.c.lab.internal`,
  home: inLab(name),
  cluster,
  ...USUAL,
  ...UNUSUAL.get(number),
  ports: {
    postgres: FIRST_PORT + 430 + number,
    patroni: FIRST_PORT + number,
    exporter: FIRST_PORT + 180 + number,
    nodeExporter: FIRST_PORT + 100 + number,
    mtail: FIRST_PORT + 390 + number,
  },
});

const MAIN: Cluster = { scope: 'patroni-lab', type: 'patroni' };
const OTHER: Cluster = { scope: 'patroni-ci-lab', type: 'patroni-ci' };

/** The cluster that Wale is asked about. */
export const NODES: readonly Node[] = [1, 2, 3].map((number) =>
  node(`patroni-0${number}-db-lab`, number, MAIN),
);

/** A cluster of one node that shares index and Prometheus with it. A fault starts it. */
export const OTHER_NODE = node('patroni-ci-01-db-lab', 4, OTHER);

export const url = (port: number): string => `http://127.0.0.1:${port}`;
