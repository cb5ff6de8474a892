import { describe, expect, it } from '@jest/globals';
import type { MetricPoint, MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { doubtfulRoles } from '../../src/facts/doubtful-roles.ts';
import { freshUploadersBut } from '../../src/facts/fresh-uploaders.ts';
import { primaryOf } from '../../src/facts/primary.ts';
import { reignOf } from '../../src/facts/reign.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  metric,
  moment,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const THIRD = 'patroni-03';
type Roles = Parameters<typeof metric>[0];
type Difference = Parameters<typeof healthySnapshot>[0];
const primary = (roles: Roles, { metrics, ...difference }: NonNullable<Difference> = {}) =>
  primaryOf(healthySnapshot({ ...difference, metrics: { replica: metric(roles), ...metrics } }));
const NOBODY_UPLOADS = { log: { uploads: [] } };
/** A role until so long before noon, and another from then on. */
const turned = (from: number, to: number, ago: number) => (pointAgo: number) =>
  pointAgo > ago ? from : to;
/** A role that nobody has reported for so long. */
const silentFor =
  (ago: number, role = 0) =>
  (pointAgo: number) =>
    pointAgo < ago ? undefined : role;

describe('the primary', () => {
  it('is the one whose role says so, with who follows it', () => {
    expect(primary({ [PRIMARY]: 0, [REPLICA]: 1, [THIRD]: 1 })).toEqual({
      kind: 'one',
      host: PRIMARY,
      since: undefined,
      replicas: [REPLICA, THIRD],
    });
  });

  it('is so since its role turned, as far as the metrics go back', () => {
    expect(primary({ [PRIMARY]: turned(1, 0, 7 * MINUTE) })).toMatchObject({
      since: NOON - 7 * MINUTE,
    });
    const twice = (ago: number) => (ago > 20 * MINUTE || ago <= 7 * MINUTE ? 0 : 1);
    expect(primary({ [PRIMARY]: twice })).toMatchObject({ since: NOON - 7 * MINUTE });
  });

  it('is not one of the future', () => {
    const points = [
      { at: NOON - MINUTE, value: 0 },
      { at: NOON + MINUTE, value: 1 },
    ];
    const replica = measured([{ host: PRIMARY, points }], NOON);

    expect(primaryOf(healthySnapshot({ metrics: { replica } }))).toEqual({
      kind: 'one',
      host: PRIMARY,
      since: undefined,
      replicas: [],
    });
  });

  it('is not known without the metric, and why is said', () => {
    const replica = unavailable('timeout', 'no answer in time');

    expect(primaryOf(healthySnapshot({ metrics: { replica } }))).toEqual({
      kind: 'unknown',
      reason: 'no answer in time',
    });
  });
});

describe('two that report as primary', () => {
  it('are two once both have done so for as long as a failover is given', () => {
    const both = (ago: number) => primary({ [PRIMARY]: 0, [REPLICA]: turned(1, 0, ago) });

    expect(both(5 * MINUTE)).toEqual({
      kind: 'several',
      hosts: [
        { host: PRIMARY, since: undefined },
        { host: REPLICA, since: NOON - 5 * MINUTE },
      ],
    });
    expect(both(4.5 * MINUTE)).toEqual({
      kind: 'settling',
      reason: `${PRIMARY} and ${REPLICA} both currently report as primary`,
    });
  });

  it('are settling while it is not known for how long', () => {
    const young = (ago: number) => (ago > 4 * MINUTE ? undefined : 0);

    expect(primary({ [PRIMARY]: 0, [REPLICA]: young }).kind).toBe('settling');
    expect(
      primary({ [PRIMARY]: 0, [REPLICA]: (ago) => (ago > 5 * MINUTE ? undefined : 0) }).kind,
    ).toBe('several');
  });

  it('may be three', () => {
    const now = turned(1, 0, MINUTE);

    expect(primary({ [PRIMARY]: now, [REPLICA]: now, [THIRD]: now })).toMatchObject({
      reason: `${PRIMARY}, ${REPLICA} and ${THIRD} all currently report as primary`,
    });
  });

  it('are one where the other fell silent a minute before', () => {
    const taken = turned(1, 0, 30 * SECOND);

    expect(primary({ [PRIMARY]: silentFor(MINUTE), [REPLICA]: taken })).toMatchObject({
      kind: 'one',
      host: REPLICA,
    });
    expect(primary({ [PRIMARY]: silentFor(30 * SECOND), [REPLICA]: taken }).kind).toBe('settling');
  });

  it('were two only for as long as both spoke', () => {
    const roles = (ago: number) => ({
      [PRIMARY]: silentFor(30 * SECOND),
      [REPLICA]: turned(1, 0, ago),
    });

    expect(primary(roles(5.5 * MINUTE)).kind).toBe('several');
    expect(primary(roles(5 * MINUTE)).kind).toBe('settling');
  });
});

describe('where none reports as primary', () => {
  it('there is none, once all have been replicas for long enough', () => {
    const roles = (ago: number) => ({ [PRIMARY]: turned(0, 1, ago), [REPLICA]: 1 });

    expect(primary(roles(5 * MINUTE), NOBODY_UPLOADS)).toEqual({
      kind: 'none',
      hosts: [PRIMARY, REPLICA],
    });
    expect(primary(roles(4.5 * MINUTE), NOBODY_UPLOADS)).toEqual({
      kind: 'settling',
      reason: 'no host currently reports as primary',
    });
  });

  it('one that has fallen silent may be it', () => {
    expect(primary({ [PRIMARY]: silentFor(2.5 * MINUTE), [REPLICA]: 1 })).toEqual({
      kind: 'unknown',
      reason: `${PRIMARY} has stopped reporting its role to the metrics`,
    });
    expect(primary({ [PRIMARY]: silentFor(2 * MINUTE), [REPLICA]: 1 }).kind).toBe('one');
    const both = silentFor(3 * MINUTE);
    expect(primary({ [PRIMARY]: both, [THIRD]: both, [REPLICA]: 1 })).toMatchObject({
      reason: `${PRIMARY} and ${THIRD} have stopped reporting their role to the metrics`,
    });
  });

  describe('whoever archives, and is not measured, may be it', () => {
    const stranger = 'patroni-09';
    const unknown = {
      kind: 'unknown',
      reason: `${stranger} archives, and no series of replica says whether it is the primary`,
    };

    it('by the log', () => {
      const metrics = { lastArchive: unavailable('no-data', 'no series') };
      const archives = (ago: number) =>
        primary(
          { [REPLICA]: 1 },
          { metrics, log: { uploads: [completed(ago, { host: stranger })] } },
        );

      expect(archives(15 * MINUTE - 1)).toEqual(unknown);
      expect(archives(15 * MINUTE).kind).toBe('none');
    });

    it('by the metric', () => {
      const archives = (host: string, ago: number) =>
        primary(
          { [REPLICA]: 1 },
          { ...NOBODY_UPLOADS, metrics: { lastArchive: metric({ [host]: moment(ago) }) } },
        );

      expect(archives(stranger, 14 * MINUTE)).toEqual(unknown);
      expect(archives(stranger, 15 * MINUTE).kind).toBe('none');
      expect(archives(REPLICA, MINUTE).kind).toBe('none');
      const lastArchive = unavailable('no-data', 'no series');
      expect(primary({ [REPLICA]: 1 }, { ...NOBODY_UPLOADS, metrics: { lastArchive } }).kind).toBe(
        'none',
      );
      const long = metric({ [stranger]: silentFor(3 * MINUTE, NOON / SECOND) });
      expect(
        primary({ [REPLICA]: 1 }, { ...NOBODY_UPLOADS, metrics: { lastArchive: long } }).kind,
      ).toBe('none');
    });
  });
});

describe('a primary that is gone', () => {
  const SILENT = 12 * MINUTE;
  /** What a replica receives: it moved until the primary fell silent, and stands still since. */
  const stopped = (ago: number) => 1e9 - Math.max(ago, SILENT);
  const gone = (walPosition: MetricReading, silent = SILENT, others: Roles = { [REPLICA]: 1 }) =>
    primary({ [PRIMARY]: silentFor(silent), ...others }, { metrics: { walPosition } });

  it('has been silent for ten minutes, and nothing has moved on any replica since', () => {
    expect(gone(metric({ [REPLICA]: stopped }))).toEqual({
      kind: 'none',
      hosts: [REPLICA],
      gone: { hosts: [PRIMARY], since: NOON - SILENT },
    });
    expect(
      gone(metric({ [REPLICA]: stopped, [THIRD]: stopped }), SILENT, { [REPLICA]: 1, [THIRD]: 1 }),
    ).toMatchObject({ kind: 'none', hosts: [REPLICA, THIRD] });
  });

  it('is so from ten minutes on', () => {
    const position = (ago: number) => 1e9 - Math.max(ago, 10 * MINUTE);

    expect(gone(metric({ [REPLICA]: position }), 10 * MINUTE).kind).toBe('none');
    expect(gone(metric({ [REPLICA]: position }), 9.5 * MINUTE).kind).toBe('unknown');
  });

  it('may have had something under way that arrived within two minutes', () => {
    const late = (by: number) =>
      gone(metric({ [REPLICA]: (ago) => 1e9 - Math.max(ago, SILENT - by) })).kind;

    expect(late(2 * MINUTE)).toBe('none');
    expect(late(2.5 * MINUTE)).toBe('unknown');
  });

  it.each<readonly [string, MetricReading]>([
    ['still moves on a replica', metric({ [REPLICA]: (ago) => 1e9 - ago })],
    ['had not moved before, of an idle cluster', metric({ [REPLICA]: 1e9 })],
    ['is not known of it', metric({ [THIRD]: stopped })],
    [
      'is not known of it any more',
      metric({ [REPLICA]: (ago) => (ago < 3 * MINUTE ? undefined : stopped(ago)) }),
    ],
    [
      'is not known of the time before',
      metric({ [REPLICA]: (ago) => (ago > 20 * MINUTE ? undefined : stopped(ago)) }),
    ],
    ['fell', metric({ [REPLICA]: (ago) => 1e9 + Math.max(ago, SILENT) })],
    ['is not measured', unavailable('no-data', 'no series')],
  ])('is not known to be where the position %s', (_what, walPosition) => {
    expect(gone(walPosition)).toEqual({
      kind: 'unknown',
      reason: `${PRIMARY} has stopped reporting its role to the metrics`,
    });
  });

  it('is not known to be where one of several replicas moves, or has only just become one', () => {
    const others = { [REPLICA]: 1, [THIRD]: 1 };
    const moves = metric({ [REPLICA]: stopped, [THIRD]: (ago) => 1e9 - ago });

    expect(gone(moves, SILENT, others).kind).toBe('unknown');
    expect(gone(metric({ [REPLICA]: stopped }), SILENT, others).kind).toBe('unknown');
    const turning = { [REPLICA]: 1, [THIRD]: turned(0, 1, 4 * MINUTE) };
    expect(gone(metric({ [REPLICA]: stopped, [THIRD]: stopped }), SILENT, turning).kind).toBe(
      'unknown',
    );
  });

  it('is not known to be where there is no replica', () => {
    expect(gone(metric({ [REPLICA]: stopped }), SILENT, {}).kind).toBe('unknown');
  });
});

describe('a role in doubt', () => {
  const at = (ago: number, value: number): MetricPoint => ({ at: NOON - ago, value });
  const torn = (...parts: readonly (readonly MetricPoint[])[]) => ({
    ...measured([{ host: REPLICA, points: [at(0, 1)], parts }], NOON),
  });
  const of = (replica: MetricReading) => doubtfulRoles(healthySnapshot({ metrics: { replica } }));
  const WORDS = `of ${REPLICA} one series says primary, another says replica`;

  it('is one of which two series say different things now', () => {
    expect(of(torn([at(0, 0)], [at(0, 1)]))).toEqual({ torn: [REPLICA], words: [WORDS] });
    expect(of(torn([at(0, 1)], [at(0, 1)]))).toEqual({ torn: [], words: [] });
    expect(of(torn([at(0, 1)], [at(0, 2)]))).toEqual({ torn: [], words: [] });
  });

  it('is none where one of them has ended a minute before the other', () => {
    expect(of(torn([at(MINUTE, 0)], [at(0, 1)])).torn).toEqual([]);
    expect(of(torn([at(MINUTE - 1, 0)], [at(0, 1)])).torn).toEqual([REPLICA]);
  });

  it('is none where both are old, or said it before', () => {
    expect(of(torn([at(2 * MINUTE, 0)], [at(2 * MINUTE, 1)])).torn).toEqual([REPLICA]);
    expect(of(torn([at(2 * MINUTE + 1, 0)], [at(2 * MINUTE + 1, 1)])).torn).toEqual([]);
    expect(of(torn([at(30 * SECOND, 0), at(0, 1)], [at(0, 1)])).torn).toEqual([]);
    expect(of(torn([at(0, 1), at(-1, 0)], [at(0, 1)])).torn).toEqual([]);
  });

  it('is that of a series that says primary, and of no readable host', () => {
    const nameless = (...labels: readonly (readonly [string, number])[]) =>
      of({
        ...measured([], NOON),
        nameless: labels.map(([label, value]) => ({ label, points: [at(0, value)] })),
      }).words;

    expect(nameless(['fqdn "a b"', 0])).toEqual([
      '1 series of replica says primary and has no readable host: fqdn "a b"',
    ]);
    expect(nameless(['x', 0], ['y', 0], ['z', 1])).toEqual([
      '2 series of replica say primary and have no readable host: x, y',
    ]);
    expect(nameless(['z', 1])).toEqual([]);
  });

  it('is no primary: nobody is where it alone may be one', () => {
    const replica = torn([at(0, 0)], [at(0, 1)]);

    expect(primaryOf(healthySnapshot({ metrics: { replica } }))).toEqual({
      kind: 'unknown',
      reason: WORDS,
    });
    expect(of(unavailable('no-data', 'no series'))).toEqual({ torn: [], words: [] });
  });

  it('is no replica either', () => {
    const replica = measured(
      [
        { host: PRIMARY, points: [at(0, 0)] },
        { host: REPLICA, points: [at(0, 1)], parts: [[at(0, 0)], [at(0, 1)]] },
      ],
      NOON,
    );

    expect(primaryOf(healthySnapshot({ metrics: { replica } }))).toMatchObject({
      kind: 'one',
      replicas: [],
    });
  });
});

describe('those that uploaded lately beside who is known', () => {
  it('are each named once, by what they completed within a quarter of an hour', () => {
    const uploads = [
      completed(15 * MINUTE - 1, { host: 'a' }),
      completed(SECOND, { host: 'a' }),
      completed(15 * MINUTE, { host: 'b' }),
      completed(SECOND, { host: 'c', state: 'skipped' }),
      failed({ host: 'd' }),
      open(SECOND, { host: 'e' }),
      completed(SECOND, { host: undefined }),
      completed(SECOND),
    ];

    expect(freshUploadersBut(healthySnapshot({ log: { uploads } }), new Set([PRIMARY]))).toEqual([
      'a',
    ]);
  });

  it('are none without a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(freshUploadersBut(healthySnapshot({ uploadLog }), new Set())).toEqual([]);
  });
});

describe('a reign', () => {
  const reign = (since: number | undefined, roles: Parameters<typeof metric>[0] = {}) =>
    reignOf(
      {
        primary: { kind: 'one', host: PRIMARY, since, replicas: [] },
        snapshot: healthySnapshot({ metrics: { replica: metric(roles) } }),
      },
      PRIMARY,
    );
  const replicaFor = (length: number) => ({
    [PRIMARY]: (ago: number) => (ago > 0 && ago <= length ? 1 : 0),
  });

  it('may be two minutes older than it looks', () => {
    expect(reign(NOON)).toBe(NOON - 2 * MINUTE);
    expect(reign(NOON, replicaFor(10 * MINUTE))).toBe(NOON - 2 * MINUTE);
  });

  it('is no older than the host was a replica before', () => {
    expect(reign(NOON, replicaFor(MINUTE))).toBe(NOON - MINUTE);
    expect(reign(NOON, replicaFor(30 * SECOND))).toBe(NOON - 30 * SECOND);
  });

  it('may be two minutes older where the host said nothing meanwhile, or its role is not measured', () => {
    const silent = { [PRIMARY]: (ago: number) => (ago > 0 && ago <= MINUTE ? undefined : 0) };
    const replica = unavailable('no-data', 'no series');
    const primary = { kind: 'one', host: PRIMARY, since: NOON, replicas: [] } as const;

    expect(reign(NOON, silent)).toBe(NOON - 2 * MINUTE);
    expect(reignOf({ primary, snapshot: healthySnapshot({ metrics: { replica } }) }, PRIMARY)).toBe(
      NOON - 2 * MINUTE,
    );
  });

  it('has always been where nobody saw it begin, or it is not that of the host', () => {
    const snapshot = healthySnapshot({});
    const primary = { kind: 'one', host: PRIMARY, since: NOON, replicas: [] } as const;

    expect(reign(undefined)).toBe(-Infinity);
    expect(reignOf({ primary, snapshot }, REPLICA)).toBe(-Infinity);
    expect(reignOf({ primary: { kind: 'unknown', reason: '' }, snapshot }, undefined)).toBe(
      -Infinity,
    );
  });

  describe('that another host has ended', () => {
    const primary = { kind: 'one', host: PRIMARY, since: undefined, replicas: [] } as const;
    const since = (log: Partial<LogParts>) =>
      reignOf({ primary, snapshot: healthySnapshot({ log }) }, PRIMARY);
    const theirs = (ago: number, timeline: number, host = REPLICA) =>
      completed(ago, { host, file: segment(3, timeline) });
    const tried = completed(20 * MINUTE, { file: segment(2, 5) });
    const takenOver = theirs(10 * MINUTE, 6);

    it('ended with the first that it completed of a newer timeline', () => {
      const log = { uploads: [theirs(9 * MINUTE, 6), takenOver, theirs(8 * MINUTE, 6), tried] };

      expect(since(log)).toBe(NOON - 10 * MINUTE);
      expect(since({ uploads: [takenOver, theirs(5 * MINUTE, 7), tried] })).toBe(NOON - 5 * MINUTE);
    });

    it('did not end where the host had tried some of that timeline by then, in vain or not', () => {
      const file = segment(2, 6);
      const own = (ago: number) => completed(ago, { file });

      expect(since({ uploads: [tried, own(10 * MINUTE), takenOver] })).toBe(-Infinity);
      expect(since({ uploads: [tried, own(10 * MINUTE - 1), takenOver] })).toBe(NOON - 10 * MINUTE);
      const failures = [failure(11 * MINUTE, { file })];
      expect(since({ uploads: [tried, takenOver], failures })).toBe(-Infinity);
      const elsewhere = [failure(11 * MINUTE, { file, host: REPLICA })];
      expect(since({ uploads: [tried, takenOver], failures: elsewhere })).toBe(NOON - 10 * MINUTE);
    });

    it('did not end where nothing is known of what the host tried before', () => {
      expect(since({ uploads: [takenOver] })).toBe(-Infinity);
      const failures = [failure(20 * MINUTE), failure(20 * MINUTE, { file: '00000005.history' })];
      expect(since({ uploads: [takenOver], failures })).toBe(-Infinity);
      expect(since({ uploads: [tried, theirs(10 * MINUTE, 6, 'stranger')] })).toBe(-Infinity);
    });

    it('did not end with its own next timeline, of which only ends were searched', () => {
      const ended = { from: NOON - 60 * MINUTE, uploads: [theirs(10 * MINUTE, 6, PRIMARY)] };

      expect(since({ uploads: [tried], ended })).toBe(-Infinity);
    });

    it('is not known without a log', () => {
      const uploadLog = unavailable('timeout', 'no answer in time');

      expect(reignOf({ primary, snapshot: healthySnapshot({ uploadLog }) }, PRIMARY)).toBe(
        -Infinity,
      );
    });
  });
});
