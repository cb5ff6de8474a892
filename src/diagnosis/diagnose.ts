import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Continuity } from './facts/continuity.ts';
import type { Rule } from './rule.ts';
import { archiverNotRunning } from './rules/archiver-not-running.ts';
import { archivingProven } from './rules/archiving-proven.ts';
import { backlogGrowing } from './rules/backlog-growing.ts';
import { baseBackupFailed } from './rules/base-backup-failed.ts';
import { baseBackupLate } from './rules/base-backup-late.ts';
import { contradiction } from './rules/contradiction.ts';
import { failoverGap } from './rules/failover-gap.ts';
import { logShippingMissing } from './rules/log-shipping-missing.ts';
import { metricsStale } from './rules/metrics-stale.ts';
import { nothingToArchive } from './rules/nothing-to-archive.ts';
import { primaries } from './rules/primaries.ts';
import { uploadFailing } from './rules/upload-failing.ts';
import { uploadStuck } from './rules/upload-stuck.ts';
import { walDiskFull } from './rules/wal-disk-full.ts';
import { walGap } from './rules/wal-gap.ts';
import { wrongHost } from './rules/wrong-host.ts';

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
  RULES.map((rule) => rule(snapshot, continuity));
