import { afterEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { createAnswers, createFleetAnswer } from '../../src/composition/answers.ts';
import { createExaminations } from '../../src/composition/examinations.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Report } from '../../src/domain/report.ts';
import { statusMessage } from '../../src/messages/status/status-message.ts';
import { statusText } from '../../src/messages/status/status-text.ts';
import { startFleetServers, type FleetServers, type NamedHosts } from '../support/fleet-servers.ts';
import { NOON } from '../support/snapshot.ts';

const servers: FleetServers[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.close()));
});

async function configOf(clusters: readonly string[], named: NamedHosts): Promise<Config> {
  const started = await startFleetServers({
    at: NOON,
    clusters,
    named: { ...named, cluster: 'c0' },
  });
  servers.push(started);
  const yaml = {
    deadline: '60s',
    elasticsearch: { timeout: '60s' },
    prometheus: { timeout: '60s' },
    clusters: Object.fromEntries(
      clusters.map((name) => [
        name,
        {
          elasticsearch: { filter: { 'json.type': name } },
          prometheus: { labels: { type: name } },
        },
      ]),
    ),
  };
  return loadConfig({
    env: { ELASTICSEARCH_URL: started.elasticsearch.url, PROMETHEUS_URL: started.prometheus.url },
    readFile: () => stringify(yaml),
  });
}

async function byStatus(named: NamedHosts): Promise<Report> {
  const ask = createAnswers(await configOf(['c0'], named), [], () => NOON).get('c0');
  if (ask === undefined) throw new Error('not configured');
  return ask({ at: NOON });
}

async function byFleet(named: NamedHosts): Promise<Report> {
  const ask = createFleetAnswer(await configOf(['c0', 'c1'], named), () => NOON);
  const { reports } = await ask({ at: NOON });
  const report = reports.find(({ snapshot }) => snapshot.cluster.name === 'c0');
  if (report === undefined) throw new Error('not answered');
  return report;
}

async function doctorOf(named: NamedHosts): Promise<readonly string[]> {
  const examine = createExaminations(await configOf(['c0'], named), [], () => NOON).get('c0');
  const { checks } = (await examine?.()) ?? { checks: [] };
  return checks.map(({ subject, outcome, found }) => `${subject} ${outcome}: ${found}`);
}

const series = (value: number, ...hosts: readonly string[]) =>
  hosts.map((fqdn) => ({ labels: { fqdn }, value }));
const of = (...hosts: readonly string[]) => hosts.map((fqdn) => ({ labels: { fqdn } }));
/** One primary, one replica, and the log of the primary: all that a test does not say otherwise. */
const cluster = (primary: string, replicas: readonly string[], over: Partial<NamedHosts> = {}) => ({
  documents: [{ 'json.hostname': primary }],
  shippers: [primary],
  ...over,
  series: {
    replica: [...series(0, primary), ...series(1, ...replicas)],
    lastArchive: of(primary),
    pendingWal: of(primary),
    ...over.series,
  },
});
const nameless = (labels: Record<string, string>, value: number) => ({ labels, value });
const withRole = (labels: Record<string, string>, value: number) =>
  cluster('db-01.dc1.example', ['db-02.dc1.example'], {
    series: {
      replica: [
        ...series(0, 'db-01.dc1.example'),
        ...series(1, 'db-02.dc1.example'),
        nameless(labels, value),
      ],
    },
  });

describe.each([
  ['a status', byStatus],
  ['all clusters', byFleet],
])('the hosts of a cluster in %s', (_path, ask) => {
  it.each<[string, NamedHosts, string]>([
    ['a short name in both', cluster('db-01', ['db-02']), 'db-01'],
    [
      'a short name in the log alone',
      cluster('db-01.dc1.example', ['db-02.dc1.example'], {
        documents: [{ 'json.hostname': 'db-01' }],
      }),
      'db-01',
    ],
    [
      'a full name in the log alone',
      cluster('db-01', ['db-02'], { documents: [{ 'json.hostname': 'db-01.dc1.example' }] }),
      'db-01',
    ],
    [
      'both in the log, one after another',
      cluster('db-01.dc1.example', ['db-02.dc1.example'], {
        documents: [{ 'json.hostname': 'db-01' }, { 'json.hostname': 'db-01.dc1.example' }],
      }),
      'db-01',
    ],
    [
      'capitals and a final dot in the log',
      cluster('db-01.dc1.example', ['db-02.dc1.example'], {
        documents: [{ 'json.hostname': 'DB-01.dc1.example.' }],
      }),
      'db-01',
    ],
    [
      'a port in the metrics',
      cluster('10.0.0.7:9187', ['10.0.0.8:9187'], { documents: [{ 'json.hostname': '10.0.0.7' }] }),
      '10.0.0.7',
    ],
    [
      'IPv6 with brackets and port in the metrics, expanded in the log',
      cluster('[2001:db8:a::9]:9187', ['[2001:db8:a::8]:9187'], {
        documents: [{ 'json.hostname': '2001:0DB8:A:0:0:0:0:9' }],
      }),
      '2001:db8:a::9',
    ],
    [
      'an IPv4-mapped address in the log',
      cluster('10.0.0.7:9187', ['10.0.0.8:9187'], {
        documents: [{ 'json.hostname': '::ffff:10.0.0.7' }],
      }),
      '10.0.0.7',
    ],
    [
      'a namesake elsewhere, and full names throughout',
      cluster('db-01.dc1.example:9187', ['db-01.dc2.example:9187'], {
        documents: [{ 'json.hostname': 'db-01.dc1.example' }],
      }),
      'db-01.dc1.example',
    ],
    [
      'a namesake elsewhere, and documents with a short name and a full one',
      cluster('db-01.dc1.example', ['db-01.dc2.example'], {
        documents: [{ 'json.hostname': 'db-01', 'json.fqdn': 'db-01.dc1.example' }],
        shippers: ['db-01', 'db-01.dc1.example', 'db-01.dc2.example'],
      }),
      'db-01.dc1.example',
    ],
    [
      'two series of one host that agree',
      cluster('db-01.dc1.example', [], {
        series: { replica: [...series(0, 'db-01:9187', 'db-01:9188', 'db-01.dc1.example')] },
      }),
      'db-01',
    ],
    [
      'an empty label before one that names the host',
      cluster('db-01', ['db-02'], {
        series: {
          replica: [
            nameless({ fqdn: '', instance: 'db-01:9187' }, 0),
            nameless({ instance: 'db-02:9187' }, 1),
          ],
        },
      }),
      'db-01',
    ],
  ])('are known by one name: %s', async (_what, named, host) => {
    const report = await ask(named);

    expect(report.verdict).toMatchObject({ code: 'healthy', severity: 'ok' });
    expect(report.overview.primary?.host).toBe(host);
    expect(report.unavailable.filter(({ source }) => source === 'host names')).toEqual([]);
  });

  it.each<[string, NamedHosts, readonly string[]]>([
    ['elsewhere', cluster('db-01.dc1', ['db-02.dc1']), ['db-01.dc2.example']],
    ['at an IPv6 address', cluster('db-01', ['db-02']), ['[2001:db8::9]:9187']],
  ])('count a second primary %s', async (_what, named, more) => {
    const replica = [...(named.series.replica ?? []), ...series(0, ...more)];

    const report = await ask({ ...named, series: { ...named.series, replica } });

    expect(report.verdict).toMatchObject({ code: 'several-primaries', severity: 'critical' });
  });

  it('are not mixed up when the primary of one place has a namesake that is a replica', async () => {
    const report = await ask(
      cluster('db-01.dc1', ['db-01.dc2'], { documents: [{ 'json.hostname': 'db-01.dc1' }] }),
    );

    expect(report.verdict.code).toBe('healthy');
  });

  it.each<[string, Record<string, string>, string]>([
    ['a blank', { fqdn: 'db 02' }, 'fqdn "db 02"'],
    ['control characters', { fqdn: 'db\u0007\u001b[2J-02' }, 'fqdn "db-02"'],
    ['no label', {}, 'no label fqdn or instance'],
    ['an empty label', { fqdn: '', instance: '' }, 'no label fqdn or instance'],
    ['300 characters', { fqdn: 'a'.repeat(300) }, `fqdn "${'a'.repeat(59)}…"`],
    ['a zone', { instance: '[fe80::1%eth0]:9187' }, 'instance "[fe80::1%eth0]:9187"'],
    ['a mention', { fqdn: '<!channel>' }, 'fqdn "<!channel>"'],
  ])('are never healthy beside another primary with %s for a name', async (_what, labels, said) => {
    const report = await ask(withRole(labels, 0));

    expect(report.verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(report.verdict.headline).toContain(
      `1 series of replica says primary and has no readable host: ${said}`,
    );
    expect(statusText(report)).toContain(said);
    expect(JSON.stringify(statusMessage(report, {}))).not.toContain('<!channel>');
  });

  it('may hold a replica whose name cannot be read: that is said, and healthy', async () => {
    const report = await ask(withRole({ fqdn: 'db 03' }, 1));

    expect(report.verdict.severity).toBe('ok');
    expect(statusText(report)).toContain('1 series of replica has no readable host: fqdn "db 03"');
  });

  it('are never healthy when that replica may be a host that archives', async () => {
    const named = withRole({ fqdn: 'db 03' }, 1);

    const report = await ask({
      ...named,
      documents: [{ 'json.hostname': 'db-01.dc1.example' }, { 'json.hostname': 'db-03' }],
    });

    expect(report.verdict.severity).toBe('unknown');
    expect(statusText(report)).toContain('whether db-03 is a replica is not known');
  });

  it('have no primary that is known when its own name cannot be read', async () => {
    const report = await ask(
      cluster('db-01', [], { series: { replica: [...series(0, 'db 01'), ...series(1, 'db-02')] } }),
    );

    expect(report.verdict).toMatchObject({ code: 'cannot-tell' });
    expect(report.verdict.headline).toContain('fqdn "db 01"');
  });

  it('have a role that two series of one host disagree about', async () => {
    const report = await ask(
      cluster('db-01', ['db-02:9187'], {
        series: {
          replica: [...series(0, 'db-01', 'db-02:9188'), ...series(1, 'db-02:9187')],
        },
      }),
    );

    expect(report.verdict).toMatchObject({ code: 'cannot-tell' });
    expect(report.verdict.headline).toContain(
      'of db-02 one series says primary, another says replica',
    );
  });

  it('do not all need a name: what is known of the primary by its own series is enough', async () => {
    const pendingWal = [...of('db-01'), nameless({ fqdn: 'db 09' }, 5)];
    const known = await ask(cluster('db-01', ['db-02'], { series: { pendingWal } }));
    const notKnown = await ask(
      cluster('db-01', ['db-02'], {
        series: { pendingWal: [...of('db-02'), nameless({ fqdn: 'db 09' }, 5)] },
      }),
    );

    expect(known.verdict.severity).toBe('ok');
    expect(statusText(known)).toContain(
      '1 series of pendingWal has no readable host: fqdn "db 09"',
    );
    expect(notKnown.verdict.severity).toBe('unknown');
  });

  it('are in doubt where the log has a short name that two of them have', async () => {
    const report = await ask(
      cluster('db-01.dc1', ['db-01.dc2'], { documents: [{ 'json.hostname': 'db-01' }] }),
    );

    expect(report.verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(statusText(report)).toContain(
      'the log names db-01, which may be db-01.dc1 or db-01.dc2',
    );
  });

  it('are in doubt where the metrics have a short name that two of them have', async () => {
    const report = await ask(
      cluster('db-01.dc1', ['db-01.dc2'], {
        series: { replica: [...series(0, 'db-01.dc1', 'db-01'), ...series(1, 'db-01.dc2')] },
      }),
    );

    expect(report.verdict).toMatchObject({ code: 'cannot-tell' });
    expect(report.verdict.headline).toContain('db-01, which may be db-01.dc1 or db-01.dc2');
  });

  it('are in doubt where log and metrics know a namesake each', async () => {
    const report = await ask(
      cluster('db-01.dc1', ['db-02.dc1'], { documents: [{ 'json.hostname': 'db-01.dc2' }] }),
    );

    expect(report.verdict.severity).not.toBe('ok');
    expect(statusText(report)).toContain('the log names db-01.dc2, which may be db-01.dc1');
  });

  it.each<[string, Record<string, string>, string]>([
    ['a name that cannot be read', { 'json.hostname': 'db 02' }, '"db 02"'],
    ['no name', {}, 'no json.hostname or json.fqdn'],
    ['an empty name', { 'json.hostname': '' }, 'no json.hostname or json.fqdn'],
  ])('are never healthy beside an upload with %s', async (_what, document, said) => {
    const report = await ask(
      cluster('db-01', ['db-02'], { documents: [{ 'json.hostname': 'db-01' }, document] }),
    );

    expect(report.verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(report.verdict.headline).toContain(`1 record of the log has no readable host: ${said}`);
  });

  it('are not said to ship nothing when their uploads have no name', async () => {
    const report = await ask(
      cluster('db-01', ['db-02'], { documents: [{ 'json.hostname': 'db 01' }] }),
    );

    expect(report.verdict).toMatchObject({ code: 'cannot-tell' });
  });

  it('may ship logs by a name that cannot be read: that is said', async () => {
    const report = await ask(cluster('db-01', ['db-02'], { shippers: ['db-01', 'db 02'] }));

    expect(report.verdict.severity).toBe('ok');
    expect(statusText(report)).toContain('1 shipper of logs has no readable host: "db 02"');
  });

  it('stand in code in Slack where they are IPv6 addresses, and make no pictures', async () => {
    const report = await ask(
      cluster('[2001:db8:a::9]:9187', [], { documents: [{ 'json.hostname': '2001:db8:a::9' }] }),
    );

    const { text, blocks } = statusMessage(report, {});
    expect(text).toContain('`2001:db8:a::9`');
    expect(JSON.stringify(blocks)).not.toMatch(/[^`]2001:db8:a::9|2001:db8:a::9[^`]/);
  });
});

describe('the doctor', () => {
  it('knows a host of log and metrics by its one name', async () => {
    const checks = await doctorOf(
      cluster('db-01.dc1.example:9187', ['db-02.dc1.example:9187'], {
        documents: [{ 'json.hostname': 'DB-01' }],
      }),
    );

    expect(checks).toContain('hosts works: the log’s hosts are known to the metrics');
    expect(checks).toContain('primary works: db-01 is the only one');
  });

  it('names what has no readable host, in metrics and log', async () => {
    const checks = await doctorOf({
      ...withRole({ fqdn: 'db 03' }, 0),
      documents: [{ 'json.hostname': 'db-01' }, { 'json.hostname': 'db 03' }],
    });

    expect(checks).toContain(
      'query replica lacking: 2 series, and 1 without a readable host: fqdn "db 03"',
    );
    expect(checks).toContain(
      'fields.host lacking: a host in 1 of the newest 2 documents, and none that can be read in others: "db 03"',
    );
    expect(checks).toContainEqual(
      expect.stringMatching(/^primary broken: db-01, and 1 series of replica says primary/),
    );
  });

  it('says when the log has a short name that two hosts of the metrics have', async () => {
    const checks = await doctorOf(
      cluster('db-01.dc1', ['db-01.dc2'], { documents: [{ 'json.hostname': 'db-01' }] }),
    );

    expect(checks).toContain('hosts broken: the log names db-01, the metrics db-01.dc1, db-01.dc2');
  });
});
