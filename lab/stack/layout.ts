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
  readonly ports: {
    readonly postgres: number;
    readonly patroni: number;
    readonly exporter: number;
    readonly nodeExporter: number;
    readonly mtail: number;
  };
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

const node = (name: string, number: number, cluster: Cluster): Node => ({
  name,
  fqdn: `${name}.c.lab.internal`,
  home: inLab(name),
  cluster,
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
