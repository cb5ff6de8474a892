import type { MetricReadings } from './metrics.ts';
import type { PatroniView } from './patroni.ts';
import type { Reading } from './reading.ts';
import type { EpochMs } from './time.ts';
import type { UploadLog, UploadLogSource } from './upload-log.ts';

/** What is asked of every source: the moment, and a signal that ends the waiting. */
export interface Question {
  readonly at: EpochMs;
  /** False if `at` is simply now: then nothing newer is cut off. */
  readonly historic: boolean;
  readonly signal: AbortSignal;
}

/** The archiver's log of one cluster. Never throws for a fault of the source: that is a reading. */
export type ReadUploadLog = (question: Question) => Promise<Reading<UploadLog>>;

export interface MetricsAnswer {
  readonly readings: MetricReadings;
  readonly clockSkewMs: number | undefined;
}

/** The metrics of one cluster. Never throws for a fault of the source: that is a reading. */
export type ReadMetrics = (question: Question) => Promise<MetricsAnswer>;

/** What Patroni says of one cluster. Never throws for a fault of the source: that is a reading. */
export type ReadPatroni = (question: Question) => Promise<Reading<PatroniView>>;

/** One cluster as the use cases know it. */
export interface ClusterSources {
  readonly uploadLogSource: UploadLogSource;
  readonly readUploadLog: ReadUploadLog;
  readonly readMetrics: ReadMetrics;
  readonly readPatroni: ReadPatroni;
}
