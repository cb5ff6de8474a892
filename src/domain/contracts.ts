import type { LogProbe } from './log-probe.ts';
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

/** A look at the log index itself, for whoever sets it up. */
export type ProbeLog = (question: Question) => Promise<Reading<LogProbe>>;

/** Whose the bot token is, and what it may do. */
export interface SlackIdentity {
  readonly team: string;
  readonly scopes: readonly string[];
}
export type ProbeSlack = (question: Question) => Promise<Reading<SlackIdentity>>;

/** The same of many clusters at once, by name. */
export type ReadUploadLogs = (
  question: Question,
) => Promise<ReadonlyMap<string, Reading<UploadLog>>>;
export type ReadAllMetrics = (question: Question) => Promise<ReadonlyMap<string, MetricsAnswer>>;

/** All clusters as the use cases know them. Each reader answers for some of them, and never throws. */
export interface FleetSources {
  readonly uploadLogs: readonly ReadUploadLogs[];
  readonly metrics: readonly ReadAllMetrics[];
}

/** One cluster as the use cases know it. */
export interface ClusterSources {
  readonly uploadLogSource: UploadLogSource;
  readonly readUploadLog: ReadUploadLog;
  readonly readMetrics: ReadMetrics;
  readonly readPatroni: ReadPatroni;
}
