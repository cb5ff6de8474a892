import type { Reading } from './reading.ts';

/** What the metrics server has in place of what is configured, as harmless text, for whoever sets it up. */
export interface MetricHints {
  /** Configured labels whose value no series has, with the values that there are. */
  readonly labels: readonly {
    readonly label: string;
    readonly configured: string;
    readonly values: readonly string[];
  }[];
  /** Presets whose metric of the role is there, while that of the configured one is not. */
  readonly presets: readonly string[];
  /** The labels of series in which no host could be read. */
  readonly hostLabels: readonly string[];
  /** The names of its alerting rules. */
  readonly alertRules: Reading<readonly string[]>;
}
