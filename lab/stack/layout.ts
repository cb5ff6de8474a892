import { join } from 'node:path';

/** Everything that the lab writes is below this folder. It is not in the project: `postgres` must reach it. */
export const LAB = process.env['WALE_LAB_HOME'] ?? '/var/tmp/wale-lab';

export const inLab = (...path: readonly string[]): string => join(LAB, ...path);

export const CLUSTER = 'patroni-lab';
export const INDEX = 'pubsub-postgres-inf-gprd';

/** One PostgreSQL server with Patroni, its archiver, its syslog, its log shipper and its exporters. */
export interface Node {
  readonly name: string;
  readonly fqdn: string;
  readonly home: string;
  readonly ports: {
    readonly postgres: number;
    readonly patroni: number;
    readonly exporter: number;
    readonly mtail: number;
  };
}

export const PORTS = {
  etcd: 46_379,
  etcdPeer: 46_380,
  elasticsearch: 46_200,
  /** What Wale asks stands before Elasticsearch and can be made slow. */
  elasticsearchGate: 46_201,
  prometheus: 46_090,
  pushgateway: 46_091,
  store: 46_900,
} as const;

export const NODES: readonly Node[] = [1, 2, 3].map((number) => {
  const name = `patroni-0${number}-db-lab`;
  return {
    name,
    fqdn: `${name}.c.lab.internal`,
    home: inLab(name),
    ports: {
      postgres: 46_430 + number,
      patroni: 46_000 + number,
      exporter: 46_180 + number,
      mtail: 46_390 + number,
    },
  };
});

export const url = (port: number): string => `http://127.0.0.1:${port}`;
