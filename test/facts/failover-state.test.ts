import { describe, expect, it } from '@jest/globals';
import type { MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { Upload } from '../../src/domain/upload.ts';
import { failoverState } from '../../src/facts/failover-state.ts';
import type { Hole } from '../../src/facts/hole.ts';
import type { TimelineSwitch } from '../../src/facts/timeline-switches.ts';
import {
  completed,
  failed,
  healthySnapshot,
  metric,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';

const AWAY = metric({ [PRIMARY]: 0 });
const GONE = unavailable('no-data', 'no series of replica');
const NO_LOG = unavailable('timeout', 'no answer in time');
/** A replica since so long ago; before that it was not there, or the primary. */
const back = (ago: number, before?: number) =>
  metric({ [PRIMARY]: 0, [REPLICA]: (pointAgo) => (pointAgo > ago ? before : 1) });

interface Case {
  readonly ended?: number;
  /** The timeline that followed. */
  readonly to?: number;
  readonly host?: string | undefined;
  readonly tries?: number;
  readonly uploads?: readonly Upload[];
  readonly replica?: MetricReading;
  readonly member?: { timeline?: number | undefined; state?: string; host?: string };
  readonly noLog?: true;
}

function stateIn({
  ended = 30 * MINUTE,
  to = 5,
  tries,
  uploads = [],
  replica = AWAY,
  member,
  noLog,
  ...seen
}: Case) {
  const end: TimelineSwitch = { from: 4, to, segment: 0x1009, at: NOON - ended, saidBy: 'log' };
  const hole: Hole = {
    timeline: 4,
    first: 0x1007,
    last: 0x1008,
    before: NOON - ended - MINUTE,
    beforeIs: 'completed',
    after: NOON - ended,
    followedAt: NOON - ended,
    host: 'host' in seen ? seen.host : REPLICA,
    failover: end,
    failed: tries === undefined ? undefined : { count: tries, lastAt: NOON - ended },
  };
  const snapshot = healthySnapshot({
    ...(noLog === undefined ? { log: { uploads } } : { uploadLog: NO_LOG }),
    metrics: { replica },
    ...(member === undefined
      ? {}
      : {
          patroni: measured(
            {
              members: [
                { host: REPLICA, role: 'replica', state: 'streaming', timeline: 5, ...member },
              ],
              switches: [],
            },
            NOON,
          ),
        }),
  });
  return failoverState(snapshot, hole, end);
}
const state = (seen: Case) => stateIn(seen).state;

describe('what a failover left behind', () => {
  it('is open while its holder is away', () => {
    expect(stateIn({})).toEqual({
      state: 'open',
      host: REPLICA,
      holder: { kind: 'away' },
      lateAt: undefined,
    });
  });

  it('is permanent once that is back, and has had its time', () => {
    expect(state({ replica: back(5 * MINUTE, 0) })).toBe('permanent');
    expect(state({ replica: back(4.5 * MINUTE, 0) })).toBe('closing');
    expect(state({ replica: back(60 * MINUTE) })).toBe('permanent');
  });

  it('is closing for as long as a failover is given', () => {
    expect(state({ ended: 5 * MINUTE - 1 })).toBe('closing');
    expect(state({ ended: 5 * MINUTE })).toBe('open');
  });

  it('is not where its uploads had failed more than once: time alone mends nothing', () => {
    expect(state({ ended: MINUTE, tries: 1 })).toBe('closing');
    expect(state({ ended: MINUTE, tries: 2 })).toBe('open');
  });

  describe('while its segments are still pushed', () => {
    const old = { file: segment(8, 4), host: REPLICA, pid: 7 };

    it('is closing for as long after the last of them', () => {
      const late = (ago: number) => stateIn({ uploads: [completed(ago, old)] });

      expect(late(5 * MINUTE - 1)).toMatchObject({
        state: 'closing',
        lateAt: NOON - 5 * MINUTE + 1,
      });
      expect(late(5 * MINUTE)).toMatchObject({ state: 'open', lateAt: NOON - 5 * MINUTE });
      const tried = failed({ ...old, beganAt: undefined, endedAt: NOON - MINUTE });
      expect(stateIn({ uploads: [tried, completed(3 * MINUTE, old)] }).lateAt).toBe(NOON - MINUTE);
    });

    it('is closing as long as one of them is open', () => {
      const uploads = [open(20 * MINUTE, old)];

      expect(stateIn({ uploads })).toMatchObject({ state: 'closing', lateAt: NOON - 20 * MINUTE });
      expect(stateIn({ uploads: [open(30 * MINUTE, old)] })).toMatchObject({
        state: 'open',
        lateAt: undefined,
      });
      expect(state({ uploads: [open(30 * MINUTE - 1, old)] })).toBe('closing');
    });

    it('is not for what was pushed before, or of another timeline', () => {
      const others = [
        completed(31 * MINUTE, old),
        completed(MINUTE, { file: segment(9, 5) }),
        open(MINUTE, { file: segment(9, 5) }),
        open(MINUTE, { file: '00000004.history' }),
      ];

      expect(stateIn({ uploads: others })).toMatchObject({ state: 'open', lateAt: undefined });
      expect(stateIn({ noLog: true })).toMatchObject({ state: 'open', lateAt: undefined });
    });
  });
});

describe('the holder of the tail', () => {
  describe('after a timeline that completed nothing', () => {
    const BETWEEN = 'patroni-03';
    const uploads = [
      completed(40 * MINUTE, { file: segment(6, 4), host: REPLICA }),
      completed(30 * MINUTE, { file: segment(9, 6), host: PRIMARY }),
    ];
    const reigns = metric({
      [REPLICA]: (ago) => (ago > 30.5 * MINUTE ? 0 : 1),
      [BETWEEN]: (ago) => (ago > 30.5 * MINUTE ? 1 : ago > 30 * MINUTE ? 0 : undefined),
      [PRIMARY]: (ago) => (ago > 30 * MINUTE ? 1 : 0),
    });

    it('is the last primary before the one that goes on', () => {
      expect(stateIn({ to: 6, uploads, replica: reigns })).toMatchObject({
        state: 'open',
        host: BETWEEN,
        holder: { kind: 'away' },
      });
      expect(stateIn({ to: 5, uploads, replica: reigns })).toMatchObject({
        state: 'permanent',
        host: REPLICA,
      });
    });

    it('is none that was the primary only before the hole, or after its end', () => {
      const other = (from: number, to: number) => ({
        to: 6,
        uploads: [{ ...open(90 * MINUTE), file: '00000005.history' }, ...uploads],
        replica: metric({ [BETWEEN]: (ago) => (ago <= from && ago >= to ? 0 : 1) }),
      });

      expect(stateIn(other(40 * MINUTE, 31.5 * MINUTE)).host).toBeUndefined();
      expect(stateIn(other(40 * MINUTE, 31 * MINUTE)).host).toBe(BETWEEN);
      expect(stateIn(other(30 * MINUTE, 20 * MINUTE)).host).toBe(BETWEEN);
      expect(stateIn(other(29.5 * MINUTE, 20 * MINUTE)).host).toBeUndefined();
    });

    it('is not known where the metrics do not tell', () => {
      const unknown = { host: undefined, holder: { kind: 'unknown' }, state: 'open' };

      expect(stateIn({ to: 6, uploads, replica: AWAY })).toMatchObject(unknown);
      expect(stateIn({ to: 6, uploads, replica: GONE })).toMatchObject(unknown);
    });
  });

  const holder = (seen: Case) => stateIn(seen).holder;

  describe('by its role', () => {
    it('is back since it was first seen as a replica', () => {
      expect(holder({ replica: back(60 * MINUTE) })).toEqual({
        kind: 'back',
        since: undefined,
      });
      expect(holder({ replica: back(10 * MINUTE, 0) })).toEqual({
        kind: 'back',
        since: NOON - 10 * MINUTE,
      });
    });

    it('is not told by a sample of the future', () => {
      const points = [10, 9, 1, 0, -1].map((minutes) => ({
        at: NOON - minutes * MINUTE,
        value: minutes > 9 || minutes < 0 ? 0 : 1,
      }));

      expect(holder({ replica: measured([{ host: REPLICA, points }], NOON) })).toEqual({
        kind: 'back',
        since: NOON - MINUTE,
      });
    });

    it('is back since a gap in its samples ended', () => {
      const gap = (span: number) =>
        metric({
          [REPLICA]: (ago) => (ago > 10 * MINUTE && ago < 10 * MINUTE + span ? undefined : 1),
        });

      expect(holder({ replica: gap(2.5 * MINUTE) })).toEqual({
        kind: 'back',
        since: NOON - 10 * MINUTE,
      });
      expect(holder({ replica: gap(2 * MINUTE) })).toEqual({ kind: 'back', since: undefined });
    });

    it('is back since its first sample, where others go further back: it was built anew', () => {
      const late = (ago: number) => back(ago, undefined);

      expect(holder({ replica: late(10 * MINUTE) })).toEqual({
        kind: 'back',
        since: NOON - 10 * MINUTE,
      });
      // The range of all begins there.
      const alone = metric({ [REPLICA]: (ago) => (ago > 10 * MINUTE ? undefined : 1) });
      expect(holder({ replica: alone })).toEqual({ kind: 'back', since: undefined });
      expect(stateIn({ replica: late(MINUTE) }).state).toBe('closing');
    });

    it('is away where it is the primary, silent, or not there', () => {
      expect(holder({ replica: metric({ [REPLICA]: 0 }) })).toEqual({ kind: 'away' });
      const silent = metric({ [REPLICA]: (ago) => (ago < 3 * MINUTE ? undefined : 1) });
      expect(holder({ replica: silent })).toEqual({ kind: 'away' });
      expect(holder({ replica: AWAY })).toEqual({ kind: 'away' });
    });

    it('is not known without roles, or without its name', () => {
      expect(holder({ replica: GONE })).toEqual({
        kind: 'unknown',
        reason: 'no series of replica',
      });
      expect(holder({ host: undefined })).toEqual({
        kind: 'unknown',
        reason: 'the log names no host',
      });
    });
  });

  describe('by Patroni', () => {
    it('is back once it follows the new timeline', () => {
      expect(holder({ member: {} })).toEqual({ kind: 'back', since: undefined });
      expect(holder({ member: { state: 'running', timeline: 6 } })).toMatchObject({ kind: 'back' });
      expect(holder({ member: {}, replica: back(10 * MINUTE, 0) })).toEqual({
        kind: 'back',
        since: NOON - 10 * MINUTE,
      });
    });

    it('is away while it does not, whatever its role is', () => {
      const replica = back(10 * MINUTE, 0);

      expect(holder({ member: { timeline: 4 }, replica })).toEqual({ kind: 'away' });
      expect(holder({ member: { state: 'stopped' }, replica })).toEqual({ kind: 'away' });
    });

    it('is left to its role where Patroni does not say', () => {
      const replica = back(10 * MINUTE, 0);

      expect(holder({ member: { timeline: undefined }, replica }).kind).toBe('back');
      expect(holder({ member: { host: 'member-2', timeline: 4 }, replica }).kind).toBe('back');
      expect(holder({ member: { timeline: 4 }, host: undefined }).kind).toBe('unknown');
    });
  });
});
