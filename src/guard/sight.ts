import type { PipelineReport } from '../domain/pipeline-report.ts';
import type { Report } from '../domain/report.ts';
import { isBlind } from '../report/pipeline-report.ts';
import type { Sight } from './trouble.ts';

const WELL: Sight = { kind: 'well' };

/** What a report means to the guard of that cluster. */
export function sightOf(report: Report): Sight {
  const { code, severity, headline } = report.verdict;
  if (severity === 'ok' || code === 'healthy' || code === 'idle') return WELL;
  // Whoever acknowledged it need not hear of it. When that ends it is told as another trouble.
  if (report.verdict.acknowledged === true) return WELL;
  // So it has been since the configuration was written, and `wale doctor` says what to set.
  if (report.verdict.lacksSetup === true) return WELL;
  // WAL is archived: what does not arrive is trouble of the pipeline, of all clusters at once.
  if (code === 'log-shipping-missing' || code === 'metrics-stale') return WELL;
  if (isBlind(report)) return { kind: 'blind' };
  return { kind: 'trouble', code, grace: code, severity, headline };
}

/** What all reports together mean to the guard of the pipeline. */
export function pipelineSight({ troubles, verdict }: PipelineReport): Sight {
  const { code, severity, headline } = verdict;
  const [first] = troubles;
  if (first === undefined || severity === 'ok') return WELL;
  return { kind: 'trouble', code, grace: first.kind, severity, headline };
}
