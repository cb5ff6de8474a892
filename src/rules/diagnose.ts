import { RULE_NAMES, type Finding, type RuleName } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
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

/** To add a rule: write it in rules/, name it in `RULE_NAMES`, test it in test/rules/ and as a scenario. */
const RULES: Readonly<Record<RuleName, Rule>> = {
  primaries,
  'wrong-host': wrongHost,
  'upload-failing': uploadFailing,
  'upload-stuck': uploadStuck,
  'archiver-not-running': archiverNotRunning,
  'wal-disk-full': walDiskFull,
  'wal-gap': walGap,
  'failover-gap': failoverGap,
  'backlog-growing': backlogGrowing,
  'base-backup-late': baseBackupLate,
  'base-backup-failed': baseBackupFailed,
  'log-shipping-missing': logShippingMissing,
  'metrics-stale': metricsStale,
  contradiction,
  'nothing-to-archive': nothingToArchive,
  'archiving-proven': archivingProven,
};

export const diagnose = (snapshot: Snapshot): readonly Finding[] =>
  RULE_NAMES.map((name) => findingAtSite(RULES[name](snapshot), snapshot.cluster.site));
