import { andList } from '../domain/and-list.ts';
import type { FleetReport } from '../domain/fleet-report.ts';
import type { Verdict } from '../domain/finding.ts';
import {
  troubleWords,
  type PipelineReport,
  type PipelineTrouble,
} from '../domain/pipeline-report.ts';
import { SOURCES } from '../domain/event-map.ts';
import type { Report } from '../domain/report.ts';
import { lostSources } from './lost-sources.ts';

const BESIDE_ARCHIVING = ['log-shipping-missing', 'metrics-stale'] as const;

/** What of a look at all clusters is trouble of the pipeline, and of none of them. */
export function pipelineReport({
  at,
  reports,
}: Pick<FleetReport, 'at' | 'reports'>): PipelineReport {
  const lost = reports.flatMap((report) =>
    // An optional source that keeps nothing from being told is said below the cluster's answer.
    report.verdict.severity === 'ok'
      ? []
      : lostSources(report).map((source) => ({ ...source, cluster: nameOf(report) })),
  );
  const troubles: PipelineTrouble[] = [
    ...SOURCES.flatMap((source): PipelineTrouble[] => {
      const mine = lost.filter((one) => one.source === source);
      const [first] = mine;
      return first === undefined
        ? []
        : [
            {
              kind: 'source-lost',
              source,
              reason: first.reason,
              clusters: mine.map(({ cluster }) => cluster).sort(),
            },
          ];
    }),
    ...BESIDE_ARCHIVING.flatMap((kind): PipelineTrouble[] => {
      const mine = reports.filter(({ verdict }) => verdict.code === kind).map(nameOf);
      return mine.length === 0 ? [] : [{ kind, clusters: mine.sort() }];
    }),
  ];
  const blind = reports.filter(isBlind).map(nameOf).sort();
  const clusters = reports.length;
  return { at, clusters, troubles, blind, verdict: verdictOf(troubles, blind, clusters) };
}

const nameOf = ({ snapshot }: Report): string => snapshot.cluster.name;

/** Whether nothing can be told of the cluster since a source of it is lost: its state is neither well nor ill. */
export const isBlind = (report: Report): boolean =>
  report.verdict.code === 'cannot-tell' && lostSources(report).length > 0;

function verdictOf(
  troubles: readonly PipelineTrouble[],
  blind: readonly string[],
  clusters: number,
): Verdict {
  const [first] = troubles;
  if (first === undefined) {
    return { code: 'healthy', severity: 'ok', headline: 'every source answers, logs arrive' };
  }
  const headline = andList(troubles.map((trouble) => troubleWords(trouble, clusters)));
  if (first.kind !== 'source-lost') return { code: first.kind, severity: 'warning', headline };
  const lost = new Set(troubles.flatMap((one) => (one.kind === 'source-lost' ? one.source : [])));
  // With one of the two left, a fault of many a kind is still seen; with none, nothing is.
  const isDark = lost.has('elasticsearch') && lost.has('prometheus') && blind.length > 0;
  return { code: 'cannot-tell', severity: isDark ? 'unknown' : 'warning', headline };
}
