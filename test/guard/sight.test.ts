import { describe, expect, it } from '@jest/globals';
import type { PipelineReport } from '../../src/domain/pipeline-report.ts';
import { unavailable } from '../../src/domain/reading.ts';
import type { Report } from '../../src/domain/report.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { pipelineSight, sightOf } from '../../src/guard/sight.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moment,
  NO_METRICS,
  NOON,
  open,
  PRIMARY,
} from '../support/snapshot.ts';

const stuck = reportStatus(
  healthySnapshot({
    log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
    metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
  }),
  5,
);
const dark = reportStatus(
  healthySnapshot({ uploadLog: unavailable('timeout', 'no answer'), metrics: NO_METRICS }),
  5,
);
const saying = (verdict: Partial<Report['verdict']>, report = stuck): Report => ({
  ...report,
  verdict: { ...report.verdict, ...verdict },
});

describe('what the guard of a cluster sees in a report', () => {
  it('is the trouble that it tells of, with the words and the grace of its code', () => {
    expect(sightOf(stuck)).toEqual({
      kind: 'trouble',
      code: 'upload-stuck',
      grace: 'upload-stuck',
      severity: 'critical',
      headline: stuck.verdict.headline,
    });
  });

  it.each<[string, Report]>([
    ['all is well', reportStatus(healthySnapshot(), 5)],
    ['its severity says so', saying({ severity: 'ok' })],
    ['its code says healthy', saying({ code: 'healthy' })],
    ['its code says idle', saying({ code: 'idle' })],
    ['somebody acknowledged it', saying({ acknowledged: true })],
    ['what lacks was never set up', saying({ lacksSetup: true })],
    ['it is the log that does not arrive', saying({ code: 'log-shipping-missing' })],
    ['it is the metric that is wrong', saying({ code: 'metrics-stale' })],
    ['somebody acknowledged that nobody can tell', saying({ acknowledged: true }, dark)],
  ])('is nothing where %s', (_what, report) => {
    expect(sightOf(report)).toEqual({ kind: 'well' });
  });

  it('is neither well nor ill where every source is lost', () => {
    expect(sightOf(dark)).toEqual({ kind: 'blind' });
  });
});

describe('what the guard of the pipeline sees', () => {
  const report = (over: Partial<PipelineReport> = {}): PipelineReport => ({
    at: NOON,
    clusters: 2,
    troubles: [
      { kind: 'metrics-stale', clusters: ['a'] },
      { kind: 'source-lost', source: 'prometheus', reason: 'timeout', clusters: ['b'] },
    ],
    blind: [],
    verdict: { code: 'metrics-stale', severity: 'warning', headline: 'the metric is wrong' },
    ...over,
  });

  it('is its trouble, with the grace of the one that leads', () => {
    expect(pipelineSight(report())).toEqual({
      kind: 'trouble',
      code: 'metrics-stale',
      grace: 'metrics-stale',
      severity: 'warning',
      headline: 'the metric is wrong',
    });
  });

  it.each<[string, Partial<PipelineReport>]>([
    ['there is none', { troubles: [] }],
    ['its verdict is good', { verdict: { code: 'healthy', severity: 'ok', headline: 'all' } }],
  ])('is nothing where %s', (_what, over) => {
    expect(pipelineSight(report(over))).toEqual({ kind: 'well' });
  });
});
