import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { dataAtRisk } from '../../src/facts/data-at-risk.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  metric,
  moment,
  PRIMARY,
  segment,
  type Difference,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
const GONE = unavailable('no-data', 'no series');
const NO_LOG = unavailable('timeout', 'no answer in time');

/** The position so many bytes behind the newest completed segment. */
const risk = (
  beyond: (ago: number) => number | undefined,
  { metrics, ...difference }: Difference = {},
) =>
  dataAtRisk(
    healthySnapshot({
      log: { uploads: [completed(20 * MINUTE)] },
      ...difference,
      metrics: {
        lastArchive: metric({ [PRIMARY]: moment(20 * MINUTE) }),
        walPosition: metric({
          [PRIMARY]: (ago) => {
            const bytes = beyond(ago);
            return bytes === undefined ? undefined : END_OF_LAST + bytes;
          },
        }),
        ...metrics,
      },
    }),
    PRIMARY,
  );

describe('the WAL that is lost with the disk', () => {
  it('is all behind the archive, by the position now and by that of which all lines have come', () => {
    expect(risk((ago) => (ago < 3 * MINUTE ? 900 : 500))?.bytes).toEqual({
      atLeast: 500,
      atMost: 900,
    });
    expect(risk(() => -5)?.bytes).toEqual({ atLeast: 0, atMost: 0 });
  });

  it('is at least what waits by count, though later segments are archived', () => {
    const pendingWal = metric({ [PRIMARY]: 2 });

    expect(risk(() => 500, { metrics: { pendingWal } })?.bytes).toEqual({
      atLeast: 2 * SIZE,
      atMost: 2 * SIZE,
    });
    expect(
      risk((ago) => (ago < 3 * MINUTE ? 500 : undefined), { metrics: { pendingWal } })?.bytes,
    ).toMatchObject({ atLeast: 2 * SIZE });
  });

  it('is what waits, and what is being written, where the metric knows of later uploads', () => {
    const seen = (ago: number) =>
      risk(() => 7 * SIZE + 99, { metrics: { lastArchive: metric({ [PRIMARY]: moment(ago) }) } });

    expect(seen(10 * MINUTE)?.bytes).toEqual({ atLeast: 0, atMost: 99 });
    expect(seen(19 * MINUTE)?.bytes).toEqual({ atLeast: 7 * SIZE + 99, atMost: 7 * SIZE + 99 });
    const pendingWal = metric({ [PRIMARY]: 3 });
    const lastArchive = metric({ [PRIMARY]: moment(10 * MINUTE) });
    expect(risk(() => 7 * SIZE + 99, { metrics: { lastArchive, pendingWal } })?.bytes).toEqual({
      atLeast: 3 * SIZE,
      atMost: 3 * SIZE + 99,
    });
  });

  it('is no less than the log shows where only a count of successes says so', () => {
    const archiverAge = metric({ [PRIMARY]: (ago) => 5 + ago / 1e9 });

    expect(risk(() => 7 * SIZE, { metrics: { lastArchive: GONE, archiverAge } })?.bytes).toEqual({
      atLeast: 0,
      atMost: 7 * SIZE,
    });
  });

  it('takes two times within a minute for those of one upload', () => {
    const byMetric = (ago: number) => ({ lastArchive: metric({ [PRIMARY]: moment(ago) }) });
    const atMost = (metrics: NonNullable<Difference['metrics']>) =>
      risk(() => 7 * SIZE + 99, { metrics })?.bytes.atMost;

    // The metric's time is rounded, by up to two seconds.
    expect(atMost(byMetric(19 * MINUTE - 2 * SECOND))).toBe(7 * SIZE + 99);
    expect(atMost(byMetric(19 * MINUTE - 3 * SECOND))).toBe(99);
    // What PostgreSQL counts is stored only where the metric made from the log knows of it, too.
    const archiverAge = metric({ [PRIMARY]: (ago) => 5 + ago / 1e9 });
    expect(atMost({ ...byMetric(19 * MINUTE), archiverAge })).toBe(7 * SIZE + 99);
    expect(atMost({ ...byMetric(19 * MINUTE - SECOND), archiverAge })).toBe(99);
  });

  it('is never more than what the log shows as archived, whatever waits by count', () => {
    const lastArchive = metric({ [PRIMARY]: moment(10 * MINUTE) });
    const pendingWal = metric({ [PRIMARY]: 9 });

    // Nine wait by count, though the log has the last of them: they were pushed at once.
    expect(risk(() => 7 * SIZE + 99, { metrics: { lastArchive, pendingWal } })?.bytes).toEqual({
      atLeast: 9 * SIZE,
      atMost: 9 * SIZE,
    });
    const far = metric({ [PRIMARY]: 1e6 });
    expect(
      risk(() => 99, { uploadLog: NO_LOG, metrics: { lastArchive, pendingWal: far } })?.bytes,
    ).toEqual({
      atLeast: 1e6 * SIZE,
      atMost: 1e6 * SIZE,
    });
  });

  it('is not known without a position, or anything that was archived', () => {
    expect(risk(() => undefined)).toBeUndefined();
    expect(risk(() => 1, { uploadLog: NO_LOG, metrics: { lastArchive: GONE } })).toBeUndefined();
    const wrong = { uploads: [completed(MINUTE, { file: segment(0x100) })] };
    expect(risk(() => 1, { log: wrong })).toBeUndefined();
    const lastArchive = metric({ [PRIMARY]: moment(30 * SECOND) });
    const old = { uploads: [completed(20 * MINUTE, { file: segment(0x100) })] };
    expect(risk(() => 1, { log: old, metrics: { lastArchive } })).toBeUndefined();
  });
});

describe('the age of what is lost', () => {
  it('is that of the samples between which the position passed the archive', () => {
    expect(risk((ago) => (ago < 10 * MINUTE ? 1 : 0))?.age).toEqual({
      atLeast: 9.5 * MINUTE,
      atMost: 10 * MINUTE,
    });
  });

  it('has no upper end where it was passed before the first sample', () => {
    expect(risk(() => 1)?.age).toEqual({ atLeast: 60 * MINUTE, atMost: undefined });
  });

  it('is nothing where it was not passed yet', () => {
    expect(risk(() => 0)?.age).toEqual({ atLeast: 0, atMost: 0 });
  });

  it('counts from when it was passed the last time', () => {
    expect(
      risk((ago) => (ago < 5 * MINUTE || (ago > 20 * MINUTE && ago < 30 * MINUTE) ? 1 : 0))?.age,
    ).toMatchObject({ atMost: 5 * MINUTE });
    expect(risk((ago) => (ago === 60 * MINUTE ? 0 : 1))?.age).toMatchObject({
      atMost: 60 * MINUTE,
    });
  });
});
