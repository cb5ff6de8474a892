import type { ClusterTraces } from '../threads/alerts/alert-clusters.ts';
import type { AlertPatterns } from '../threads/alerts/alert-patterns.ts';
import type {
  ElasticsearchSettings,
  PatroniSettings,
  PrometheusSettings,
} from '../domain/source-settings.ts';
import type { Graces } from '../domain/graces.ts';
import type { Site } from '../domain/site.ts';
import type { Thresholds } from '../domain/thresholds.ts';
import type { DurationMs } from '../domain/time.ts';
import type { WatchSettings } from '../threads/record/watch-settings.ts';
import type { WalSegmentSize } from '../domain/wal-file.ts';

/** The whole configuration, checked and with every default filled in. */
export interface Config {
  /** How long one answer may take. */
  readonly deadlineMs: DurationMs;
  /** In the order of the file; never empty. */
  readonly clusters: ReadonlyMap<string, ClusterConfig>;
  readonly slack: SlackConfig;
  /** Undefined if alerts are not answered. */
  readonly alerts: AlertsConfig | undefined;
  /** Undefined if Wale speaks only when asked, or where an alert is. */
  readonly guard: GuardConfig | undefined;
  readonly state: StateConfig;
  readonly operation: OperationConfig;
}

export interface ClusterConfig {
  readonly name: string;
  readonly standby: boolean;
  readonly walSegmentSize: WalSegmentSize;
  readonly thresholds: Thresholds;
  readonly site: Site;
  /** The zone of archivers that write local time; undefined for UTC. */
  readonly timeZone: string | undefined;
  /** Of single hosts that live in another one. */
  readonly hostTimeZones: Readonly<Record<string, string>>;
  /** Undefined if no URL was given: the source is not configured. */
  readonly elasticsearch: ElasticsearchSettings | undefined;
  readonly prometheus: PrometheusSettings | undefined;
  readonly patroni: PatroniSettings | undefined;
  /** How an alert about it is known. */
  readonly traces: ClusterTraces;
  /** Pages behind the buttons of an answer. */
  readonly links: {
    readonly runbook?: string | undefined;
    readonly kibana?: string | undefined;
    readonly grafana?: string | undefined;
    readonly explore?: string | undefined;
    /** Null for no page; undefined for that of the version that runs. */
    readonly verdict?: string | null | undefined;
  };
}

export interface SlackConfig {
  readonly mode: 'socket' | 'http';
  /** Where HTTP mode listens. */
  readonly port: number;
  readonly botToken: string | undefined;
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  /** Where Slack's Web API is, if not at slack.com (GovSlack, an emulator). */
  readonly apiUrl: string | undefined;
  /** Empty lists allow everybody. */
  readonly allow: { readonly channels: readonly string[]; readonly users: readonly string[] };
}

export interface AlertsConfig {
  /** Ids of the channels whose alerts are answered; empty for all that Wale is in. */
  readonly channels: readonly string[];
  readonly patterns: AlertPatterns;
  readonly watch: WatchSettings;
  readonly webhooks:
    | {
        /** Where an alert is answered that no post shows. */
        readonly channel: string;
        /** Empty if PagerDuty’s webhook is off. */
        readonly pagerDutySecrets: readonly string[];
        /** What Alertmanager has to send; undefined if its webhook is off. */
        readonly authorization: string | undefined;
      }
    | undefined;
  /** Undefined if no notes are written on incidents. */
  readonly incidentNotes:
    { readonly url: string; readonly token: string; readonly from: string } | undefined;
}

/** When Wale speaks by itself, and where. */
export interface GuardConfig {
  readonly everyMs: DurationMs;
  readonly settleMs: DurationMs;
  readonly graces: Graces;
  readonly channel: string;
  /** Of clusters that have a channel of their own. */
  readonly channels: ReadonlyMap<string, string>;
  /** Where it says that it cannot see. */
  readonly pipelineChannel: string;
  /** Undefined where no events go to PagerDuty. */
  readonly pagerDuty: { readonly url: string; readonly routingKey: string } | undefined;
  readonly alertmanager:
    | {
        readonly url: string;
        /** The value of the header Authorization; undefined for none. */
        readonly authorization: string | undefined;
        readonly labels: Readonly<Record<string, string>>;
      }
    | undefined;
}

/** How a running bot is watched, and how it ends. */
export interface OperationConfig {
  /** Where health and metrics are served; undefined if nowhere. */
  readonly endpoint: { readonly port: number; readonly address: string } | undefined;
  /** A path, or `stdout`; undefined for no audit log. */
  readonly auditLog: string | undefined;
  /** Where a collector of OpenTelemetry takes traces; undefined for none. */
  readonly traces: string | undefined;
  readonly stopWithinMs: DurationMs;
}

/** Where threads are remembered. */
export type StateConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'redis'; readonly url: string; readonly prefix: string };
