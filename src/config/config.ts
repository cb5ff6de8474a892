import type {
  ElasticsearchSettings,
  PatroniSettings,
  PrometheusSettings,
} from '../domain/source-settings.ts';
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
  /** The zone of archivers that write local time; undefined for UTC. */
  readonly timeZone: string | undefined;
  /** Undefined if no URL was given: the source is not configured. */
  readonly elasticsearch: ElasticsearchSettings | undefined;
  readonly prometheus: PrometheusSettings | undefined;
  readonly patroni: PatroniSettings | undefined;
  /** Pages behind the buttons of an answer. */
  readonly links: {
    readonly runbook?: string | undefined;
    readonly kibana?: string | undefined;
    readonly grafana?: string | undefined;
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
