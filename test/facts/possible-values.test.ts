import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isJobMetric, METRIC_NAMES, type MetricName } from '../../src/domain/metrics.ts';
import { possibleValues } from '../../src/facts/possible-values.ts';
import { statusJson } from '../../src/messages/status/status-json.ts';
import { statusMessage } from '../../src/messages/status/status-message.ts';
import { statusText } from '../../src/messages/status/status-text.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  healthySnapshot,
  jobMetric,
  metric,
  NOON,
  NO_METRICS,
  PRIMARY,
  REPLICA,
} from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';
import { verdictOf } from '../support/verdict.ts';

/** Values that no exporter can have measured. */
const IMPOSSIBLE: readonly (readonly [MetricName, number])[] = [
  ['replica', 2],
  ['replica', 0.5],
  ['replica', -1],
  ['lastArchive', -5],
  ['lastArchive', 1e15],
  ['logExporterUp', -1],
  ['archiverAge', 1e300],
  ['pendingWal', -1],
  ['walPosition', -1],
  ['walPosition', 1e30],
  ['walDiskFree', -1e9],
  ['baseBackupSuccess', -1],
  ['baseBackupStart', 1e20],
  ['baseBackupFailed', -1],
];

const seriesOf = (name: MetricName, host: string, value: (agoMs: number) => number) =>
  isJobMetric(name)
    ? jobMetric({ [host]: value })
    : metric({ [PRIMARY]: 0, [REPLICA]: 1, [host]: value });

describe('a value that a metric cannot have', () => {
  it.each(IMPOSSIBLE)('is no reading: %s of %d', (name, value) => {
    const snapshot = healthySnapshot({ metrics: { [name]: seriesOf(name, PRIMARY, () => value) } });

    const { verdict, unavailable } = reportStatus(snapshot, 0);

    expect(verdict.severity).not.toBe('ok');
    expect(unavailable).toContainEqual(
      expect.objectContaining({
        source: 'prometheus',
        part: name,
        detail: `${PRIMARY} says ${value}, which is impossible`,
      }),
    );
  });

  it('is named and does not stand in the way of health where later ones are possible', () => {
    const pendingWal = metric({ [PRIMARY]: (ago) => (ago > 30 * MINUTE ? -1 : 0) });

    const { verdict, unavailable } = reportStatus(healthySnapshot({ metrics: { pendingWal } }), 0);

    expect(verdict.code).toBe('healthy');
    expect(unavailable).toContainEqual(
      expect.objectContaining({ source: 'prometheus', part: 'pendingWal', hidesNothing: true }),
    );
  });

  it('is told of three series at most, first of those whose newest value it is', () => {
    const wrong = (now: boolean) => (ago: number) => (now || ago > 30 * MINUTE ? -1 : 0);
    const pendingWal = metric({ a: wrong(false), b: wrong(false), c: wrong(true), d: wrong(true) });

    const { pendingWal: read } = possibleValues({ ...NO_METRICS, pendingWal });

    expect(read.kind === 'measured' && read.lacks).toMatchObject([
      { detail: 'c says -1, which is impossible', mayHideTrouble: true },
      { detail: 'd says -1, which is impossible', mayHideTrouble: true },
      { detail: 'a says -1, which is impossible', mayHideTrouble: false },
    ]);
  });

  it('leaves every other series, and every reading without one, as it was', () => {
    const pendingWal = metric({ [PRIMARY]: -1, [REPLICA]: 3 });
    const walPosition = metric({ [PRIMARY]: 5 });
    const lack = { detail: 'cut', cost: 'nothing', mayHideTrouble: false };

    const read = possibleValues({
      ...NO_METRICS,
      pendingWal: { ...pendingWal, lacks: [lack] } as typeof pendingWal,
      walPosition,
    });

    expect(read.walPosition).toBe(walPosition);
    expect(read.replica).toBe(NO_METRICS.replica);
    expect(read.pendingWal.kind === 'measured' && read.pendingWal.lacks).toMatchObject([
      lack,
      { detail: `${PRIMARY} says -1, which is impossible` },
    ]);
    expect(read.pendingWal.kind === 'measured' && read.pendingWal.value[1]).toBe(
      pendingWal.kind === 'measured' && pendingWal.value[1],
    );
  });

  it('is of a job where no label says whose it is', () => {
    const points = [{ at: NOON, value: -1 }];
    const baseBackupFailed = {
      ...jobMetric({}),
      value: [{ key: 'x', hosts: [], type: undefined, points }],
    } as ReturnType<typeof jobMetric>;

    expect(possibleValues({ ...NO_METRICS, baseBackupFailed }).baseBackupFailed).toMatchObject({
      value: [{ points: [] }],
      lacks: [{ detail: 'a job says -1, which is impossible' }],
    });
  });

  it('may be another host’s: a role that cannot be read may be that of a second primary', () => {
    const replica = metric({ [PRIMARY]: 0, [REPLICA]: 7 });

    expect(verdictOf(healthySnapshot({ metrics: { replica } })).severity).toBe('unknown');
  });

  it('never makes an answer that cannot be put into words', () => {
    const values = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(
        0,
        -0,
        5e-324,
        Number.MAX_VALUE,
        -Number.MAX_VALUE,
        8.64e12,
        8.64e15,
        2 ** 64,
        1e13,
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...METRIC_NAMES), values, (name, value) => {
        const report = reportStatus(
          healthySnapshot({ metrics: { [name]: seriesOf(name, PRIMARY, () => value) } }),
          0,
        );

        expect(() => [
          statusText(report),
          statusJson(report),
          statusMessage(report, {}),
        ]).not.toThrow();
      }),
      { seed: 20_261_126, numRuns: 500 },
    );
  });
});
