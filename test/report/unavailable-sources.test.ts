import { describe, expect, it } from '@jest/globals';
import { METRIC_COSTS } from '../../src/domain/metric-costs.ts';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { LogPart } from '../../src/domain/upload-log.ts';
import { unavailableSources } from '../../src/report/unavailable-sources.ts';
import {
  healthySnapshot,
  jobMetric,
  metric,
  NO_METRICS,
  NOON,
  PRIMARY,
  type Difference,
} from '../support/snapshot.ts';

const OFF = unavailable('not-configured', 'switched off');
const NO_SERIES = unavailable('no-data', 'no series');
const TIMEOUT = unavailable('timeout', 'no answer in time');
const REFUSED = unavailable('refused', '403 Forbidden');

/** A cluster of which every metric is there, and what is said to be missing of it all the same. */
const ALL: MetricReadings = {
  ...healthySnapshot().metrics,
  archiverAge: metric({ [PRIMARY]: (ago) => 20 + ago / 1000 }),
  archiverFailedCount: metric({ [PRIMARY]: 0 }),
  archiverLastFailed: metric({ [PRIMARY]: 0 }),
  walDiskFree: metric({ [PRIMARY]: 1e12 }),
  baseBackupSuccess: jobMetric({ full: NOON / 1000 - 3600 }),
  baseBackupStart: jobMetric({ full: NOON / 1000 - 7200 }),
  baseBackupFailed: jobMetric({ full: 0 }),
};
const sources = ({ metrics, ...difference }: Difference = {}) =>
  unavailableSources(healthySnapshot({ ...difference, metrics: { ...ALL, ...metrics } }));
const partsOf = (metrics: Partial<MetricReadings>) =>
  sources({ metrics }).map(({ source, part }) => part ?? source);

describe('metrics that could not be read', () => {
  it('are none where each was, or is switched off', () => {
    expect(sources()).toEqual([]);
    expect(sources({ metrics: { pendingWal: OFF, archiverLastFailed: OFF } })).toEqual([]);
  });

  it('are each named, with what it costs', () => {
    expect(sources({ metrics: { pendingWal: TIMEOUT, walPosition: NO_SERIES } })).toEqual([
      {
        source: 'prometheus',
        part: 'pendingWal',
        reason: 'timeout',
        detail: 'no answer in time',
        cost: METRIC_COSTS.pendingWal,
      },
      {
        source: 'prometheus',
        part: 'walPosition',
        reason: 'no-data',
        detail: 'no series',
        cost: METRIC_COSTS.walPosition,
      },
    ]);
  });

  it('are one source where all fail for one reason', () => {
    const all = { source: 'prometheus', reason: 'timeout', detail: 'no answer in time' };

    expect(sources({ metrics: NO_METRICS })).toEqual([all]);
    expect(sources({ metrics: { ...NO_METRICS, pendingWal: OFF } })).toEqual([all]);
    const off = Object.fromEntries(Object.keys(ALL).map((name) => [name, OFF]));
    expect(sources({ metrics: off })).toEqual([
      { source: 'prometheus', reason: 'not-configured', detail: 'switched off' },
    ]);
  });

  it('are several where all fail, and not all for one reason', () => {
    const metrics = { ...NO_METRICS, pendingWal: REFUSED };

    expect(sources({ metrics })).toContainEqual(
      expect.objectContaining({ part: 'pendingWal', reason: 'refused' }),
    );
    expect(partsOf(metrics)).toContain('replica');
  });
});

describe('the metrics of one view of PostgreSQL', () => {
  it('are said to be missing once where none of them is exported', () => {
    expect(
      partsOf({
        archiverAge: NO_SERIES,
        archiverFailedCount: NO_SERIES,
        archiverLastFailed: NO_SERIES,
      }),
    ).toEqual(['archiverAge']);
    expect(
      partsOf({ archiverAge: NO_SERIES, archiverFailedCount: NO_SERIES, archiverLastFailed: OFF }),
    ).toEqual(['archiverAge']);
    expect(partsOf({ archiverFailedCount: NO_SERIES, archiverLastFailed: NO_SERIES })).toEqual([
      'archiverFailedCount',
    ]);
    expect(partsOf({ archiverFailedCount: OFF, archiverLastFailed: NO_SERIES })).toEqual([
      'archiverLastFailed',
    ]);
  });

  it('lack nothing of failures where either of the two tells of them', () => {
    expect(partsOf({ archiverFailedCount: NO_SERIES })).toEqual([]);
    expect(partsOf({ archiverLastFailed: NO_SERIES })).toEqual([]);
    expect(partsOf({ archiverFailedCount: NO_SERIES, archiverLastFailed: OFF })).toEqual([
      'archiverFailedCount',
    ]);
  });

  it('are named where one of them did not answer, whatever the others say', () => {
    expect(partsOf({ archiverFailedCount: TIMEOUT })).toEqual(['archiverFailedCount']);
    expect(partsOf({ archiverLastFailed: TIMEOUT })).toEqual(['archiverLastFailed']);
    expect(partsOf({ archiverFailedCount: TIMEOUT, archiverAge: NO_SERIES })).toContain(
      'archiverFailedCount',
    );
    expect(
      partsOf({
        archiverAge: TIMEOUT,
        archiverFailedCount: NO_SERIES,
        archiverLastFailed: NO_SERIES,
      }),
    ).toEqual(['archiverAge', 'archiverFailedCount']);
  });
});

describe('the metrics of base backups', () => {
  const none = {
    baseBackupSuccess: NO_SERIES,
    baseBackupStart: NO_SERIES,
    baseBackupFailed: NO_SERIES,
  };

  it('are one thing that is not known where there is none of them', () => {
    const all = { source: 'base backups', cost: 'nothing is said about them' };

    expect(sources({ metrics: none })).toEqual([
      { ...all, reason: 'no-data', detail: 'no series' },
    ]);
    expect(sources({ metrics: { ...none, baseBackupFailed: TIMEOUT } })).toEqual([
      { ...all, reason: 'timeout', detail: 'no answer in time' },
    ]);
  });

  it('are each named where another is there, and none that is switched off', () => {
    expect(partsOf({ baseBackupStart: NO_SERIES })).toEqual(['baseBackupStart']);
    expect(partsOf({ baseBackupStart: OFF, baseBackupFailed: TIMEOUT })).toEqual([
      'baseBackupFailed',
    ]);
  });
});

describe('a metric that was read and is not whole', () => {
  it('says what it lacks, and whether trouble may be there', () => {
    const lack = {
      detail: '2 of 3 servers answered',
      cost: 'one is not seen',
      mayHideTrouble: true,
    };
    const pendingWal = { ...metric({ [PRIMARY]: 0 }), lacks: [lack] };
    const baseBackupStart = {
      ...ALL.baseBackupStart,
      lacks: [{ ...lack, mayHideTrouble: false }],
    };
    const said = { source: 'prometheus', reason: 'bad-response', detail: lack.detail };

    expect(sources({ metrics: { pendingWal } })).toEqual([
      { ...said, part: 'pendingWal', cost: lack.cost },
    ]);
    expect(sources({ metrics: { baseBackupStart } })).toEqual([
      { ...said, part: 'baseBackupStart', cost: lack.cost, hidesNothing: true },
    ]);
  });
});

describe('a log that could not be read', () => {
  it('is named by where it is kept', () => {
    expect(sources({ uploadLog: TIMEOUT })).toEqual([
      { source: 'elasticsearch', reason: 'timeout', detail: 'no answer in time' },
    ]);
  });

  it('is named by each part that failed, and none that nobody asked for', () => {
    const log = { ended: TIMEOUT, rate: REFUSED, pipeline: OFF };

    expect(sources({ log })).toEqual([
      {
        source: 'elasticsearch',
        part: 'sequence of segments',
        reason: 'bad-response',
        detail: 'no answer in time',
        cost: 'holes are not looked for',
      },
      {
        source: 'elasticsearch',
        part: 'upload rate',
        reason: 'bad-response',
        detail: '403 Forbidden',
        cost: 'uploads per minute are not shown',
        hidesNothing: true,
      },
    ]);
    expect(sources({ log: { pipeline: TIMEOUT } })).toMatchObject([
      { part: 'log pipeline', hidesNothing: true },
    ]);
  });

  it.each<[LogPart, hides: boolean]>([
    ['earlier segments', false],
    ['first tries', true],
    ['base backups', true],
    ['documents', true],
    ['hosts that ship', false],
    ['output of the command', false],
  ])('may hide trouble or not where it lacks: %s', (part, hides) => {
    const [source] = sources({ log: { unreadParts: [{ part, detail: 'cut off' }] } });

    expect(source).toMatchObject({
      part,
      detail: 'cut off',
      cost: expect.stringMatching(/not|may/u),
    });
    expect(source?.hidesNothing).toBe(hides ? undefined : true);
  });

  it('says which lines of it look like trouble, and nobody understood', () => {
    const troubling = [{ host: PRIMARY, count: 2, sample: 'ERROR: what is it', newestAt: NOON }];
    const noLogs = [{ sentence: 'db.log has no line of an archiver', mayHideFailure: true }];
    const [source, ...more] = sources({
      log: { unread: { count: 2, samples: [], troubling, noLogs } },
    });

    expect(more).toEqual([]);
    expect(source).toMatchObject({
      source: 'elasticsearch',
      part: 'lines',
      reason: 'bad-response',
      detail: expect.stringMatching(
        /^db\.log has no line of an archiver; 2 not understood .*: ERROR: what is it$/u,
      ),
    });
  });
});

describe('Patroni', () => {
  it('is named where it is asked and gives no answer', () => {
    expect(sources({ patroni: TIMEOUT })).toEqual([
      { source: 'patroni', reason: 'timeout', detail: 'no answer in time' },
    ]);
    expect(sources({ patroni: OFF })).toEqual([]);
    expect(sources({ patroni: measured({ members: [], switches: [] }, NOON) })).toEqual([]);
  });
});
