import type { SourceName } from './event-map.ts';
import type { Verdict } from './finding.ts';
import type { UnavailableReason } from './reading.ts';
import type { EpochMs } from './time.ts';

/** A source of evidence that a cluster was asked for and that gave nothing. */
export interface LostSource {
  readonly source: SourceName;
  readonly reason: UnavailableReason;
}

/** What is wrong with how Wale sees, over all clusters. */
export type PipelineTrouble =
  | (LostSource & { readonly kind: 'source-lost'; readonly clusters: readonly string[] })
  | {
      readonly kind: 'log-shipping-missing' | 'metrics-stale';
      readonly clusters: readonly string[];
    };

/** How well Wale sees: what it looks through, and not what it looks at. */
export interface PipelineReport {
  readonly at: EpochMs;
  /** How many clusters there are. */
  readonly clusters: number;
  readonly troubles: readonly PipelineTrouble[];
  /** The clusters of which nothing can be told while a source is lost. */
  readonly blind: readonly string[];
  readonly verdict: Verdict;
}

/** "Elasticsearch does not answer (timeout) for 2 of 12 clusters". */
export function troubleWords(trouble: PipelineTrouble, clusters: number): string {
  const whom = `${trouble.clusters.length} of ${clusters} clusters`;
  const of = clusters === 1 ? trouble.clusters.join('') : whom;
  switch (trouble.kind) {
    case 'source-lost':
      return trouble.reason === 'no-data'
        ? `${SOURCE_WORDS[trouble.source]} has no log of ${of}`
        : `${SOURCE_WORDS[trouble.source]} does not answer for ${of} (${trouble.reason})`;
    case 'log-shipping-missing':
      return `the logs of ${of} do not arrive`;
    case 'metrics-stale':
      return `the metric of uploads of ${of} is wrong`;
  }
}

const SOURCE_WORDS: Readonly<Record<LostSource['source'], string>> = {
  elasticsearch: 'Elasticsearch',
  prometheus: 'Prometheus',
  patroni: 'Patroni',
};
