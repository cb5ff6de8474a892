import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  metric,
  moment,
  moments,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

const GONE = unavailable('no-data', 'no series');

/** The archiver's lines do not arrive; PostgreSQL complains of one try that was killed. */
const oneKilled = (ago: number) => ({
  uploads: [],
  failures: [
    failure(ago, {
      pid: undefined,
      reportedBy: 'postgresql' as const,
      file: segment(9),
      text: 'archive command was terminated by signal 9: Killed',
    }),
  ],
});

describe('a failed try', () => {
  it.each([
    ['the metric made from the log', { lastArchive: metric({ [PRIMARY]: moments(5 * SECOND) }) }],
    [
      'pg_stat_archiver',
      { lastArchive: GONE, archiverAge: metric({ [PRIMARY]: (ago) => 5 + ago / 1e9 }) },
    ],
  ])('is over once %s knows of a success since', (_who, metrics) => {
    const snapshot = healthySnapshot({ log: oneKilled(4 * MINUTE), metrics });

    expect(uploadFailing(snapshot).kind).toBe('clear');
  });

  it.each([
    ['its samples are known: at once', true, 'clear'],
    ['only steps of them are: not before a minute has passed', false, 'problem'],
  ])('is over by pg_stat_archiver, where %s', (_what, sampled, kind) => {
    const [of] = [metric({ [PRIMARY]: (ago) => (ago > 90 * SECOND ? 300 : 30 + ago / 1e9) })];
    const archiverAge =
      of.kind === 'measured' && sampled
        ? { ...of, value: of.value.map((one) => ({ ...one, scrapes: one.points })) }
        : of;
    const metrics = { lastArchive: GONE, archiverAge };
    const snapshot = healthySnapshot({ log: oneKilled(60 * SECOND), metrics });

    expect(uploadFailing(snapshot).kind).toBe(kind);
  });

  it.each([
    ['the metric stands still', { lastArchive: metric({ [PRIMARY]: moment(5 * MINUTE) }) }],
    [
      'PostgreSQL has counted another failure since its success',
      {
        lastArchive: metric({ [PRIMARY]: moment(3 * MINUTE) }),
        archiverLastFailed: metric({ [PRIMARY]: moment(20 * SECOND) }),
      },
    ],
    ['no metric tells', { lastArchive: GONE }],
  ])('goes on where %s', (_what, metrics) => {
    const snapshot = healthySnapshot({ log: oneKilled(4 * MINUTE), metrics });

    expect(uploadFailing(snapshot)).toMatchObject({ kind: 'problem', severity: 'critical' });
  });

  it('is not said to have no success since where nobody would know', () => {
    const finding = uploadFailing(
      healthySnapshot({ log: oneKilled(MINUTE), metrics: { lastArchive: GONE } }),
    );

    expect(JSON.stringify(finding)).toContain('whether any succeeded since is not known');
  });

  it('is no emergency of now where the host has been silent since', () => {
    const log = {
      uploads: [completed(6 * HOUR)],
      failures: [failure(5 * HOUR)],
      pipeline: { newestAt: NOON - 5 * HOUR, hosts: [], tags: [] },
    };
    const silent = { lastArchive: GONE, pendingWal: GONE, replica: GONE };

    expect(uploadFailing(healthySnapshot({ log, metrics: silent }))).toMatchObject({
      severity: 'warning',
      headline: expect.stringContaining('were failing when it was last heard of') as unknown,
    });
    const heard = { pendingWal: metric({ [PRIMARY]: 900 }), lastArchive: GONE };
    expect(uploadFailing(healthySnapshot({ log, metrics: heard }))).toMatchObject({
      severity: 'critical',
    });
  });
});

describe('PostgreSQL’s word against the log and the metric made from it', () => {
  const log = { uploads: [completed(HOUR)] };
  const still = {
    lastArchive: metric({ [PRIMARY]: moment(HOUR) }),
    walPosition: metric({
      [PRIMARY]: (ago) => END_OF_LAST + (HOUR - ago) * 16 * 1024 * 2,
      [REPLICA]: (ago) => END_OF_LAST + (HOUR - ago) * 16 * 1024 * 2,
    }),
  };
  const fresh = metric({ [PRIMARY]: (ago) => 5 + ago / 1e9 });

  it('is neither critical nor healthy: only a look tells which of the two is right', () => {
    const { verdict, nextSteps } = reportStatus(
      healthySnapshot({ log, metrics: { ...still, archiverAge: fresh } }),
      0,
    );

    expect(verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(verdict.headline).toContain('a monitoring fault or a silent drop');
    expect(nextSteps[0]?.text).toContain('look into the store');
  });

  it.each([
    ['counts segments that wait', { archiverAge: fresh, pendingWal: metric({ [PRIMARY]: 40 }) }],
    [
      'has counted no success either',
      { archiverAge: metric({ [PRIMARY]: (ago) => (HOUR - ago) / SECOND }) },
    ],
  ])('is an outage where PostgreSQL %s', (_what, metrics) => {
    const snapshot = healthySnapshot({ log, metrics: { ...still, ...metrics } });

    expect(reportStatus(snapshot, 0).verdict.severity).toBe('critical');
  });
});

describe('several problems', () => {
  it('are led by the disk that is full before anybody has read why', () => {
    const snapshot = healthySnapshot({
      log: { uploads: [completed(HOUR)], failures: [failure(10 * SECOND)] },
      metrics: {
        lastArchive: metric({ [PRIMARY]: moment(HOUR) }),
        walDiskFree: metric({ [PRIMARY]: 1024 }),
      },
    });

    expect(reportStatus(snapshot, 0).verdict.code).toBe('wal-disk-full');
  });
});

describe('the last upload', () => {
  it('is found behind failed tries that fill the newest records', () => {
    const before = completed(5 * HOUR);
    const snapshot = healthySnapshot({
      log: {
        uploads: [],
        ended: { from: NOON - 24 * HOUR, uploads: [before] },
        failures: [failure(10 * SECOND)],
        truncated: true,
      },
      metrics: { lastArchive: metric({ [PRIMARY]: moment(5 * HOUR) }) },
    });

    expect(reportStatus(snapshot, 0).overview.lastComplete).toStrictEqual(before);
  });
});
