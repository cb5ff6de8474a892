import type { Archiver } from './archiver.ts';
import type { MetricName } from './metrics.ts';
import type { DurationMs } from './time.ts';

/** How to log in to a source. */
export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Where a source is and how to be let in. */
export interface HttpEndpoint {
  /** May have a path. Without credentials and without a final slash. */
  readonly url: string;
  readonly auth: Auth;
  /** A file of CA certificates to trust instead of the system's. */
  readonly caFile: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: DurationMs;
}

/** Where the archiver's log lines are, and how to tell them apart. */
export interface ElasticsearchSettings extends HttpEndpoint {
  /** Whose records to search for; `auto` for WAL-E and WAL-G. */
  readonly archiver: Archiver | 'auto';
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
  /** The zone of archivers that write local time; undefined for UTC. */
  readonly timeZone: string | undefined;
  /** Of single hosts that live in another one. */
  readonly hostTimeZones?: Readonly<Record<string, string>>;
}

/** Which series to ask for. */
export interface PrometheusSettings extends HttpEndpoint {
  /** A PromQL template for each metric; null switches it off. */
  readonly queries: Readonly<Record<MetricName, string | null>>;
  /** What `$labels` in a template stands for: what tells this cluster's series apart. */
  readonly labels: Readonly<Record<string, string>>;
  /** Which label holds the host; the first that is there counts. */
  readonly hostLabels: readonly string[];
}

/** Where Patroni's REST interfaces are: one URL a member. */
export interface PatroniSettings {
  readonly urls: readonly string[];
  readonly caFile: string | undefined;
  readonly timeoutMs: DurationMs;
}
