import { describe, expect, it } from '@jest/globals';
import type { PatroniSwitch } from '../../src/domain/patroni.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { EndedUpload } from '../../src/domain/upload.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import type { SegmentUpload } from '../../src/facts/cluster-segments.ts';
import { historyCompleted, switchesAmong } from '../../src/facts/timeline-switches.ts';
import type { VainTry } from '../../src/facts/vain-tries.ts';
import { completed, healthySnapshot, NOON, PRIMARY, segment } from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';

const ago = (minutes: number): number => NOON - minutes * MINUTE;
/** A segment of a timeline that completed so many minutes ago. */
const done = (timeline: number, number: number, minutes: number): SegmentUpload => ({
  timeline,
  number,
  at: ago(minutes),
  beginSeen: true,
  host: PRIMARY,
  state: 'complete',
});
const tried = (timeline: number, minutes: number): VainTry => ({
  timeline,
  number: 1,
  host: PRIMARY,
  firstAt: ago(minutes),
  lastAt: ago(minutes),
  failed: 1,
});
/** The end of a timeline by Patroni: within the segment of that number. */
const end = (timeline: number, number: number, minutes?: number): PatroniSwitch => ({
  timeline,
  lsn: BigInt(number) * BigInt(DEFAULT_WAL_SEGMENT_SIZE) + 4711n,
  at: minutes === undefined ? undefined : ago(minutes),
});

interface Case {
  readonly tries?: readonly VainTry[];
  readonly edge?: number;
  readonly isWhole?: boolean;
  readonly patroni?: readonly PatroniSwitch[];
  readonly uploads?: readonly EndedUpload[];
}

const switches = (
  uploaded: readonly SegmentUpload[],
  { tries = [], edge = ago(60), isWhole = true, patroni, uploads = [] }: Case = {},
) =>
  switchesAmong(
    healthySnapshot({
      log: { uploads },
      ...(patroni === undefined
        ? {}
        : { patroni: measured({ members: [], switches: patroni }, NOON) }),
    }),
    uploaded,
    tries,
    edge,
    isWhole,
  );
const history = (timeline: number, over: Partial<EndedUpload> = {}): EndedUpload =>
  completed(MINUTE, { file: `0000000${timeline}.history`, ...over });

describe('the end of a timeline by the log', () => {
  it('is the lowest segment of the next one, since the first of its segments completed', () => {
    const uploaded = [done(6, 12, 5), done(6, 11, 4), done(5, 11, 9), done(5, 10, 10)];

    expect(switches(uploaded)).toEqual([
      { from: 5, to: 6, segment: 11, at: ago(5), saidBy: 'log' },
    ]);
  });

  it('is there of each timeline but the newest, whatever their order', () => {
    const uploaded = [done(7, 3, 5), done(5, 1, 20), done(6, 2, 10), done(10, 4, 1)];

    expect(switches(uploaded).map(({ from, to }) => [from, to])).toEqual([
      [5, 6],
      [6, 7],
      [7, 10],
    ]);
  });

  it('is none where there is only one', () => {
    expect(switches([done(5, 1, 10), done(5, 2, 9)])).toEqual([]);
    expect(switches([])).toEqual([]);
  });

  it('is none where the older one was only seen when the newer had begun', () => {
    expect(switches([done(6, 2, 10), done(5, 1, 9)])).toEqual([]);
    expect(switches([done(6, 2, 10), done(5, 1, 10)])).toEqual([]);
    expect(switches([done(6, 2, 10), done(5, 3, 9), done(5, 1, 11)])).toHaveLength(1);
    const older = [done(4, 1, 30), done(6, 2, 10), done(5, 1, 9)];
    expect(switches(older).map(({ from }) => from)).toEqual([4]);
  });

  it('is where a timeline begins of which all failed, and not where the one behind it does', () => {
    const uploaded = [done(5, 1, 10), done(7, 9, 2)];
    const failed = { ...tried(6, 5), number: 2 };

    expect(switches(uploaded, { tries: [failed] })).toEqual([
      { from: 5, to: 6, segment: 2, at: ago(5), saidBy: 'log' },
      { from: 6, to: 7, segment: 9, at: ago(2), saidBy: 'log' },
    ]);
  });

  it('may skip a timeline only where all of the log was read', () => {
    const uploaded = [done(5, 1, 10), done(7, 2, 5)];

    expect(switches(uploaded)).toMatchObject([{ from: 5, to: 7 }]);
    expect(switches(uploaded, { isWhole: false })).toEqual([]);
    expect(switches([done(5, 1, 10), done(6, 2, 5)], { isWhole: false })).toHaveLength(1);
  });
});

describe('an end at the edge of the window', () => {
  const uploaded = [done(5, 1, 10), done(6, 2, 5)];
  const edge = ago(5);

  it('is not sure: the newer timeline may have begun before it', () => {
    expect(switches(uploaded, { edge })).toEqual([]);
    expect(switches(uploaded, { edge: edge - 1 })).toHaveLength(1);
  });

  it('is sure where the file that begins the newer timeline was uploaded', () => {
    expect(switches(uploaded, { edge, uploads: [history(6)] })).toHaveLength(1);
    expect(switches(uploaded, { edge, uploads: [history(5)] })).toEqual([]);
  });

  it('is sure where the older one was tried in vain before it', () => {
    expect(switches(uploaded, { edge, tries: [tried(5, 6)] })).toHaveLength(1);
    expect(switches(uploaded, { edge, tries: [tried(5, 5)] })).toEqual([]);
    expect(switches(uploaded, { edge, tries: [tried(4, 6)] })).toEqual([]);
  });

  it('is there of a timeline of which nothing but a try was seen', () => {
    expect(switches([done(6, 2, 5)], { tries: [tried(5, 6)] })).toEqual([
      { from: 5, to: 6, segment: 2, at: ago(5), saidBy: 'log' },
    ]);
  });
});

describe('the end of a timeline by Patroni', () => {
  const uploaded = [done(5, 10, 10), done(6, 12, 5)];

  it('is the segment that holds it, when Patroni says, though the log saw the next one begin later', () => {
    expect(switches(uploaded, { patroni: [end(5, 11, 6)] })).toEqual([
      { from: 5, to: 6, segment: 11, at: ago(6), saidBy: 'patroni' },
    ]);
  });

  it('was when the log saw the next one begin where Patroni does not say when', () => {
    expect(switches(uploaded, { patroni: [end(5, 11)] })).toMatchObject([{ at: ago(5) }]);
    expect(switches([done(5, 10, 10)], { patroni: [end(5, 11)] })).toEqual([]);
  });

  it('is known though nothing of the next one has come', () => {
    expect(switches([done(5, 10, 10)], { patroni: [end(5, 11, 6)] })).toMatchObject([
      { from: 5, to: 6, segment: 11 },
    ]);
  });

  it('leads to the next timeline that is known of: by its own list or by the log', () => {
    const only = [done(5, 10, 10)];
    const toOf = (seen: readonly SegmentUpload[], ...patroni: readonly PatroniSwitch[]) =>
      switches(seen, { patroni }).find(({ from }) => from === 5)?.to;

    expect(toOf(only, end(3, 1, 60), end(5, 11, 6))).toBe(6);
    expect(toOf(only, end(5, 11, 6), end(9, 13, 3), end(8, 12, 4))).toBe(8);
    expect(toOf([...only, done(7, 14, 2)], end(5, 11, 6))).toBe(7);
    expect(toOf([...only, done(7, 14, 2)], end(5, 11, 6), end(6, 12, 4))).toBe(6);
    expect(toOf([...only, done(7, 14, 2)], end(5, 11, 6), end(8, 15, 1))).toBe(7);
  });

  it('is left to the log of a timeline that Patroni does not list', () => {
    expect(switches(uploaded, { patroni: [end(3, 1, 60)] })).toMatchObject([
      { from: 5, to: 6, segment: 12, saidBy: 'log' },
    ]);
  });
});

describe('the file that begins a timeline', () => {
  const isDone = (...uploads: readonly EndedUpload[]): boolean =>
    historyCompleted(healthySnapshot({ log: { uploads } }), 6);

  it('is what was completed under its name', () => {
    expect(isDone(completed(MINUTE), history(6))).toBe(true);
  });

  it('is neither one that was skipped, nor of another timeline, nor a segment of it', () => {
    expect(isDone(history(6, { state: 'skipped' }))).toBe(false);
    expect(isDone(history(7))).toBe(false);
    expect(isDone(completed(MINUTE, { file: segment(1, 6) }))).toBe(false);
    expect(isDone(completed(MINUTE, { file: 'backup_label' }))).toBe(false);
    expect(isDone()).toBe(false);
  });

  it('is not known without a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(historyCompleted(healthySnapshot({ uploadLog }), 6)).toBe(false);
  });
});
