import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { logIndex, type LogDocument } from '../support/log-index.ts';
import { metricServer, type ServedSeries } from '../support/metric-server.ts';
import { runWale } from '../support/terminal.ts';
import { scopesBut } from '../support/scopes.ts';

let folder = '';
const servers: LoopbackServer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-planted-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
  rmSync(folder, { recursive: true });
});

const serve = async (listener: RequestListener): Promise<string> => {
  const server = await listenOnLoopback(listener);
  servers.push(server);
  return server.url;
};

const SEGMENTS = Array.from({ length: 30 }, (_, index) => {
  const position = 0xf0 + index;
  const log = position > 0xff ? '00000008' : '00000007';
  return `00000005${log}000000${(position % 256).toString(16).toUpperCase().padStart(2, '0')}`;
});

/** What WAL-G wrote, one segment every ten seconds, with the clock of a host in a zone that is so far ahead. */
function walG(now: number, hoursAhead = 0): LogDocument[] {
  return SEGMENTS.map((segment, index) => {
    const at = now - (SEGMENTS.length - index) * 10_000;
    const stamp = new Date(at + hoursAhead * 3_600_000).toISOString();
    const words = stamp.replaceAll('-', '/').replace('T', ' ').replace('Z', '000');
    return {
      '@timestamp': at,
      'json.tag': 'db.walg',
      'json.type': 'patroni',
      'json.hostname': 'patroni-01',
      'json.message': `INFO: ${words} FILE PATH: ${segment}.br`,
    };
  });
}

const HOSTS = ['patroni-01', 'patroni-02'];
const METRICS: Readonly<Record<string, (now: number, host: string) => number>> = {
  pg_replication_is_replica: (_, host) => (host === 'patroni-01' ? 0 : 1),
  walg_backup_last_completed_time_seconds: (now) => now - 10,
  up: () => 1,
  pg_stat_archiver_last_archive_age: () => 10,
  pg_stat_archiver_failed_count: () => 0,
  pg_archiver_pending_wal_count: () => 1,
  pg_xlog_position_bytes: (now) => now * 1000,
  gitlab_job_success_timestamp_seconds: (now) => now - 3600,
  gitlab_job_start_timestamp_seconds: (now) => now - 7200,
  gitlab_job_failed: () => 0,
  node_filesystem_avail_bytes: () => 1e12,
};

const seriesOf = (over: Partial<ServedSeries> = {}, hostLabel = 'fqdn'): ServedSeries[] =>
  Object.entries(METRICS).flatMap(([name, value]) =>
    HOSTS.map((host) => ({
      name,
      labels: {
        env: 'gprd',
        job: 'mtail',
        resource: 'walg-basebackup',
        mountpoint: '/var/opt/gitlab',
        [hostLabel]: host,
      },
      value: (now: number) => value(now, host),
      ...over,
    })),
  );

const RULES = ['HighCpu', 'walgBackupDelayed'];
interface SlackOver {
  readonly scopes?: string;
  readonly auth?: object;
  readonly history?: object;
}

const slack =
  ({
    scopes = scopesBut(),
    auth = { ok: true, team: 'T' },
    history = { ok: true, messages: [] },
  }: SlackOver): RequestListener =>
  (request, response) => {
    void text(request).then(() => {
      response.setHeader('content-type', 'application/json');
      response.setHeader('x-oauth-scopes', scopes);
      response.end(JSON.stringify(request.url?.includes('history') === true ? history : auth));
    });
  };

const YAML = {
  index: 'logs',
  selector: 'db.walg',
  filter: 'patroni',
  host: 'json.hostname',
  message: 'json.message',
  suffix: '.keyword',
  archiver: 'wal-g',
  segment: '16MiB',
  zone: 'UTC',
  labels: 'env: gprd',
  preset: 'gitlab',
  queries: '{}',
  alerts: '{ channels: [C0123] }',
};

interface Planted {
  readonly yaml?: Partial<typeof YAML>;
  readonly env?: Record<string, string>;
  readonly documents?: (now: number) => LogDocument[];
  readonly log?: RequestListener;
  readonly series?: readonly ServedSeries[];
  readonly metrics?: RequestListener;
  readonly rules?: readonly string[];
  readonly slack?: SlackOver;
}

async function doctor(planted: Planted) {
  const now = Date.now();
  const set = { ...YAML, ...planted.yaml };
  const env = {
    ELASTICSEARCH_URL: await serve(
      planted.log ?? logIndex('logs', (planted.documents ?? walG)(now)),
    ),
    PROMETHEUS_URL: await serve(
      planted.metrics ?? metricServer(planted.series ?? seriesOf(), planted.rules ?? RULES),
    ),
    SLACK_API_URL: `${await serve(slack(planted.slack ?? {}))}/api/`,
    SLACK_BOT_TOKEN: 'xoxb-1',
    ...planted.env,
  };
  const file = join(folder, 'wale.yaml');
  writeFileSync(
    file,
    `
timeZone: ${set.zone}
state: { folder: ${folder} }
alerts: ${set.alerts}
elasticsearch:
  index: ${set.index}
  archiver: ${set.archiver}
  selector: { field: json.tag, value: ${set.selector} }
  filter: { json.type: ${set.filter} }
  fields: { message: [${set.message}], host: [${set.host}] }
  keywordSuffix: ${set.suffix}
prometheus: { labels: { ${set.labels} }, preset: ${set.preset}, queries: ${set.queries} }
clusters: { main: { walSegmentSize: ${set.segment} } }
`,
  );
  const { out, exitCode } = await runWale(['doctor', '--config', file, '--timeout', '30'], env);
  const bad = out
    .split('\n')
    .filter((line) => /^ {2}(?:⚠️|🔴|❔)/u.test(line))
    .map((line) => line.trim());
  return { out, bad, exitCode, env };
}

const refusing =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, { 'x-elastic-product': 'Elasticsearch', ...headers });
    response.end(body);
  };
const PAGE = '<!DOCTYPE html><html><title>Sign in</title></html>';
const HTML = { 'content-type': 'text/html' };
const JSON_TYPE = { 'content-type': 'application/json' };
const FORBIDDEN = JSON.stringify({
  status: 403,
  error: {
    type: 'security_exception',
    reason: 'action [indices:data/read/msearch] is unauthorized for user [wale]',
  },
});

describe('the doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    const { bad, exitCode } = await doctor({});

    expect(bad).toEqual([]);
    expect(exitCode).toBe(0);
  }, 30_000);

  /** The mistake, where it is planted, and words that name it and what to do. How many lines it takes, if not one. */
  const MISTAKES: readonly (readonly [string, Planted, readonly string[], number?])[] = [
    [
      'another archiver than the log is of',
      { yaml: { archiver: 'pgbackrest' } },
      [
        'the log is that of wal-g, and records of pgbackrest are searched for',
        'set elasticsearch.archiver to wal-g',
      ],
    ],
    [
      'hosts that write local time',
      { documents: (now) => walG(now, 2) },
      ['off by +02:00', 'set timeZone to that of the hosts'],
    ],
    [
      'hosts of another zone than is configured',
      { yaml: { zone: 'America/New_York' } },
      ['of another zone than is configured', 'set timeZone to that of the hosts'],
    ],
    [
      'another segment size',
      { yaml: { segment: '64MiB' } },
      ['no file has such a name', 'set walSegmentSize to what SHOW wal_segment_size says'],
    ],
    [
      'a scope too few',
      { slack: { scopes: scopesBut('app_mentions:read') } },
      [
        'lacks the scope app_mentions:read',
        '@wale is not heard',
        'take the scopes over from manifest.yml, and install the app again',
      ],
    ],
    [
      'only the scope commands',
      { slack: { scopes: 'commands' } },
      ['app_mentions:read, chat:write, channels:history, groups:history', 'install the app again'],
    ],
    [
      'a bot that is not in the channel',
      { slack: { history: { ok: false, error: 'not_in_channel' } } },
      ['channel C0123: the bot is not in it (not_in_channel)', '/invite the bot there'],
    ],
    [
      'a channel that is not there',
      { slack: { history: { ok: false, error: 'channel_not_found' } } },
      ['channel C0123: the bot is not in it', 'correct C0123 in alerts.channels'],
    ],
    [
      'a pattern that fits no rule',
      {
        yaml: {
          alerts: '{ channels: [C0123], names: [walgBakcupDelayed], phrases: [never said] }',
        },
        rules: ['HighCpu', 'walgArchiveDelayed'],
      },
      ['“walgArchiveDelayed” looks like one about backups', 'add their names to alerts.names'],
    ],
    [
      'a pattern that fits no post',
      {
        yaml: {
          alerts: '{ channels: [C0123], names: [walgBakcupDelayed], phrases: [never said] }',
        },
        rules: [],
        slack: {
          history: {
            ok: true,
            messages: [{ ts: '1', bot_id: 'B1', text: '[FIRING:1] WalArchiveFailing db-01' }],
          },
        },
      },
      ['WalArchiveFailing db-01', 'add their names to alerts.names'],
    ],
    [
      'a token that Slack refuses',
      { slack: { auth: { ok: false, error: 'invalid_auth' } } },
      ['Slack refuses the token: invalid_auth', 'check SLACK_BOT_TOKEN'],
    ],
    [
      'another index',
      { yaml: { index: 'log' } },
      ['no such index [log]; there are logs', 'set elasticsearch.index'],
    ],
    [
      'another tag',
      { yaml: { selector: 'db.wale' } },
      ['no document has json.tag: db.wale; json.tag has db.walg', 'set elasticsearch.selector'],
    ],
    [
      'another value of the filter',
      { yaml: { filter: 'patron' } },
      ['no document has json.type: patron; json.type has patroni', 'set elasticsearch.filter'],
    ],
    [
      'another field of the host',
      { yaml: { host: 'json.fqdn' } },
      ['the index has no field json.fqdn', 'set elasticsearch.fields.host'],
      2,
    ],
    [
      'another field of the message',
      { yaml: { message: 'json.msg' } },
      ['the index has no field json.msg', 'set elasticsearch.fields.message'],
      3,
    ],
    [
      'another exact form',
      { yaml: { suffix: '.raw' } },
      ['their exact forms', 'set elasticsearch.keywordSuffix'],
      2,
    ],
    [
      'a log that stopped',
      { documents: (now) => walG(now - 3_600_000) },
      ['the newest document is 60 min old', 'check the log pipeline'],
    ],
    [
      'another value of a label',
      { yaml: { labels: 'env: grpd' } },
      ['no series has env="grpd"; env has gprd', 'set prometheus.labels.env to one of these'],
      2,
    ],
    [
      'another preset',
      { yaml: { preset: 'patroni' } },
      ['that of the preset postgres_exporter (or gitlab) is', 'set prometheus.preset'],
      3,
    ],
    [
      'another label of the host',
      { series: seriesOf({}, 'node') },
      [
        'has a host name in label fqdn or instance',
        'there are env, job, resource, mountpoint, node',
      ],
    ],
    [
      'hosts that metrics and log call otherwise',
      {
        series: seriesOf().map((one) => ({
          ...one,
          labels: { ...one.labels, fqdn: `db-${one.labels['fqdn']?.at(-1) ?? ''}` },
        })),
      },
      [
        'the log names patroni-01, the metrics db-1, db-2',
        'set prometheus.hostLabels or elasticsearch.fields.host',
      ],
    ],
    [
      'metrics that stopped',
      { series: seriesOf({ age: 1200 }) },
      [
        'the newest value is 20 min old; the same with',
        'see whether its exporter is still scraped',
      ],
      5,
    ],
    [
      'two clusters under the same labels',
      {
        series: seriesOf().map((one) =>
          one.name === 'pg_replication_is_replica' ? { ...one, value: () => 0 } : one,
        ),
      },
      [
        'patroni-01 and patroni-02 both currently report as primary',
        'set prometheus.labels to what tells them apart',
      ],
    ],
    [
      'an index that may not be read',
      { log: refusing(403, FORBIDDEN, JSON_TYPE) },
      [
        'it answered HTTP 403: action [indices:data/read/msearch] is unauthorized for user [wale]',
        'give them the privileges read and view_index_metadata on the index',
      ],
    ],
    [
      'metrics that may not be read',
      { metrics: refusing(403, 'tenant wale: forbidden by policy reader') },
      [
        'it answered HTTP 403: tenant wale: forbidden by policy reader',
        'check prometheus.url, its credentials',
      ],
    ],
    [
      'a login page before the log',
      { log: refusing(200, PAGE, HTML) },
      [
        'Elasticsearch: it answered with a web page in place of JSON, as a login page or a proxy does',
      ],
    ],
    [
      'a login page before the metrics',
      { metrics: refusing(200, PAGE, HTML) },
      ['Prometheus: it answered with a web page in place of JSON'],
    ],
    [
      'a proxy that sends us to log in',
      { metrics: refusing(302, '', { location: 'https://login.example/start?x=1' }) },
      ['it answered HTTP 302 and sends us to login.example, as a login page or a proxy does'],
    ],
    [
      'an address at which nobody listens',
      { env: { ELASTICSEARCH_URL: 'http://127.0.0.1:1' } },
      ['Elasticsearch: connection refused (asked: http://127.0.0.1:1)', 'check elasticsearch.url'],
    ],
    [
      'a name that does not resolve',
      { env: { PROMETHEUS_URL: 'http://nowhere.invalid:9090' } },
      [
        'Prometheus: its name does not resolve (asked: http://nowhere.invalid:9090)',
        'check prometheus.url',
      ],
    ],
  ];

  it.each(MISTAKES)(
    'names the mistake and what to do: %s',
    async (_, planted, words, lines = 1) => {
      const { out, bad, exitCode } = await doctor(planted);

      for (const word of words) expect(bad.join('\n')).toContain(word);
      expect(bad.length).toBeLessThanOrEqual(lines);
      expect(exitCode).not.toBe(0);
      expect(out).not.toContain('    at ');
    },
    30_000,
  );
});
