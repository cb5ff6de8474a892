import { afterEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { createFleetAnswer } from '../../src/composition/answers.ts';
import { QUERY_PRESETS } from '../../src/config/query-presets.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { startFleetServers, type FleetServers } from '../support/fleet-servers.ts';
import { NOON } from '../support/snapshot.ts';

let servers: FleetServers | undefined;
afterEach(async () => {
  await servers?.close();
});

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `c${index}`);

async function ask(
  clusters: readonly string[],
  behaviour: Partial<Parameters<typeof startFleetServers>[0]> = {},
  own: Readonly<Record<string, object>> = {},
) {
  servers = await startFleetServers({ at: NOON, clusters, ...behaviour });
  const yaml = {
    // A busy machine must not turn counting into waiting.
    deadline: '60s',
    elasticsearch: { timeout: '60s' },
    prometheus: { timeout: '60s' },
    clusters: Object.fromEntries(
      clusters.map((name) => [
        name,
        {
          elasticsearch: { filter: { 'json.type': name } },
          prometheus: { labels: { env: 'gprd', type: name } },
          ...own[name],
        },
      ]),
    ),
  };
  const config = loadConfig({
    env: { ELASTICSEARCH_URL: servers.elasticsearch.url, PROMETHEUS_URL: servers.prometheus.url },
    readFile: () => stringify(yaml),
  });
  const fleet = await createFleetAnswer(config, () => NOON)({ at: NOON });
  const { requests } = servers;
  const codes = Object.fromEntries(
    fleet.reports.map(({ snapshot, verdict }) => [snapshot.cluster.name, verdict.code]),
  );
  return { fleet, requests, codes };
}

/** So many queries the preset asks: one each, whatever the number of clusters. */
const ASKED = Object.values(QUERY_PRESETS.gitlab).filter((query) => query !== null).length;

describe('all clusters at once', () => {
  it.each([1, 10, 1000])(
    'takes one request to the log, a second that counts for many, and one a metric, for %i clusters',
    async (count) => {
      const { fleet, requests } = await ask(names(count));

      // A few are asked as by a status, which has the samples of lastArchive and archiverAge as well.
      expect(requests).toEqual(
        count <= 10
          ? { elasticsearch: 1, prometheus: ASKED + 2 }
          : { elasticsearch: 2, prometheus: ASKED },
      );
      expect(fleet.reports.map(({ verdict }) => verdict.code)).toEqual(
        Array<string>(count).fill('healthy'),
      );
    },
    60_000,
  );

  it('asks once more, as a status does, for ten at most of whom fewer uploads completed than there are segments', async () => {
    const all = names(100);
    const fewer = all.slice(50, 62);

    const { fleet, requests } = await ask(all, { fewer });

    expect(requests).toEqual({ elasticsearch: 3, prometheus: 2 * ASKED + 2 });
    const headlines = new Map(
      fleet.reports.map(({ snapshot, verdict }) => [snapshot.cluster.name, verdict.headline]),
    );
    for (const name of fewer.slice(0, 10)) {
      expect(headlines.get(name)).not.toContain('holes were looked for');
    }
    for (const name of fewer.slice(10)) {
      expect(headlines.get(name)).toContain('only');
    }
  });

  it('clusters with thresholds of their own, or with the same documents, take no more requests', async () => {
    const quiet = { thresholds: { uploadMaxAge: '1h' } };
    const twin = { elasticsearch: { filter: { 'json.type': 'c0' } } };

    const { requests } = await ask(names(10), {}, { c3: quiet, c4: twin });

    expect(requests).toEqual({ elasticsearch: 1, prometheus: ASKED + 2 });
  });

  it('another index and other queries take requests of their own', async () => {
    const { requests } = await ask(
      names(10),
      {},
      {
        c3: { elasticsearch: { filter: { 'json.type': 'c3*' } } },
        c4: { elasticsearch: { index: 'other', filter: { 'json.type': 'c4' } } },
        c5: { prometheus: { labels: { env: 'gprd', type: 'c5' }, queries: { pendingWal: null } } },
      },
    );

    expect(requests).toEqual({ elasticsearch: 2, prometheus: 2 * (ASKED + 2) - 1 });
  });

  it('gives each cluster its own verdict, and puts the worst first', async () => {
    const { fleet, codes } = await ask(names(10), { broken: ['c3'] });

    expect(fleet.reports[0]?.snapshot.cluster.name).toBe('c3');
    expect(fleet.severity).toBe('critical');
    expect(codes).toMatchObject({ c2: 'healthy', c3: 'archiver-not-running', c4: 'healthy' });
  });

  it('a dead endpoint makes only its own clusters unknown', async () => {
    const dead = { prometheus: { url: 'http://127.0.0.1:1', labels: { env: 'gprd', type: 'c1' } } };

    const { fleet, codes } = await ask(names(4), {}, { c1: dead });

    expect(codes).toEqual({ c0: 'healthy', c1: 'cannot-tell', c2: 'healthy', c3: 'healthy' });
    expect(fleet.severity).toBe('unknown');
    expect(fleet.reports[0]?.verdict.headline).toContain('could not read Prometheus');
  });

  it('a source that a cluster does not have is unknown for it alone', async () => {
    const { codes } = await ask(names(3), {}, { c1: { elasticsearch: null, prometheus: null } });

    expect(codes).toEqual({ c0: 'healthy', c1: 'cannot-tell', c2: 'healthy' });
  });

  it('series that lost the label that tells clusters apart belong to none', async () => {
    const { fleet, codes } = await ask(names(2), { withoutLabel: 'pg_replication_is_replica' });

    expect(codes).toEqual({ c0: 'cannot-tell', c1: 'cannot-tell' });
    expect(fleet.reports[0]?.snapshot.metrics.replica).toMatchObject({
      reason: 'bad-response',
      detail: 'series of pg_replication_is_replica{$labels} lack the label type',
    });
  });

  it('a value that is part of another is another cluster', async () => {
    const { fleet } = await ask(['patroni', 'patroni-ci']);
    const hosts = fleet.reports.map(({ overview }) => overview.primary?.host).sort();

    expect(hosts).toEqual(['patroni-01', 'patroni-ci-01']);
  });

  it('what was cut off is unknown: few records, all of one process, may hide a push that hangs', async () => {
    const uploadLog = async (behaviour: object) =>
      (await ask(names(1000), behaviour)).fleet.reports[0]?.snapshot.uploadLog;

    const cut = await uploadLog({ records: 500, pid: 7 });
    await servers?.close();
    const others = await uploadLog({ records: 500 });
    await servers?.close();
    const all = await uploadLog({ records: 2, pid: 7 });

    expect(cut).toMatchObject({ kind: 'unavailable', reason: 'no-data' });
    expect(others).toMatchObject({ kind: 'measured', value: { truncated: true } });
    expect(all).toMatchObject({ kind: 'measured', value: { truncated: false } });
  }, 120_000);
});
