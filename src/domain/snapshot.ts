import type { Evidence } from './contracts.ts';
import type { Site } from './site.ts';
import type { Thresholds } from './thresholds.ts';
import type { EpochMs } from './time.ts';
import type { WalSegmentSize } from './wal-file.ts';

/** What the configuration says about the cluster itself. */
export interface ClusterTraits {
  readonly name: string;
  readonly walSegmentSize: WalSegmentSize;
  /** A standby cluster follows another cluster: it has no primary, which is correct. */
  readonly standby: boolean;
  readonly thresholds: Thresholds;
  /** Where it runs; GitLab’s omnibus where nothing says otherwise. */
  readonly site?: Site;
}

/** Every fact that the rules may look at: all readings of one cluster at one moment. */
export type Snapshot = Evidence & {
  readonly cluster: ClusterTraits;
  readonly at: EpochMs;
};
