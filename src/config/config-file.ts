import { z } from 'zod';
import { ARCHIVERS } from '../domain/archiver.ts';
import { METRIC_NAMES } from '../domain/metrics.ts';
import { Alerts, ClusterAlerts, State } from './alerts-file.ts';
import { Auth } from './auth.ts';
import { ClusterGuard, Guard } from './guard-file.ts';
import { HeaderToken, HeaderValue } from './header-text.ts';
import { Operation } from './operation-file.ts';
import { Duration, SegmentSize, WaitingTime } from './quantities.ts';
import { QUERY_PRESET_NAMES } from './query-presets.ts';
import { Site } from './site-file.ts';
import { readHost } from '../domain/host.ts';
import { isTimeZone } from './time-zone.ts';
import { EndpointUrl, LinkUrl, WebUrl } from './urls.ts';

const Text = z.string().min(1);
const Count = z.int().min(1);

const LabelName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'expected the name of a label' });

// What Node would refuse to send, in the middle of an incident.
const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'expected the name of an HTTP header' });

const endpoint = {
  url: EndpointUrl.describe('base URL; may have a path'),
  auth: Auth,
  caFile: Text.describe('file of CA certificates to trust instead of the system’s'),
  headers: z.record(HeaderName, HeaderValue).describe('extra headers, such as X-Scope-OrgID'),
  timeout: WaitingTime.describe('how long to wait for this source (2s)'),
};

const Elasticsearch = z
  .strictObject({
    ...endpoint,
    archiver: z
      .enum([...ARCHIVERS, 'auto'])
      .describe('whose records to search for; auto for WAL-E and WAL-G (auto)'),
    index: Text.describe('index, alias or pattern (pubsub-postgres-inf-gprd)'),
    selector: z
      .strictObject({ field: Text, value: Text })
      .describe('which documents are the archiver’s (json.tag: db.wale); the value may hold *'),
    filter: z
      .record(Text, Text)
      .describe('further field: value pairs that tell the clusters of one index apart'),
    fields: z
      .strictObject({
        timestamp: Text,
        message: z.array(Text).min(1),
        host: z.array(Text).min(1),
        tag: Text,
      })
      .partial()
      .describe('where time, message, host and tag are'),
    keywordSuffix: z.string().describe('exact form of a text field (.keyword); "" for keywords'),
    lookback: Duration.describe('how far back to look for uploads (24h)'),
  })
  .partial();

const Prometheus = z
  .strictObject({
    ...endpoint,
    preset: z.enum(QUERY_PRESET_NAMES).describe('ready-made queries (gitlab)'),
    queries: z
      .strictObject(
        Object.fromEntries(METRIC_NAMES.map((name) => [name, Text.nullable()])) as Record<
          (typeof METRIC_NAMES)[number],
          z.ZodNullable<typeof Text>
        >,
      )
      .partial()
      .describe('PromQL templates in place of the preset’s; null switches one off'),
    labels: z
      .record(LabelName, z.string())
      .describe('labels that tell the clusters apart: what $labels in a query stands for'),
    hostLabels: z
      .array(LabelName)
      .min(1)
      .describe('labels that hold the host, the best first (the preset’s: fqdn, instance)'),
  })
  .partial();

const Patroni = z
  .strictObject({
    urls: z.array(EndpointUrl).min(1).describe('Patroni’s REST interface of each member'),
    caFile: Text.describe('file of CA certificates to trust instead of the system’s'),
    timeout: WaitingTime.describe('how long to wait for this source (2s)'),
  })
  .partial();

const Thresholds = z
  .strictObject({
    uploadMaxAge: Duration.describe('no completed upload for so long is worth a page (15m)'),
    uploadStuckAfter: Duration.describe('an upload that has not ended for so long hangs (5m)'),
    failoverGrace: Duration.describe('time for roles and first uploads to settle (5m)'),
    shippingAllowance: Duration.describe('time for a log line to arrive (3m)'),
    metricAllowance: Duration.describe('time by which the metric may trail the log (3m)'),
    walWaitingWarning: Count.describe('so many waiting segments are a warning (42)'),
    walWaitingCritical: Count.describe('so many waiting segments are critical (2000)'),
    baseBackupMaxAge: Duration.describe('a base backup is due after so long (30h)'),
    baseBackupCriticalAge: Duration.describe('without one for so long it is critical (60h)'),
    backlogGrowingFor: Duration.describe('for so long more and more must wait to count (30m)'),
    walDiskFullCritical: Duration.describe('a disk of pg_wal full in so long is critical (4h)'),
  })
  .partial();

const TimeZone = z
  .string()
  .refine(isTimeZone, { error: 'expected the name of a time zone, such as Europe/Berlin' })
  .describe('of hosts whose WAL-G, pgBackRest or Barman writes local time (UTC)');

const HostTimeZones = z
  .record(
    z.string().refine((name) => readHost(name) !== undefined, {
      error: 'expected the name of a host, such as db-2.example.com',
    }),
    TimeZone,
  )
  .refine((zones) => Object.keys(zones).length <= 1000, {
    error: 'expected at most 1000 hosts',
  })
  .describe('of single hosts that live in another zone, by name');

const Links = z
  .strictObject({
    runbook: LinkUrl,
    kibana: LinkUrl,
    grafana: LinkUrl,
    explore: LinkUrl.describe('the metrics or the log in Grafana’s Explore'),
    verdict: LinkUrl.nullable().describe(
      'what a verdict means: {code} stands for it, as in docs/verdicts; null for no page (that of the version that runs, where its package names a repository)',
    ),
  })
  .partial();

const Cluster = z
  .strictObject({
    standby: z.boolean().describe('a standby cluster has no primary, which is correct (false)'),
    walSegmentSize: SegmentSize.describe('as given to initdb --wal-segsize (16MiB)'),
    timeZone: TimeZone,
    hostTimeZones: HostTimeZones,
    elasticsearch: Elasticsearch.nullable().describe(
      'what differs from the top level; null for none',
    ),
    prometheus: Prometheus.nullable().describe('what differs from the top level; null for none'),
    patroni: Patroni.nullable().describe('what differs from the top level; null for none'),
    thresholds: Thresholds.describe('what differs from the top level'),
    site: Site.describe('what differs from the top level'),
    links: Links.describe('what differs from the top level'),
    guard: ClusterGuard.describe('where the guard tells of it'),
    alerts: ClusterAlerts.describe('how an alert about it is known'),
  })
  .partial();

const Slack = z
  .strictObject({
    mode: z.enum(['socket', 'http']).describe('Socket Mode needs no public address'),
    port: z.int().min(0).max(65535).describe('port to listen on in HTTP mode (3000)'),
    botToken: HeaderToken.describe('better in SLACK_BOT_TOKEN'),
    appToken: HeaderToken.describe('better in SLACK_APP_TOKEN'),
    signingSecret: Text.describe('better in SLACK_SIGNING_SECRET'),
    apiUrl: WebUrl.describe('Slack’s Web API, if it is not at slack.com'),
    allow: z
      .strictObject({ channels: z.array(Text), users: z.array(Text) })
      .partial()
      .describe('ids of the channels and users that may ask; empty for all'),
  })
  .partial();

const ClusterName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, {
  error: 'expected a cluster name of small letters, digits, - and _',
});

/** What wale.yaml may hold. Everything may be left out. */
export const ConfigFile = z
  .strictObject({
    $schema: z.string(),
    timeZone: TimeZone,
    hostTimeZones: HostTimeZones,
    deadline: WaitingTime.describe('how long one answer may take (2.5s)'),
    elasticsearch: Elasticsearch.describe('where the archiver’s log is, for all clusters'),
    prometheus: Prometheus.describe('where the metrics are, for all clusters'),
    patroni: Patroni.describe('optional: members and timelines; off without urls'),
    site: Site.describe('where the clusters run: what the next steps look like'),
    thresholds: Thresholds.describe('from where on something counts as wrong, for all clusters'),
    links: Links.describe('pages behind the buttons of an answer'),
    slack: Slack.describe('the bot; the terminal needs none of this'),
    alerts: Alerts.describe('alerts that Wale answers in their threads; without it, none'),
    guard: Guard.describe(
      'looks at all clusters by itself and reports what lasts; without it, off',
    ),
    state: State.describe('where alert threads are remembered'),
    operation: Operation.describe('how a running bot is watched, and how it ends'),
    clusters: z
      .record(ClusterName, Cluster.nullable())
      .refine((clusters) => Object.keys(clusters).length > 0, {
        error: 'expected at least one cluster',
      })
      .describe('the clusters by name; without any there is one, main'),
  })
  .partial();

export type ConfigFile = z.infer<typeof ConfigFile>;
export type ElasticsearchFile = z.infer<typeof Elasticsearch>;
export type PrometheusFile = z.infer<typeof Prometheus>;
export type PatroniFile = z.infer<typeof Patroni>;
export type ClusterFile = NonNullable<NonNullable<ConfigFile['clusters']>[string]>;
