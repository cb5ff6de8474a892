import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Continuity } from '../facts/continuity.ts';
import { findingAtSite } from '../advice/at-site.ts';
import type { Rule } from './rule.ts';
import { archiverNotRunning } from './archiver-not-running.ts';
import { archivingProven } from './archiving-proven.ts';
import { backlogGrowing } from './backlog-growing.ts';
import { baseBackupFailed } from './base-backup-failed.ts';
import { baseBackupLate } from './base-backup-late.ts';
import { contradiction } from './contradiction.ts';
import { failoverGap } from './failover-gap.ts';
import { logShippingMissing } from './log-shipping-missing.ts';
import { metricsStale } from './metrics-stale.ts';
import { nothingToArchive } from './nothing-to-archive.ts';
import { primaries } from './primaries.ts';
import { uploadFailing } from './upload-failing.ts';
import { uploadStuck } from './upload-stuck.ts';
import { walDiskFull } from './wal-disk-full.ts';
import { walGap } from './wal-gap.ts';
import { wrongHost } from './wrong-host.ts';

/** To add a rule: write it in rules/, list it here, test it in test/diagnosis/ and as a scenario. */
const RULES: readonly Rule[] = [
  primaries,
  wrongHost,
  uploadFailing,
  uploadStuck,
  archiverNotRunning,
  walDiskFull,
  walGap,
  failoverGap,
  backlogGrowing,
  baseBackupLate,
  baseBackupFailed,
  logShippingMissing,
  metricsStale,
  contradiction,
  nothingToArchive,
  archivingProven,
];

export const diagnose = (snapshot: Snapshot, continuity: Continuity): readonly Finding[] =>
  RULES.map((rule) => findingAtSite(rule(snapshot, continuity), snapshot.cluster.site));
