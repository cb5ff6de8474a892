import { describe, expect, it } from '@jest/globals';
import { stuckAfter } from '../../src/facts/stuck-after.ts';
import { archiverNotRunning } from '../../src/rules/archiver-not-running.ts';
import { uploadStuck } from '../../src/rules/upload-stuck.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { HOUR, MINUTE, SECOND, type DurationMs } from '../../src/domain/time.ts';
import type { EndedUpload, Upload } from '../../src/domain/upload.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';
import { codeOf } from '../support/verdict.ts';

/** One upload after the other, oldest first: how long each took, the last of them ended so long ago. */
function oneAfterTheOther(
  durations: readonly DurationMs[],
  ago: DurationMs,
  over: (beganAt: number) => Partial<EndedUpload> = (beganAt) => ({ beganAt }),
): readonly EndedUpload[] {
  return durations.map((duration, index) => {
    const later = durations.slice(index + 1).reduce((sum, one) => sum + one, ago);
    const number = LAST - (durations.length - 1 - index);
    return completed(later, {
      file: segment(number),
      pid: 100 + index,
      ...over(NOON - later - duration),
    });
  });
}

const snapshotOf = (uploads: readonly Upload[], ago: DurationMs, waiting = 1) =>
  healthySnapshot({
    log: { uploads },
    metrics: {
      lastArchive: metric({ [PRIMARY]: moment(ago) }),
      pendingWal: metric({ [PRIMARY]: waiting }),
      walPosition: metric({
        [PRIMARY]: () => END_OF_LAST + waiting * DEFAULT_WAL_SEGMENT_SIZE,
      }),
    },
  });

const six = [6, 6, 6, 6, 6].map((minutes) => minutes * MINUTE);

describe('after how long an upload is stuck', () => {
  it.each([
    { took: [6, 6, 6, 6, 6], minutes: 12 },
    { took: [6, 6, 6], minutes: 12 },
    { took: [6, 6], minutes: 5 },
    { took: [1, 1, 1, 1, 1], minutes: 5 },
    { took: [1, 1, 14, 1, 1], minutes: 5 },
    { took: [14, 14, 14, 14, 14, 1, 1, 1, 1, 1], minutes: 5 },
    { took: [9, 9, 9, 9, 9], minutes: 15 },
  ])('where uploads took $took minutes it is $minutes', ({ took, minutes }) => {
    const uploads = oneAfterTheOther(
      took.map((one) => one * MINUTE),
      MINUTE,
    );

    expect(stuckAfter(snapshotOf(uploads, MINUTE), PRIMARY)).toBe(minutes * MINUTE);
  });

  it.each([
    { waiting: 1, minutes: 12 },
    { waiting: 0, minutes: 5 },
  ])(
    'where no begin is logged and $waiting files waited between the ends it is $minutes',
    ({ waiting, minutes }) => {
      const uploads = oneAfterTheOther(six, MINUTE, () => ({
        archiver: 'wal-g',
        pid: undefined,
        beganAt: undefined,
      }));

      expect(stuckAfter(snapshotOf(uploads, MINUTE, waiting), PRIMARY)).toBe(minutes * MINUTE);
    },
  );

  it.each([
    { took: 6, waiting: 3, minutes: 11 },
    { took: 6, waiting: 0, minutes: 5 },
    { took: 1, waiting: 3, minutes: 5 },
  ])(
    'without the log, where PostgreSQL counted a success every $took minutes and $waiting files waited, it is $minutes',
    ({ took, waiting, minutes }) => {
      const snapshot = healthySnapshot({
        uploadLog: unavailable('unreachable', 'connection refused'),
        metrics: {
          // Scraped every half a minute: no age is seen to be older than half a minute less than an upload took.
          archiverAge: metric({ [PRIMARY]: (ago) => ((HOUR - ago) % (took * MINUTE)) / SECOND }),
          pendingWal: metric({ [PRIMARY]: waiting }),
        },
      });

      expect(stuckAfter(snapshot, PRIMARY)).toBe(minutes * MINUTE);
    },
  );

  it.each([
    { what: 'were skipped', over: { state: 'skipped' } },
    { what: 'are those of another host', over: { host: REPLICA } },
  ] as const)('is not told by uploads that $what', ({ over }) => {
    const uploads = oneAfterTheOther(six, MINUTE, (beganAt) => ({ beganAt, ...over }));

    expect(stuckAfter(snapshotOf(uploads, MINUTE, 0), PRIMARY)).toBe(5 * MINUTE);
  });

  it('is told by the newest, in whatever order the log has them', () => {
    const took = [14, 14, 14, 14, 14, 1, 1, 1, 1, 1].map((minutes) => minutes * MINUTE);
    const uploads = oneAfterTheOther(took, MINUTE).toReversed();

    expect(stuckAfter(snapshotOf(uploads, MINUTE, 0), PRIMARY)).toBe(5 * MINUTE);
  });

  describe('where no begin is logged, and uploads ended 19, 13, 7 and 1 minutes ago', () => {
    const ends = oneAfterTheOther(six.slice(1), MINUTE, () => ({
      archiver: 'wal-g',
      pid: undefined,
      beganAt: undefined,
    }));
    const by = (
      waiting: ((ago: number) => number | undefined) | undefined,
      uploads: readonly Upload[] = ends,
    ) =>
      stuckAfter(
        healthySnapshot({
          log: { uploads },
          metrics: {
            pendingWal:
              waiting === undefined
                ? unavailable('no-data', 'no series')
                : metric({ [PRIMARY]: waiting }),
          },
        }),
        PRIMARY,
      );
    const notAt = (minutes: number) => (ago: number) => (ago === minutes * MINUTE ? 0 : 1);

    it.each([
      { what: 'before the first end', waiting: (ago: number) => (ago > 19 * MINUTE ? 0 : 1) },
      { what: 'at the first end', waiting: notAt(19) },
      { what: 'after the last end', waiting: notAt(0.5) },
    ])('is twice their pauses though no file waited $what', ({ waiting }) => {
      expect(by(waiting)).toBe(12 * MINUTE);
    });

    it('is twice their pauses if the count begins with the first end, and in whatever order the log has them', () => {
      expect(by((ago) => (ago > 19 * MINUTE ? undefined : 1))).toBe(12 * MINUTE);
      expect(by(() => 1, ends.toReversed())).toBe(12 * MINUTE);
    });

    it.each([
      { what: 'files waited for a part of a pause alone', waiting: notAt(10) },
      { what: 'no file waited when the last ended', waiting: notAt(1) },
      {
        what: 'the count begins after the first end',
        waiting: (ago: number) => (ago >= 19 * MINUTE ? undefined : 1),
      },
      {
        what: 'the count ends before the last pause',
        waiting: (ago: number) => (ago < 7 * MINUTE ? undefined : 1),
      },
      { what: 'the count has no point', waiting: () => undefined },
      { what: 'there is no count', waiting: undefined },
    ])('is what is configured if $what', ({ waiting }) => {
      expect(by(waiting)).toBe(5 * MINUTE);
    });
  });

  it.each([
    {
      what: 'stands still',
      age: () => 6 * 60,
    },
    {
      what: 'is forgotten again and again, without a success',
      age: (ago: number) => (ago % (6 * MINUTE) === 0 ? -1 : 6 * 60),
    },
  ])('is what is configured if without the log the age of the last success $what', ({ age }) => {
    const snapshot = healthySnapshot({
      uploadLog: unavailable('unreachable', 'connection refused'),
      metrics: { archiverAge: metric({ [PRIMARY]: age }), pendingWal: metric({ [PRIMARY]: 3 }) },
    });

    expect(stuckAfter(snapshot, PRIMARY)).toBe(5 * MINUTE);
  });

  it('is what is configured where that is longer than a page waits', () => {
    const snapshot = snapshotOf(oneAfterTheOther(six, MINUTE), MINUTE);
    const thresholds = { ...DEFAULT_THRESHOLDS, uploadStuckAfter: 20 * MINUTE };

    expect(stuckAfter({ ...snapshot, cluster: { ...snapshot.cluster, thresholds } }, PRIMARY)).toBe(
      20 * MINUTE,
    );
  });
});

describe('an upload of a host whose uploads take six minutes', () => {
  const after = (ago: DurationMs, waiting = 1) =>
    snapshotOf(
      [...oneAfterTheOther(six, ago), open(ago, { file: segment(LAST + 1), pid: 200 })],
      ago,
      waiting,
    );

  it.each([
    { ago: 6 * MINUTE, kind: 'clear' },
    { ago: 12 * MINUTE, kind: 'problem' },
  ])('is after $ago ms: $kind', ({ ago, kind }) => {
    expect(uploadStuck(after(ago)).kind).toBe(kind);
  });

  it('leaves archiving healthy while it takes no longer than they do', () => {
    expect(codeOf(after(6 * MINUTE))).toBe('healthy');
  });

  it('proves nothing for as long as more than it waits', () => {
    expect(archiverNotRunning(after(6 * MINUTE, 2)).kind).toBe('clear');
    expect(codeOf(after(6 * MINUTE, 2))).toBe('cannot-tell');
  });

  it('is told by the verdict once it takes clearly longer', () => {
    expect(codeOf(after(12 * MINUTE, 2))).toBe('upload-stuck');
  });

  it('seems stuck by the metrics alone after the same time where no begin is logged', () => {
    const hidden = (ago: DurationMs) =>
      snapshotOf(
        oneAfterTheOther(six, ago, () => ({
          archiver: 'wal-g',
          pid: undefined,
          beganAt: undefined,
        })),
        ago,
        3,
      );

    expect(codeOf(hidden(6 * MINUTE))).toBe('cannot-tell');
    expect(codeOf(hidden(12 * MINUTE))).toBe('upload-stuck');
  });
});
