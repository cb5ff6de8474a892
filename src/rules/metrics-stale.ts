import type { Evidence } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { durationWords } from '../domain/duration-words.ts';
import { SECOND, type EpochMs } from '../domain/time.ts';
import { mtailSteps } from '../advice/site-commands.ts';
import { kindOf } from '../archivers/archivers.ts';
import { archivedAtByMetric, metricOf, seriesOf } from '../facts/archive-metric.ts';
import { scrapedUntil } from '../facts/scrapes.ts';
import { completedSegments, endedBy, lastComplete } from '../facts/uploads.ts';
import { clear, rule, unknown } from './rule.ts';

/** The metric counts in whole seconds, and a line is read a moment after it was written. */
const ROUNDING = 30 * SECOND;

/**
 * The log has fresh uploads and the metric made from that same log does not: mtail hangs, and
 * whoever was paged by the metric was paged for nothing. Metrics vanish as often as they age.
 */
export const metricsStale = rule(
  {
    name: 'metrics-stale',
    needs: ['log', 'primary'],
    settledBy: ({
      snapshot: {
        metrics: { lastArchive },
      },
    }) => {
      if (lastArchive.kind === 'measured' || lastArchive.reason === 'no-data') return undefined;
      return lastArchive.reason === 'not-configured' ? clear() : unknown(lastArchive.detail);
    },
  },
  ({ log, primary }, { snapshot, archiver }) => {
    const { at, metrics, cluster } = snapshot;
    const metric = metrics.lastArchive;
    if (
      metric.kind === 'unavailable' &&
      archiver !== undefined &&
      !kindOf(archiver).program.hasLogMetric
    ) {
      return clear();
    }

    const { uploadMaxAge, metricAllowance } = cluster.thresholds;
    const uploads = completedSegments(endedBy(log, primary.host));
    const newest = lastComplete(uploads)?.endedAt;
    // A host that fell silent altogether, as a dead primary does, cannot say what it uploaded since.
    const heardAt = Math.min(lastHeardAt(snapshot, primary.host), scrapedUntil(snapshot));
    const due = lastComplete(
      uploads.filter(({ endedAt }) => heardAt - endedAt >= metricAllowance),
    )?.endedAt;
    if (newest === undefined || due === undefined || at - newest > uploadMaxAge) {
      return clear();
    }

    const value = archivedAtByMetric(snapshot, primary.host);
    if (value !== undefined && value >= due - ROUNDING) {
      return {
        kind: 'clear',
        evidence: [{ from: 'metric', text: `the metric agrees: ${durationWords(at - value)} ago` }],
      };
    }

    const { nameless = [] } = metric.kind === 'measured' ? metric : {};
    if (value === undefined && nameless.length > 0) {
      const reason = `a series of lastArchive that may be that of ${primary.host} has no readable host`;
      return unknown(reason);
    }
    const silentSince = value === undefined ? saysNothingSince(snapshot, primary.host) : undefined;
    if (silentSince !== undefined && at - silentSince < metricAllowance) {
      const reason = `the metric made from the log has said nothing for ${durationWords(at - silentSince)} only: mtail may have been restarted`;
      return unknown(reason);
    }
    const reset = metricOf(snapshot, 'lastArchive', primary.host) !== undefined;
    const stands =
      value === undefined
        ? reset
          ? 'the metric was reset and says nothing'
          : 'the metric is absent'
        : `the metric still says ${durationWords(at - value)} ago`;
    return {
      kind: 'problem',
      code: 'metrics-stale',
      severity: 'warning',
      headline: `WAL is archived (last upload ${durationWords(at - newest)} ago from ${primary.host}), but ${stands}: a false page, probably mtail`,
      evidence: [
        {
          from: 'log',
          text: `${primary.host} completed an upload ${durationWords(at - newest)} ago`,
        },
        { from: 'metric', text: stands },
        ...exporterEvidence(snapshot, primary.host),
      ],
      nextSteps: mtailSteps(primary.host, cluster.site),
    };
  },
);

/** When the metrics last knew the role of the host. */
const lastHeardAt = (snapshot: Snapshot, host: string): EpochMs =>
  seriesOf(snapshot, 'replica', host)?.points.findLast(({ at }) => at <= snapshot.at)?.at ??
  snapshot.at;

/** Since when the series has been at 0, as a restart of its exporter leaves it, or has ended. */
function saysNothingSince(snapshot: Snapshot, host: string): EpochMs | undefined {
  const points = (seriesOf(snapshot, 'lastArchive', host)?.points ?? []).filter(
    ({ at }) => at <= snapshot.at,
  );
  const spoke = points.findLastIndex(({ value }) => value > 0);
  return spoke < 0 ? undefined : (points[spoke + 1]?.at ?? points[spoke]?.at);
}

function exporterEvidence(snapshot: Snapshot, host: string): Evidence[] {
  const up = metricOf(snapshot, 'logExporterUp', host);
  if (up === undefined) return [];
  const text =
    up === 0
      ? 'mtail does not answer its scrapes'
      : 'mtail answers its scrapes, so it may be reading a rotated file';
  return [{ from: 'metric', text }];
}
