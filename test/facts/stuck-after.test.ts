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
