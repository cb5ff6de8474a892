import { describe, expect, it } from '@jest/globals';
import { backlogGrowing } from '../../src/rules/backlog-growing.ts';
import { logShippingMissing } from '../../src/rules/log-shipping-missing.ts';
import { metricsStale } from '../../src/rules/metrics-stale.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  metric,
  moment,
  moments,
  NOON,
  PRIMARY,
  REPLICA,
} from '../support/snapshot.ts';

const NO_SERIES = unavailable('no-data', 'no series');

describe('log-shipping-missing', () => {
  const silentLog = { uploads: [] };
  const pipeline = (mine: number | undefined, newest: number | undefined) => ({
    newestAt: newest === undefined ? undefined : NOON - newest,
    hosts: [
      ...(mine === undefined ? [] : [{ host: PRIMARY, newestAt: NOON - mine }]),
      { host: REPLICA, newestAt: NOON - (newest ?? 0) },
    ],
    tags: ['db.postgres'],
  });

  it.each([
    ['(whole pipeline)', pipeline(undefined, undefined)],
    ['(whole pipeline)', pipeline(30 * MINUTE, 20 * MINUTE)],
    ['(this host)', pipeline(undefined, 5 * SECOND)],
    ['(this host)', pipeline(30 * MINUTE, 5 * SECOND)],
    ['no line with this tag', pipeline(5 * SECOND, 5 * SECOND)],
  ])('tells how far it goes: %s', (scope, state) => {
    const finding = logShippingMissing(healthySnapshot({ log: { ...silentLog, pipeline: state } }));

    expect(finding).toMatchObject({ code: 'log-shipping-missing', severity: 'warning' });
    expect(JSON.stringify(finding)).toContain(scope);
  });

  it.each([
    [
      'arrive late',
      { uploads: [completed(15 * MINUTE)], shippingLag: 15 * MINUTE },
      `but log lines of ${PRIMARY} arrive 15 min late, or its clock is that far behind`,
    ],
    [
      'of another host arrive late, which had been away',
      {
        uploads: [completed(15 * MINUTE)],
        shippingLag: 15 * MINUTE,
        hostLags: [
          { host: REPLICA, lag: 15 * MINUTE },
          { host: PRIMARY, lag: SECOND },
        ],
      },
      'no line with this tag for 15 min, while',
    ],
    [
      'have the time when they were written, and so has every other line of the host',
      { uploads: [completed(5 * MINUTE)], pipeline: pipeline(5 * MINUTE - 30 * SECOND, 0) },
      `no line of ${PRIMARY} with any tag is newer than 4 min: they arrive late, or no more (this host)`,
    ],
    [
      'have the time when they were written, and so has every line of any host',
      {
        uploads: [completed(5 * MINUTE)],
        pipeline: pipeline(5 * MINUTE - 30 * SECOND, 4 * MINUTE),
      },
      'no line of any host with any tag is newer than 4 min: they arrive late, or no more (whole pipeline)',
    ],
    [
      'have the time when they were written, while another host’s are a little newer',
      {
        uploads: [completed(5 * MINUTE)],
        pipeline: pipeline(5 * MINUTE - 30 * SECOND, 3 * MINUTE + 29 * SECOND),
      },
      '(this host)',
    ],
    [
      'arrived late, and have stopped since, while others come',
      { uploads: [completed(30 * MINUTE)], shippingLag: 15 * MINUTE },
      'no line with this tag for 30 min, while',
    ],
  ])('tells a tag that is missing from lines that %s', (_how, log, words) => {
    expect(logShippingMissing(healthySnapshot({ log }))).toMatchObject({
      code: 'log-shipping-missing',
      headline: expect.stringContaining(words),
    });
  });

  it('says why it cannot tell how far it goes', () => {
    const log = { ...silentLog, pipeline: unavailable('timeout', 'no answer in time') };

    expect(logShippingMissing(healthySnapshot({ log }))).toMatchObject({
      headline: expect.stringContaining('how far this goes could not be read (no answer in time)'),
    });
  });

  it.each([
    ['where other logs of the host arrive', pipeline(5 * SECOND, 5 * SECOND), true],
    ['and not where none does', pipeline(undefined, 5 * SECOND), false],
  ])('pgBackRest may log too little: that is said %s', (_where, state, expected) => {
    const log = { ...silentLog, archiver: 'pgbackrest' as const, pipeline: state };

    const said = JSON.stringify(logShippingMissing(healthySnapshot({ log })));

    expect(said.includes('--log-level-console=info')).toBe(expected);
  });

  it('does not blame the host where more hosts ship than were counted one by one', () => {
    const cut = { ...pipeline(undefined, 5 * SECOND), hostsLeftOut: true };

    const finding = logShippingMissing(healthySnapshot({ log: { ...silentLog, pipeline: cut } }));

    expect(finding).toMatchObject({ code: 'log-shipping-missing' });
    expect(JSON.stringify(finding)).toContain(`more hosts ship than are listed`);
    expect(JSON.stringify(finding)).not.toContain('(this host)');
  });

  it('gives a line time to arrive', () => {
    const log = { uploads: [completed(2 * MINUTE + 30 * SECOND)] };

    expect(logShippingMissing(healthySnapshot({ log })).kind).toBe('clear');
  });

  it('does not mistake the first upload after a quiet time for a missing one', () => {
    const log = { uploads: [completed(50 * MINUTE)] };
    const metrics = {
      lastArchive: metric({
        [PRIMARY]: (ago) => (NOON - (ago < MINUTE ? 10 * SECOND : 50 * MINUTE)) / SECOND,
      }),
    };

    expect(logShippingMissing(healthySnapshot({ log, metrics })).kind).toBe('clear');
  });

  it('is not claimed when the metric is as old as the log', () => {
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) };

    expect(logShippingMissing(healthySnapshot({ log: silentLog, metrics })).kind).toBe('clear');
  });

  it('is not known without a metric to compare with', () => {
    const metrics = { lastArchive: NO_SERIES };

    expect(logShippingMissing(healthySnapshot({ log: silentLog, metrics })).kind).toBe('unknown');
  });

  it('is seen by pg_stat_archiver as well', () => {
    const metrics = { lastArchive: NO_SERIES, archiverAge: metric({ [PRIMARY]: 10 }) };

    expect(logShippingMissing(healthySnapshot({ log: silentLog, metrics })).kind).toBe('problem');
  });

  it.each([
    ['no other line of the host arrives', pipeline(undefined, 5 * SECOND), 'log-shipping-missing'],
    ['no line arrives at all', pipeline(undefined, undefined), 'log-shipping-missing'],
    // archive_command = /bin/true looks like this.
    ['all other lines of the host arrive', pipeline(5 * SECOND, 5 * SECOND), 'cannot-tell'],
  ])('whether pg_stat_archiver alone is believed: %s', (_where, state, code) => {
    const log = { ...silentLog, pipeline: state };
    const metrics = { lastArchive: NO_SERIES, archiverAge: metric({ [PRIMARY]: 10 }) };

    expect(logShippingMissing(healthySnapshot({ log, metrics }))).toMatchObject({ code });
  });
});

describe('metrics-stale', () => {
  it('takes the metric’s whole seconds for the moment that the log has with its fraction', () => {
    const ago = 10 * MINUTE - 0.8 * SECOND;
    const log = { uploads: [completed(ago)] };
    const stale = (seconds: number) => {
      const lastArchive = metric({
        [PRIMARY]: (pointAgo) => Math.floor((NOON - Math.max(ago, pointAgo)) / SECOND) - seconds,
      });
      return metricsStale(healthySnapshot({ log, metrics: { lastArchive } })).kind;
    };

    expect(stale(0)).toBe('clear');
    expect(stale(60)).toBe('problem');
  });

  it('holds nothing against a host that fell silent before its metrics could tell', () => {
    const log = {
      uploads: [completed(10 * MINUTE, { pid: 1 }), completed(181 * SECOND, { pid: 2 })],
    };
    const found = (silentFor: number) => {
      const replica = metric({
        [PRIMARY]: (ago) => (ago < silentFor ? undefined : 0),
        [REPLICA]: 1,
      });
      const lastArchive = metric({
        [PRIMARY]: (ago) =>
          ago < 100 * SECOND ? undefined : (NOON - Math.max(10 * MINUTE, ago)) / SECOND,
      });
      return metricsStale(healthySnapshot({ log, metrics: { replica, lastArchive } })).kind;
    };

    expect(found(100 * SECOND)).toBe('clear');
    expect(found(0)).toBe('problem');
  });

  it.each([
    ['stands still', metric({ [PRIMARY]: moment(40 * MINUTE) })],
    ['is absent', NO_SERIES],
    ['is absent for the primary', metric({ [REPLICA]: moments(20 * SECOND) })],
    ['was reset', metric({ [PRIMARY]: 0 })],
  ])('is a false page when the metric %s', (_what, lastArchive) => {
    const finding = metricsStale(healthySnapshot({ metrics: { lastArchive } }));

    expect(finding).toMatchObject({ code: 'metrics-stale', severity: 'warning' });
    expect(JSON.stringify(finding)).toContain('sudo sv restart mtail');
  });

  it('gives the metric time to follow', () => {
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(4 * MINUTE + 50 * SECOND) }) };

    expect(metricsStale(healthySnapshot({ metrics })).kind).toBe('clear');
  });

  it('does not call a page false when the log is old too', () => {
    const log = { uploads: [completed(40 * MINUTE)] };
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(50 * MINUTE) }) };

    expect(metricsStale(healthySnapshot({ log, metrics })).kind).toBe('clear');
  });

  it('compares both with each other, not with this clock: a host that lives in the past is no culprit', () => {
    const log = { uploads: [completed(10 * MINUTE), completed(14 * MINUTE, { pid: 9 })] };
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(10 * MINUTE) }) };

    expect(metricsStale(healthySnapshot({ log, metrics })).kind).toBe('clear');
  });

  it('does not know when the metrics cannot be read', () => {
    const metrics = { lastArchive: unavailable('timeout', 'no answer in time') };

    expect(metricsStale(healthySnapshot({ metrics })).kind).toBe('unknown');
  });

  it('has nothing to say when the query is switched off', () => {
    const metrics = { lastArchive: unavailable('not-configured', 'switched off') };

    expect(metricsStale(healthySnapshot({ metrics })).kind).toBe('clear');
  });
});

describe('backlog-growing', () => {
  it.each([
    { waiting: 41, expected: { kind: 'clear' } },
    { waiting: 42, expected: { severity: 'warning' } },
    { waiting: 1999, expected: { severity: 'warning' } },
    { waiting: 2000, expected: { severity: 'critical' } },
  ])('$waiting waiting segments: $expected', ({ waiting, expected }) => {
    const metrics = { pendingWal: metric({ [PRIMARY]: waiting }) };

    expect(backlogGrowing(healthySnapshot({ metrics }))).toMatchObject(expected);
  });

  it('counts from the WAL position only what was written before the log’s delay', () => {
    const ahead = 500 * 16 * 1024 * 1024;
    const metrics = {
      pendingWal: NO_SERIES,
      walPosition: metric({ [PRIMARY]: (ago) => END_OF_LAST + (ago < 2 * MINUTE ? ahead : 0) }),
    };

    expect(backlogGrowing(healthySnapshot({ metrics }))).toMatchObject({
      kind: 'clear',
      evidence: [{ text: expect.stringContaining('0 to 500 segments') }, { from: 'metric' }],
    });
  });

  it('does not know without either', () => {
    const metrics = { pendingWal: NO_SERIES, walPosition: NO_SERIES };

    expect(backlogGrowing(healthySnapshot({ metrics })).kind).toBe('unknown');
  });
});
