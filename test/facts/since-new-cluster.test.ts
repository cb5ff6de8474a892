import { describe, expect, it } from '@jest/globals';
import { newClusterOf, sinceNewCluster } from '../../src/facts/since-new-cluster.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { knownBackups } from '../../src/facts/known-backups.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import type { EndedUpload } from '../../src/domain/upload.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import {
  completed,
  END_OF_LAST,
  failed,
  failure,
  healthySnapshot,
  LAST,
  metric,
  NOON,
  open,
  PRIMARY,
  segment,
} from '../support/snapshot.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';

/** The last of the old cluster on timeline 5, 40 min ago; the first of the new one 30 min ago. */
const OLD_LAST = LAST - 30;
const noBegin = { beganAt: undefined, archiver: 'wal-g' } as const;
const push = (number: number, timeline: number, over: Partial<EndedUpload> = {}): EndedUpload =>
  completed((timeline === 5 ? OLD_LAST - number + 40 : LAST - number + 1) * MINUTE, {
    file: segment(number, timeline),
    ...noBegin,
    ...over,
  });
const run = (from: number, to: number, timeline: number): EndedUpload[] =>
  Array.from({ length: to - from + 1 }, (_, index) => push(from + index, timeline));
const OLD = run(OLD_LAST - 20, OLD_LAST, 5);
const NEW = run(OLD_LAST + 1, LAST, 1);
const FROM = NOON - 3 * HOUR;

function snapshotOf(
  uploads: readonly EndedUpload[],
  log: NonNullable<Parameters<typeof healthySnapshot>[0]>['log'] = {},
) {
  return healthySnapshot({
    log: { from: FROM, uploads, ended: { from: FROM, uploads }, ...log },
  });
}
const newClusterIn = (uploads: readonly EndedUpload[]) => {
  const { uploadLog } = sinceNewCluster(snapshotOf(uploads));
  if (uploadLog.kind === 'unavailable') throw new Error('not measured');
  return uploadLog.value.newCluster;
};

describe('a host that goes on at timeline 1, behind all that it pushed of others', () => {
  it('was upgraded, and what it archives is judged by itself', () => {
    const { verdict, evidence, overview } = reportStatus(snapshotOf([...OLD, ...NEW]), 0);

    expect(verdict.code).toBe('healthy');
    expect(overview.walSequence).toMatchObject({
      since: NOON - 30 * MINUTE,
      segments: NEW.length,
      missing: 0,
      missingHistory: undefined,
    });
    expect(evidence).toContainEqual(
      expect.objectContaining({
        text: 'ignored: what was archived until timeline 1 followed timeline 5 (30 min ago): PostgreSQL was upgraded or set up anew. Base backups from before do not go with the WAL since',
      }),
    );
  });

  it.each([1, 5, 20])('has a hole where segment %d of the new cluster is missing', (nth) => {
    const { verdict } = reportStatus(
      snapshotOf([...OLD, ...NEW.filter((_, index) => index !== nth)]),
      0,
    );

    expect(verdict).toMatchObject({ code: 'wal-gap', severity: 'warning' });
    expect(verdict.headline).toContain(segment(OLD_LAST + 1 + nth, 1));
  });

  it('leaves nothing behind of what the old cluster tried, lost or backed up', () => {
    const lost = OLD.filter((_, index) => index !== 7);
    const old = { file: segment(OLD_LAST, 5) };
    const uploads = [...lost, ...NEW];
    const completeBackup = (minutes: number) => ({
      archiver: 'wal-g' as const,
      host: undefined,
      beganAt: undefined,
      endedAt: NOON - minutes * MINUTE,
      start: undefined,
      stop: undefined,
    });
    const snapshot = snapshotOf(uploads, {
      uploads: [
        ...uploads,
        open(45 * MINUTE, old),
        failed({ ...old, endedAt: NOON - 44 * MINUTE }),
      ],
      failures: [failure(44 * MINUTE, old)],
      ended: {
        from: FROM,
        uploads,
        tries: {
          uploads: [open(45 * MINUTE, old)],
          failures: [failure(44 * MINUTE, old)],
          wholeUntil: NOON,
          wholeSince: FROM,
        },
        earlier: {
          from: NOON - 20 * HOUR,
          segments: 400,
          counted: [],
          missing: [
            { timeline: 5, first: 3, last: 4, before: NOON - 9 * HOUR, after: NOON - 8 * HOUR },
          ],
        },
      },
      completeBackups: [completeBackup(50), completeBackup(10)],
    });

    expect(reportStatus(snapshot, 0).verdict.code).toBe('healthy');
    expect(knownBackups(sinceNewCluster(snapshot)).map(({ endedAt }) => endedAt)).toEqual([
      NOON - 10 * MINUTE,
    ]);
  });

  it('is told from when on, and of which timeline it was', () => {
    expect(newClusterIn([...NEW, ...OLD])).toEqual({ at: NOON - 30 * MINUTE, from: 5 });
  });
});

/** The same host at another place of another sequence, for some minutes. */
const moved = (timeline: number, minutes: number) => {
  const uploads = [
    ...run(OLD_LAST - 20, LAST - minutes, 1).map((one, index) => ({
      ...one,
      file: segment(0x80 + index, 5),
    })),
    ...run(LAST - minutes + 1, LAST, 1).map((one) => ({
      ...one,
      file: one.file.replace(/^0{7}1/u, `0000000${timeline}`),
    })),
  ];
  const position = (ago: number): number =>
    END_OF_LAST + 100 - (ago / MINUTE) * DEFAULT_WAL_SEGMENT_SIZE;
  const walPosition = metric({
    [PRIMARY]: (ago) =>
      position(ago) + (ago > minutes * MINUTE ? 100 * DEFAULT_WAL_SEGMENT_SIZE : 0),
  });
  return healthySnapshot({
    metrics: { walPosition },
    log: { from: FROM, uploads, ended: { from: FROM, uploads } },
  });
};

describe('a position that went back', () => {
  it.each([
    ['timeline 1, as after initdb', 1, 10],
    ['timeline 1, as after initdb', 1, 2],
    ['the next timeline, as after a restore', 6, 10],
    ['the next timeline, as after a restore', 6, 2],
  ])('is that of a cluster that goes on at %s (timeline %d) for %d min', (_, timeline, minutes) => {
    expect(reportStatus(moved(timeline, minutes), 0).verdict.code).toBe('healthy');
  });

  it('is that of another server where the host goes on at the same timeline', () => {
    const { verdict } = reportStatus(moved(5, 10), 0);

    expect(verdict.code).toBe('cannot-tell');
    expect(verdict.headline).toContain('went back');
  });
});

describe('timeline 1 beside others', () => {
  it.each([
    [
      'is of a former primary that pushes what it had left',
      [
        ...run(LAST - 20, LAST - 1, 5).map((one) => ({ ...one, endedAt: one.endedAt - HOUR })),
        push(OLD_LAST, 1),
      ],
    ],
    ['is of another host', [...OLD, ...NEW.map((one) => ({ ...one, host: 'patroni-02' }))]],
    ['takes turns with them', [...OLD, ...NEW, push(OLD_LAST + 1, 5, { endedAt: NOON })]],
    ['was before them', [...run(1, 9, 1).map((one) => ({ ...one, endedAt: FROM })), ...OLD]],
    [
      'was before them, and further on, as before a restore to an earlier point',
      [...run(LAST - 9, LAST, 1).map((one) => ({ ...one, endedAt: FROM })), ...OLD],
    ],
    ['goes on where the last of them was', [...OLD, push(OLD_LAST, 1)]],
    ['goes on in part alone', [...OLD, push(OLD_LAST - 3, 1), ...NEW]],
    [
      'ended at the very moment of the last of them',
      [...OLD, push(OLD_LAST + 1, 1, { endedAt: NOON - 40 * MINUTE })],
    ],
    ['is all that there is', NEW],
    ['is not there', OLD],
  ])('%s: no new cluster', (_case, uploads) => {
    expect(newClusterIn(uploads)).toBeUndefined();
  });
});

describe('what is left of the log since a new cluster', () => {
  const AT = NOON - 30 * MINUTE;
  const logOf = (log: Parameters<typeof snapshotOf>[1]) => {
    const { uploadLog } = sinceNewCluster(snapshotOf([...OLD, ...NEW], log));
    if (uploadLog.kind === 'unavailable') throw new Error('not measured');
    return uploadLog.value;
  };
  const before = failure(30 * MINUTE + 1);
  const since = failure(30 * MINUTE);

  it('are the failures and the base backups since its very first upload', () => {
    const backup = {
      archiver: 'wal-g' as const,
      host: undefined,
      beganAt: undefined,
      endedAt: AT,
      start: undefined,
      stop: undefined,
    };
    const log = logOf({
      failures: [before, since],
      completeBackups: [{ ...backup, endedAt: AT - 1 }, backup],
    });

    expect(log).toMatchObject({ from: AT, failures: [since], completeBackups: [backup] });
    expect(logOf({}).completeBackups).toBeUndefined();
  });

  it('are the uploads since then, and the tries in vain', () => {
    const tries = {
      uploads: [open(31 * MINUTE), open(5 * MINUTE)],
      failures: [before, since],
      wholeUntil: NOON,
      wholeSince: FROM,
    };
    const { ended } = logOf({ ended: { from: FROM, uploads: [...OLD, ...NEW], tries } });

    expect(ended).toMatchObject({
      value: {
        from: AT,
        uploads: NEW,
        tries: { ...tries, uploads: [open(5 * MINUTE)], failures: [since] },
      },
    });
    expect(logOf({}).ended).toMatchObject({ value: { tries: undefined } });
  });

  it('begins no earlier than it did', () => {
    const from = NOON - 10 * MINUTE;
    const log = logOf({ from, ended: { from, uploads: [...OLD, ...NEW] } });

    expect(log).toMatchObject({ from, ended: { value: { from } } });
  });

  it('is whatever is known where the ends are not', () => {
    const ended = unavailable('timeout', 'no answer in time');

    expect(logOf({ uploads: [...OLD, ...NEW], ended }).ended).toEqual(ended);
  });

  it('is nothing where there is no log', () => {
    const snapshot = healthySnapshot({ uploadLog: unavailable('timeout', 'no answer in time') });

    expect(sinceNewCluster(snapshot)).toBe(snapshot);
    expect(newClusterOf(snapshot)).toBeUndefined();
  });
});

describe('a new cluster that begins below the old one', () => {
  const SIZE = DEFAULT_WAL_SEGMENT_SIZE;
  /** By its number in the sequence. */
  const HIGHEST = 0x10 * 256 + 0xf0;
  const found = (position: number | undefined, more: readonly EndedUpload[] = []) => {
    const older = [
      ...run(OLD_LAST - 3, OLD_LAST - 1, 6).map((one, index) => ({
        ...one,
        file: segment(0xe0 + index, 6),
        endedAt: NOON - (50 - index) * MINUTE,
      })),
      push(OLD_LAST, 5, { file: segment(0xf0, 7), endedAt: NOON - 41 * MINUTE }),
      push(OLD_LAST, 5, { file: segment(0xd0, 5), endedAt: NOON - 60 * MINUTE }),
    ];
    const walPosition =
      position === undefined
        ? unavailable('no-data', 'no series')
        : metric({ [PRIMARY]: position });
    return newClusterOf(
      sinceNewCluster(
        healthySnapshot({
          metrics: { walPosition },
          log: { from: FROM, uploads: [...older, ...NEW, ...more] },
        }),
      ),
    );
  };

  it('is told by a position that is behind all that the old one archived', () => {
    expect(found(END_OF_LAST)).toEqual({ at: NOON - 30 * MINUTE, from: 7 });
    expect(found(HIGHEST * SIZE - 1)).toBeDefined();
    expect(found(HIGHEST * SIZE)).toBeUndefined();
    expect(found(undefined)).toBeUndefined();
  });

  it('has written all that it archived', () => {
    const ahead = push(LAST, 1, { file: segment(LAST + 1, 1), endedAt: NOON - 10 * SECOND });

    expect(found(END_OF_LAST, [ahead])).toBeDefined();
    expect(found(END_OF_LAST - 1, [ahead])).toBeUndefined();
  });
});
