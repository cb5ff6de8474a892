import type { Archiver } from './archiver.ts';
import type { DurationMs } from './time.ts';

/** What an index shows of an archiver's log, looked for without knowing where it is. All texts are harmless. */
export interface LogDiscovery {
  readonly archiver: Archiver;
  /** A name, or a pattern for indices that are made anew from time to time. */
  readonly index: string;
  readonly fields: {
    readonly timestamp: string;
    readonly message: string;
    /** The best first; empty if nothing looks like a host. */
    readonly host: readonly string[];
  };
  /** What all of its documents have in common; undefined if nothing does. */
  readonly selector: { readonly field: string; readonly value: string } | undefined;
  readonly keywordSuffix: string;
  readonly hosts: readonly string[];
  /** True where its hosts are pods. */
  readonly inPods: boolean;
  /** In MiB; undefined if the names do not tell. */
  readonly segmentMiB: number | undefined;
  /** By how much the times that hosts write are ahead of when lines arrive; 0 for UTC. */
  readonly zoneOffset: DurationMs;
  /** Fields whose few values may tell clusters apart, with the hosts of each value. */
  readonly kinds: readonly {
    readonly field: string;
    readonly values: ReadonlyMap<string, readonly string[]>;
  }[];
}

/** What a metrics server shows of PostgreSQL's roles. All texts are harmless. */
export interface MetricDiscovery {
  readonly preset: string;
  readonly hostLabel: string | undefined;
  readonly clusters: readonly DiscoveredCluster[];
  /** False where there are several primaries and no label tells their clusters apart. */
  readonly toldApart: boolean;
}

export interface DiscoveredCluster {
  readonly name: string;
  /** What tells it from the others; empty if it is alone. */
  readonly labels: Readonly<Record<string, string>>;
  readonly hosts: readonly string[];
  readonly primary: string | undefined;
}
