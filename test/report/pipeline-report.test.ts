import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../src/domain/finding.ts';
import type { Report } from '../../src/domain/report.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { isBlind, pipelineReport } from '../../src/report/pipeline-report.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  healthySnapshot,
  metric,
  NO_METRICS,
  NOON,
  PRIMARY,
  type Difference,
} from '../support/snapshot.ts';

const TIMEOUT = unavailable('timeout', 'no answer in time');
const NO_INDEX = unavailable('no-data', 'no such index');
const OFF = unavailable('not-configured', 'switched off');
const DARK = { uploadLog: TIMEOUT, metrics: NO_METRICS };

const VERDICTS: Readonly<Record<'well' | 'blind' | 'ill', Verdict>> = {
  well: { code: 'healthy', severity: 'ok', headline: 'all is archived' },
  blind: { code: 'cannot-tell', severity: 'unknown', headline: 'cannot tell' },
  ill: { code: 'wal-gap', severity: 'critical', headline: 'a segment is missing' },
};
const report = (name: string, difference: Difference, verdict: Verdict): Report => ({
  ...reportStatus(healthySnapshot({ ...difference, cluster: { name } }), 0),
  verdict,
});
const blind = (name: string, difference: Difference) => report(name, difference, VERDICTS.blind);
const warning = (name: string, code: Verdict['code']) =>
  report(name, {}, { code, severity: 'warning', headline: 'of the shipping' });
const seen = (...reports: readonly Report[]) => pipelineReport({ at: NOON, reports });

describe('how well all clusters are seen', () => {
  it('is well where every source answers, whatever is wrong with a cluster', () => {
    expect(seen(report('a', {}, VERDICTS.well), report('b', {}, VERDICTS.ill))).toEqual({
      at: NOON,
      clusters: 2,
      troubles: [],
      blind: [],
      verdict: {
        code: 'healthy',
        severity: 'ok',
        headline: 'every source answers, logs arrive',
      },
    });
  });

  it('is told by source, with its clusters in order', () => {
    const { troubles, blind: unseen } = seen(
      blind('c', { uploadLog: TIMEOUT }),
      report('b', { patroni: TIMEOUT, uploadLog: TIMEOUT }, VERDICTS.ill),
      blind('a', DARK),
    );

    expect(troubles).toEqual([
      {
        kind: 'source-lost',
        source: 'elasticsearch',
        reason: 'timeout',
        clusters: ['a', 'b', 'c'],
      },
      { kind: 'source-lost', source: 'prometheus', reason: 'timeout', clusters: ['a'] },
      { kind: 'source-lost', source: 'patroni', reason: 'timeout', clusters: ['b'] },
    ]);
    expect(unseen).toEqual(['a', 'c']);
  });

  it('does not lack what kept nothing from being told', () => {
    expect(seen(report('a', { patroni: TIMEOUT }, VERDICTS.well)).troubles).toEqual([]);
  });

  it('is told by logs that do not arrive and metrics that are wrong as well', () => {
    const { troubles, verdict } = seen(
      warning('b', 'metrics-stale'),
      warning('c', 'log-shipping-missing'),
      warning('a', 'metrics-stale'),
    );

    expect(troubles).toEqual([
      { kind: 'log-shipping-missing', clusters: ['c'] },
      { kind: 'metrics-stale', clusters: ['a', 'b'] },
    ]);
    expect(verdict).toEqual({
      code: 'log-shipping-missing',
      severity: 'warning',
      headline:
        'the logs of 1 of 3 clusters do not arrive and the metric of uploads of 2 of 3 clusters is wrong',
    });
  });
});

describe('the verdict on a source that is lost', () => {
  const severityOf = (...reports: readonly Report[]) => seen(...reports).verdict.severity;

  it('is a warning while the other of the two still shows something', () => {
    expect(seen(blind('a', { uploadLog: TIMEOUT })).verdict).toEqual({
      code: 'cannot-tell',
      severity: 'warning',
      headline: 'Elasticsearch does not answer for a (timeout)',
    });
    expect(severityOf(blind('a', { metrics: NO_METRICS }))).toBe('warning');
    expect(severityOf(blind('a', { metrics: NO_METRICS, patroni: TIMEOUT }))).toBe('warning');
  });

  it('is unknown where both are lost, and a cluster is not seen', () => {
    expect(severityOf(blind('a', DARK))).toBe('unknown');
    expect(severityOf(report('a', DARK, VERDICTS.ill))).toBe('warning');
  });
});

describe('a cluster of which nothing can be told', () => {
  it('is one that cannot be judged while a source is lost', () => {
    expect(isBlind(blind('a', DARK))).toBe(true);
    expect(isBlind(blind('a', {}))).toBe(false);
    expect(isBlind(report('a', DARK, VERDICTS.ill))).toBe(false);
  });
});

describe('a source that is lost', () => {
  const lost = (difference: Difference) =>
    seen(blind('a', difference)).troubles.map((trouble) =>
      trouble.kind === 'source-lost' ? [trouble.source, trouble.reason] : [],
    );

  it('is not one that nobody asks', () => {
    expect(lost({ uploadLog: OFF, patroni: OFF })).toEqual([]);
    expect(lost({ metrics: { pendingWal: OFF, walPosition: NO_INDEX } })).toEqual([]);
  });

  it('is an index without a record where the metrics go on, and not where they are gone, too', () => {
    const gone = Object.fromEntries(Object.keys(NO_METRICS).map((name) => [name, NO_INDEX]));

    expect(lost({ uploadLog: NO_INDEX })).toEqual([['elasticsearch', 'no-data']]);
    expect(lost({ uploadLog: NO_INDEX, metrics: gone })).toEqual([]);
    expect(
      lost({ uploadLog: NO_INDEX, metrics: { ...gone, replica: metric({ [PRIMARY]: 0 }) } }),
    ).toEqual([['elasticsearch', 'no-data']]);
  });

  it('is one of which one query fails', () => {
    const refused = unavailable('refused', '403 Forbidden');

    expect(lost({ metrics: { pendingWal: refused } })).toEqual([['prometheus', 'refused']]);
  });
});
