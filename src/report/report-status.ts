import { diagnose } from '../rules/diagnose.ts';
import { archivedAt } from '../facts/archive-metric.ts';
import { archiverOf } from '../facts/archiver.ts';
import { factsOf, type Facts } from '../facts/facts.ts';
import { lookYourself } from '../advice/look-yourself.ts';
import { possibleValues } from '../facts/possible-values.ts';
import { sinceNewCluster } from '../facts/since-new-cluster.ts';
import { withoutEchoes } from '../facts/without-echoes.ts';
import { acknowledge } from './acknowledge.ts';
import { unavailableSources } from './unavailable-sources.ts';
import { conclude, type Conclusion } from './verdict.ts';
import type { Acknowledgement } from '../domain/acknowledgement.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { Finding, NextStep, Verdict } from '../domain/finding.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Overview, Report } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs } from '../domain/time.ts';
import { nameHosts } from '../facts/name-hosts.ts';

/** Decides over a snapshot and puts the whole answer together. Pure. */
export function reportStatus(
  gathered: Snapshot,
  tookMs: DurationMs,
  acknowledgements: readonly Acknowledgement[] = [],
): Report {
  const named = nameHosts(gathered);
  const metrics = withoutEchoes(possibleValues(named.metrics), named.at);
  const snapshot = sinceNewCluster({ ...named, metrics });
  const facts = factsOf(snapshot);
  const findings = acknowledge(
    diagnose(snapshot),
    snapshot.cluster.name,
    acknowledgements,
    snapshot.at,
  );
  const unavailable = unavailableSources(snapshot);
  const overview = overviewOf(facts);
  const conclusion = conclude(findings, unavailable, lastSign(snapshot, overview));
  const { verdict, leading, besides } = conclusion;
  return {
    snapshot,
    overview,
    findings,
    verdict: asOfTheFile(snapshot, verdict),
    besides,
    evidence: evidenceFor(findings, leading),
    nextSteps: nextStepsFor(snapshot, conclusion, overview),
    unavailable,
    tookMs,
  };
}

/**
 * A file that ended a while ago shows neither an upload that hangs nor a primary that went since: what was wrong is
 * said as it was, and that all was well is no answer to whoever asks now.
 */
function asOfTheFile({ endsEarlier }: Snapshot, verdict: Verdict): Verdict {
  if (endsEarlier === undefined) return verdict;
  const ago = durationWords(endsEarlier.askedAt - endsEarlier.newestRecord);
  if (verdict.severity === 'unknown') {
    const headline = `${verdict.headline}; the log file ends ${ago} ago: if it is still written to, nothing was pushed since`;
    return { ...verdict, headline };
  }
  if (verdict.severity !== 'ok') return verdict;
  return {
    code: 'cannot-tell',
    severity: 'unknown',
    headline: `cannot tell how it is now: the log file ends ${ago} ago, and then: ${verdict.headline}`,
  };
}

/** The only host that pushes, where no metric says who the primary is. */
function onlyPusher({ metrics, uploadLog }: Snapshot): string | undefined {
  if (metrics.replica.kind === 'measured' || uploadLog.kind === 'unavailable') return undefined;
  const hosts = new Set(loggedUploads(uploadLog.value).map(({ host }) => host));
  const [only] = hosts;
  return hosts.size === 1 ? only : undefined;
}

/** With the primary known, the reason itself says what was last seen of it. */
function lastSign({ at }: Snapshot, { primary, lastComplete: last }: Overview): string | undefined {
  if (primary?.saidBy.includes('metric') === true || last === undefined) return undefined;
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
  { leading, besides }: Conclusion,
  { primary }: Overview,
): readonly NextStep[] {
  // What is as critical has to be mended as well, and may be the cause.
  const others = besides.filter(({ severity }) => severity === 'critical');
  if (leading?.kind === 'problem') {
    return [...leading.nextSteps, ...others.flatMap(({ nextSteps }) => nextSteps)];
  }
  if (leading?.kind === 'proven') return [];
  const { host } = primary ?? {};
  const isSure = primary?.saidBy.includes('metric') === true;
  return lookYourself(host, archiverOf(snapshot, host), snapshot.cluster.site, isSure);
}

function overviewOf(facts: Facts): Overview {
  const { snapshot, primary, archivingHost: host, lastComplete: last } = facts;
  const pusher = onlyPusher(snapshot);
  return {
    primary:
      primary.kind === 'one'
        ? {
            host: primary.host,
            saidBy: last?.host === primary.host ? ['metric', 'uploads in the log'] : ['metric'],
          }
        : pusher === undefined
          ? undefined
          : { host: pusher, saidBy: ['uploads in the log'] },
    lastComplete: last,
    lastArchiveByMetric: archivedAt(snapshot, host),
    walWaiting: facts.waiting,
    baseBackups: facts.backups,
    walTrend: facts.trend,
    dataAtRisk: facts.atRisk,
    walSequence: facts.sequence,
    restorable: facts.restorable,
  };
}
