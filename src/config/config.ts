import type { MetricName } from '../domain/metrics.ts';
import type { Thresholds } from '../domain/thresholds.ts';
import type { DurationMs } from '../domain/time.ts';
import type { WalSegmentSize } from '../domain/wal-file.ts';

/** The whole configuration, checked and with every default filled in. */
export interface Config {
  /** How long one answer may take. */
  readonly deadlineMs: DurationMs;
  /** In the order of the file; never empty. */
  readonly clusters: ReadonlyMap<string, ClusterConfig>;
  readonly slack: SlackConfig;
}

export interface ClusterConfig {
  readonly name: string;
  readonly standby: boolean;
  readonly walSegmentSize: WalSegmentSize;
  readonly thresholds: Thresholds;
  /** Undefined if no URL was given: the source is not configured. */
  readonly elasticsearch: ElasticsearchConfig | undefined;
  readonly prometheus: PrometheusConfig | undefined;
  /** Pages behind the buttons of an answer. */
  readonly links: {
    readonly runbook?: string | undefined;
    readonly kibana?: string | undefined;
    readonly grafana?: string | undefined;
  };
}

export type AuthConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Where a source is and how to log in there. */
export interface EndpointConfig {
  /** Without credentials and without a final slash. */
  readonly url: string;
  readonly auth: AuthConfig;
  /** A file of CA certificates to trust instead of the system's. */
  readonly caFile: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: DurationMs;
}

export interface ElasticsearchConfig extends EndpointConfig {
  /** An index, an alias or a pattern. */
  readonly index: string;
  /** Which documents are the archiver's. The value may hold `*`. */
  readonly selector: { readonly field: string; readonly value: string };
  /** Further `field: value` pairs that tell the clusters of one index apart. */
  readonly filter: Readonly<Record<string, string>>;
  readonly fields: {
    readonly timestamp: string;
    readonly message: readonly string[];
    readonly host: readonly string[];
    readonly tag: string;
  };
  /** What makes a text field its exact form; empty where strings are mapped as keyword. */
  readonly keywordSuffix: string;
  readonly lookbackMs: DurationMs;
}

export interface PrometheusConfig extends EndpointConfig {
  /** A PromQL template for each metric; null switches it off. */
  readonly queries: Readonly<Record<MetricName, string | null>>;
  /** What `$labels` in a template stands for. */
  readonly labels: Readonly<Record<string, string>>;
  /** Which label holds the host; the first that is there counts. */
  readonly hostLabels: readonly string[];
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
