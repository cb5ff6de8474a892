import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { logIndex, type LogDocument } from '../support/log-index.ts';
import { metricServer, type ServedSeries } from '../support/metric-server.ts';
import { runWale } from '../support/terminal.ts';

let folder = '';
const servers: LoopbackServer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-init-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
  rmSync(folder, { recursive: true });
});

const HOUR = 3_600_000;

/** Segments of 64 MiB, one every ten seconds, as pgBackRest logs them. */
function pgBackRest(host: string, scope: string, hoursAhead: number): LogDocument[] {
  return Array.from({ length: 20 }, (_, index) => {
    const at = Date.now() - (20 - index) * 10_000;
    const stamp = new Date(at + hoursAhead * HOUR).toISOString().replace('T', ' ').replace('Z', '');
    const position = 0x30 + index;
    const segment = `0000000500000${position > 0x3f ? '008' : '007'}000000${(position % 64).toString(16).toUpperCase().padStart(2, '0')}`;
    return {
      '@timestamp': at,
      'kubernetes.node': 'worker-1',
      'log.tag': 'pgbackrest',
      'pg.scope': scope,
      'host.name': host,
      'event.message': `${stamp} P00   INFO: pushed WAL file '${segment}' to the archive`,
    };
  });
}

const series = (scopes: readonly string[]): ServedSeries[] =>
  scopes.flatMap((scope) =>
    [1, 2].map((number) => ({
      name: 'patroni_primary',
      labels: { scope, job: 'patroni', instance: `${scope}-0${number}:8008` },
      value: () => (number === 1 ? 1 : 0),
    })),
  );

async function init(
  documents: readonly LogDocument[],
  served: readonly ServedSeries[],
  ...words: string[]
) {
  const log = await listenOnLoopback(logIndex('logs-pg-2026.11.26', documents));
  const metrics = await listenOnLoopback(metricServer(served));
  servers.push(log, metrics);
  const run = await runWale([
    'init',
    ...['--elasticsearch', log.url, '--prometheus', metrics.url],
    ...words,
  ]);
  return { ...run, out: run.out.replace(log.url, 'http://es').replace(metrics.url, 'http://prom') };
}

describe('wale init', () => {
  it('takes the pod for the host, never its node, and CloudNativePG’s JSON as it was taken apart', async () => {
    const documents = Array.from({ length: 4 }, (_, index) => ({
      '@timestamp': Date.now() - (20 - index) * 10_000,
      'kubernetes.container.name': 'postgres',
      'kubernetes.node.hostname': 'worker-1',
      'host.name': 'worker-1',
      'kubernetes.pod.name': 'orders-1',
      logger: 'wal-archive',
      ts: new Date().toISOString(),
      msg: 'Archived WAL file',
      walName: `pg_wal/00000003000000120000000${index}`,
    }));

    const { out, exitCode } = await init(documents, series(['orders']));

    expect(exitCode).toBe(0);
    expect(out).toContain('archiver: barman-cloud');
    expect(out).toContain('message: ["msg"]');
    expect(out).toContain('host: ["kubernetes.pod.name"] # orders-1');
    expect(out).toContain('selector: { field: "kubernetes.container.name", value: "postgres" }');
    expect(out).toContain('site: { preset: kubernetes }');
    expect(out).not.toContain('worker-1');
  });

  it('finds index, tag, fields, labels, metrics, archiver, segment size, zone and hosts of two clusters', async () => {
    const documents = [
      ...pgBackRest('orders-01', 'orders', 2),
      ...pgBackRest('billing-01', 'billing', 2),
    ];

    const { out, err, exitCode } = await init(documents, series(['orders', 'billing']));

    expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
    expect(out.replace(/, now.*$/m, '')).toContain(
      `timeZone: Etc/GMT-2 # the hosts write local time

elasticsearch:
  url: "http://es"
  archiver: pgbackrest # the newest records of an archiver are its
  index: "logs-pg-*"
  selector: { field: "log.tag", value: "pgbackrest" } # what its documents have in common
  fields:
    timestamp: "@timestamp"
    message: ["event.message"]
    host: ["host.name", "kubernetes.node"] # billing-01, orders-01
    tag: "log.tag"
  keywordSuffix: ".keyword"

prometheus:
  url: "http://prom"
  preset: patroni # its metric of the role is there
  hostLabels: ["instance"]

clusters:
  "orders": # primary orders-01; orders-01, orders-02
    prometheus: { labels: { scope: "orders" } }
    elasticsearch: { filter: { "pg.scope": "orders" } }
    walSegmentSize: 64MiB # as the names of its segments run
  "billing": # primary billing-01; billing-01, billing-02
    prometheus: { labels: { scope: "billing" } }
    elasticsearch: { filter: { "pg.scope": "billing" } }
    walSegmentSize: 64MiB # as the names of its segments run
`,
    );
    expect(out).toMatch(/# What Wale would answer by it now:\n# .+ orders · .+\n# .+ billing · /);
  }, 60_000);

  it('writes a file that is right, and never writes over one', async () => {
    const file = join(folder, 'wale.yaml');
    const documents = pgBackRest('db-01', 'main', 0);

    const first = await init(documents, series(['db']), '--write', file);
    const written = readFileSync(file, 'utf8');
    const check = await runWale(['check-config', '--config', file]);
    writeFileSync(file, 'mine');
    const second = await init(documents, series(['db']), '--write', file);

    expect(first.out).toContain(`# written to ${file}`);
    expect(written).toContain('preset: patroni');
    expect(check).toMatchObject({ exitCode: 0 });
    expect(second.err).toContain(`--write: ${file} is there already, and is not written over`);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  }, 60_000);

  it('says what it did not find, and what to set', async () => {
    const { out, exitCode } = await init([], series(['db']));

    expect(out).toContain(
      '# elasticsearch: not found: no document that may be read is a record of an archiver',
    );
    expect(exitCode).toBe(1);
  }, 60_000);

  it('does not guess what tells clusters apart', async () => {
    const two = series(['a']).map((one) => ({ ...one, value: () => 1 }));

    const { out } = await init([], two);

    expect(out).toContain('there is not one primary, and no label tells clusters apart');
  }, 60_000);

  it('has nothing to propose where nothing answers', async () => {
    const { err, exitCode } = await runWale(['init', '--elasticsearch', 'http://127.0.0.1:1']);

    expect(err).toContain(
      'there is nothing to propose. Elasticsearch: connection refused. Prometheus: give its address with --prometheus.',
    );
    expect(exitCode).toBe(3);
  });

  it('lets nothing that a server says out of its line', async () => {
    const documents = pgBackRest('db-01', 'x"\n  evil: true', 0).map((one) => ({
      ...one,
      'log.tag': 'a"b: {c}\nclusters: {}',
    }));

    const { out, exitCode } = await init(documents, series(['db']));

    expect(exitCode).toBe(0);
    expect(out).toContain('value: "a\\"b: {c} clusters: {}"');
  }, 60_000);
});
