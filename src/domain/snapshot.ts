import type { MetricReadings } from './metrics.ts';
import type { PatroniView } from './patroni.ts';
import type { Reading } from './reading.ts';
import type { Thresholds } from './thresholds.ts';
import type { EpochMs } from './time.ts';
import type { UploadLog, UploadLogSource } from './upload-log.ts';
import type { WalSegmentSize } from './wal-file.ts';

/** What the configuration says about the cluster itself. */
export interface ClusterTraits {
  readonly name: string;
  readonly walSegmentSize: WalSegmentSize;
  /** A standby cluster follows another cluster: it has no primary, and that is no fault. */
  readonly standby: boolean;
  readonly thresholds: Thresholds;
}

/** Every fact that the rules may look at: all readings of one cluster at one moment. */
export interface Snapshot {
  readonly cluster: ClusterTraits;
  readonly at: EpochMs;
  readonly uploadLog: Reading<UploadLog>;
  /** Where the upload log was asked for, should it be unavailable. */
  readonly uploadLogSource: UploadLogSource;
  readonly metrics: MetricReadings;
  /** Optional: who is a member, and where timelines ended. */
  readonly patroni: Reading<PatroniView>;
  /** Our clock minus the metric server's; undefined if it could not be measured. */
  readonly clockSkewMs: number | undefined;
}
