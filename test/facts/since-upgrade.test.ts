import { describe, expect, it } from '@jest/globals';
import { sinceUpgrade } from '../../src/facts/since-upgrade.ts';
import { knownBackups } from '../../src/facts/known-backups.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import type { EndedUpload } from '../../src/domain/upload.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  LAST,
  NOON,
  open,
  segment,
} from '../support/snapshot.ts';
import { MINUTE } from '../support/time.ts';

const HOUR = 60 * MINUTE;

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
const upgradeIn = (uploads: readonly EndedUpload[]) => {
  const { uploadLog } = sinceUpgrade(snapshotOf(uploads));
  if (uploadLog.kind === 'unavailable') throw new Error('not measured');
  return uploadLog.value.upgrade;
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
        text: 'ignored: what was archived before timeline 1 followed timeline 5 30 min ago, as pg_upgrade has it. Base backups from before do not go with the WAL since',
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
    expect(knownBackups(sinceUpgrade(snapshot)).map(({ endedAt }) => endedAt)).toEqual([
      NOON - 10 * MINUTE,
    ]);
  });

  it('is told from when on, and of which timeline it was', () => {
    expect(upgradeIn([...NEW, ...OLD])).toEqual({ at: NOON - 30 * MINUTE, from: 5 });
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
    ['is all that there is', NEW],
    ['is not there', OLD],
  ])('%s: no upgrade', (_, uploads) => {
    expect(upgradeIn(uploads)).toBeUndefined();
  });
});
