import { diagnose } from '../rules/diagnose.ts';
import { archivedAt } from '../facts/archive-metric.ts';
import { archiverOf } from '../facts/archiver.ts';
import { baseBackups } from '../facts/base-backup.ts';
import { primaryOf } from '../facts/primary.ts';
import { archivingHost, lastCompleteBy } from '../facts/uploads.ts';
import { continuityOf, type Continuity } from '../facts/continuity.ts';
import { dataAtRisk } from '../facts/data-at-risk.ts';
import { restorable } from '../facts/restorable.ts';
import { walSequence } from '../facts/wal-sequence.ts';
import { walTrend } from '../facts/wal-trend.ts';
import { walWaiting } from '../facts/wal-waiting.ts';
import { lookYourself } from '../advice/look-yourself.ts';
import { possibleValues } from '../facts/possible-values.ts';
import { unavailableSources } from './unavailable-sources.ts';
import { conclude } from './verdict.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { Finding, NextStep } from '../domain/finding.ts';
import type { Overview, Report } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs } from '../domain/time.ts';
import { nameHosts } from '../facts/name-hosts.ts';

/** Decides over a snapshot and puts the whole answer together. Pure. */
export function reportStatus(gathered: Snapshot, tookMs: DurationMs): Report {
  const named = nameHosts(gathered);
  const snapshot = { ...named, metrics: possibleValues(named.metrics) };
  const continuity = continuityOf(snapshot);
  const findings = diagnose(snapshot, continuity);
  const unavailable = unavailableSources(snapshot);
  const overview = overviewOf(snapshot, continuity);
  const { verdict, leading } = conclude(findings, unavailable, lastSign(snapshot, overview));
  return {
    snapshot,
    overview,
    findings,
    verdict,
    evidence: evidenceFor(findings, leading),
    nextSteps: nextStepsFor(snapshot, leading, overview),
    unavailable,
    tookMs,
  };
}

/** With the primary known, the reason itself says what was last seen of it. */
function lastSign({ at }: Snapshot, { primary, lastComplete: last }: Overview): string | undefined {
  if (primary !== undefined || last?.endedAt === undefined) return undefined;
  return `the last upload in the log ended ${durationWords(at - last.endedAt)} ago${last.host === undefined ? '' : ` on ${last.host}`}`;
}

/** What the verdict stands on; a healthy answer also says which red lines were left out of account. */
function evidenceFor(
  findings: readonly Finding[],
  leading: Finding | undefined,
): Report['evidence'] {
  const own = leading === undefined || leading.kind === 'unknown' ? [] : leading.evidence;
  const ignored = findings
    .filter((finding) => finding.kind === 'clear')
    .flatMap((finding) => finding.evidence)
    .filter(({ isLeftOut }) => isLeftOut === true);
  return [...own, ...ignored];
}

function nextStepsFor(
  snapshot: Snapshot,
  leading: Finding | undefined,
  { primary }: Overview,
): readonly NextStep[] {
  if (leading?.kind === 'problem') return leading.nextSteps;
  if (leading?.kind === 'proven') return [];
  return lookYourself(primary?.host, archiverOf(snapshot, primary?.host), snapshot.cluster.site);
}

function overviewOf(snapshot: Snapshot, continuity: Continuity): Overview {
  const primary = primaryOf(snapshot);
  const host = archivingHost(snapshot);
  const last = lastCompleteBy(snapshot, host);
  return {
    primary:
      primary.kind === 'one'
        ? {
            host: primary.host,
            saidBy: last?.host === primary.host ? ['metric', 'uploads in the log'] : ['metric'],
          }
        : undefined,
    lastComplete: last,
    lastArchiveByMetric: archivedAt(snapshot, host),
    walWaiting: primary.kind === 'one' ? walWaiting(snapshot, primary.host) : undefined,
    baseBackups: baseBackups(snapshot),
    walTrend: primary.kind === 'one' ? walTrend(snapshot, primary.host) : undefined,
    dataAtRisk: primary.kind === 'one' ? dataAtRisk(snapshot, primary.host) : undefined,
    walSequence: walSequence(snapshot, continuity),
    restorable: restorable(snapshot, continuity),
  };
}
