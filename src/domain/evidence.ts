import type { MetricReadings } from './metrics.ts';
import type { PatroniView } from './patroni.ts';
import type { Reading } from './reading.ts';
import type { EpochMs } from './time.ts';
import type { UploadLog, UploadLogSource } from './upload-log.ts';

/** What the archiver's log says of one cluster. */
export interface LogEvidence {
  readonly uploadLog: Reading<UploadLog>;
  /** Where the upload log was asked for, should it be unavailable. */
  readonly uploadLogSource: UploadLogSource;
  /**
   * Set where nothing but a log file that ends earlier is there to be asked: the answer is as of its newest record,
   * and not as of when somebody asked.
   */
  readonly endsEarlier?: EndsEarlier | undefined;
}

export interface EndsEarlier {
  readonly newestRecord: EpochMs;
  readonly askedAt: EpochMs;
}

export interface MetricsEvidence {
  readonly metrics: MetricReadings;
  /** Our clock minus the metric server's; undefined if it could not be measured. */
  readonly clockSkewMs: number | undefined;
}

export interface PatroniEvidence {
  /** Optional: who is a member, and where timelines ended. */
  readonly patroni: Reading<PatroniView>;
}
