import { describe, expect, it } from '@jest/globals';
import type { Continuity } from '../../src/facts/continuity.ts';
import { factsOf } from '../../src/facts/facts.ts';
import { restorable as restorableBy } from '../../src/facts/restorable.ts';
import { HOUR, MINUTE, SECOND, type DurationMs } from '../../src/domain/time.ts';
import type { Restorable } from '../../src/domain/report.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import {
  completed,
  healthySnapshot,
  jobMetric,
  metric,
  NOON,
  open,
  PRIMARY,
  segment,
  type LogParts,
} from '../support/snapshot.ts';

const NEWEST = 60;
/** A segment is full when its minute begins; it takes the archiver so long to store it. */
const UPLOAD: DurationMs = 20 * SECOND;
const FIRST_BYTE = 0x10 * 256 * DEFAULT_WAL_SEGMENT_SIZE;

interface Backup {
  readonly began?: DurationMs;
  readonly ended: DurationMs;
}

interface Situation {
  readonly backups: readonly Backup[];
  readonly missing?: readonly number[];
  readonly position?: Snapshot['metrics']['walPosition'];
  readonly log?: Partial<LogParts>;
}

/** Where the primary writes, so long before noon: a segment a minute, of which number 60 was full at noon less 20 s. */
const writing = (ago: DurationMs): number =>
  FIRST_BYTE + (NEWEST + 1 - (ago - UPLOAD) / MINUTE) * DEFAULT_WAL_SEGMENT_SIZE;

/** A segment a minute for an hour, and base backups by their metrics. */
function restorableIn({ backups, missing = [], position, log }: Situation): Restorable | undefined {
  const uploads = Array.from({ length: NEWEST + 1 }, (_, number) => number)
    .filter((number) => !missing.includes(number))
    .map((number) =>
      completed((NEWEST - number) * MINUTE, { file: segment(number, 5), pid: number }),
    );
  const valueOf = (moment: (backup: Backup) => DurationMs | undefined) => (pointAgo: DurationMs) =>
    backups
      .flatMap((backup) => {
        const ago = moment(backup);
        return ago !== undefined && ago >= pointAgo ? [(NOON - ago) / SECOND] : [];
      })
      .at(-1);
  const snapshot = healthySnapshot({
    log: { uploads, ended: { from: NOON - 61 * MINUTE, uploads }, ...log },
    metrics: {
      walPosition: position ?? metric({ [PRIMARY]: writing }),
      baseBackupSuccess: jobMetric({ patroni: valueOf(({ ended }) => ended) }),
      baseBackupStart: jobMetric({ patroni: valueOf(({ began }) => began) }),
    },
  });
  return factsOf(snapshot).restorable;
}

/** How long before noon. */
const ago = (at: number | undefined): number | undefined => at && NOON - at;

const stretch = (restorable: Restorable | undefined) =>
  restorable === undefined || restorable.kind === 'nothing' || restorable.kind === 'backup-alone'
    ? restorable
    : {
        kind: restorable.kind,
        from: ago(restorable.from),
        atLeast: ago(restorable.until.atLeast),
        atMost: ago(restorable.until.atMost),
        notSeenBefore: ago(restorable.notSeenBefore),
      };

describe('the cluster can be restored', () => {
  it('from the end of the base backup to when the newest archived segment was full, not stored', () => {
    const restorable = restorableIn({ backups: [{ began: 40 * MINUTE, ended: 30 * MINUTE }] });

    expect(stretch(restorable)).toEqual({
      kind: 'whole',
      from: 30 * MINUTE,
      // The step at 30 s before noon shows the last sample that lies within it: it is from after the one before.
      atLeast: MINUTE,
      atMost: 0,
      notSeenBefore: undefined,
    });
  });

  it('to the very sample, where the samples were asked for', () => {
    const series = [{ at: NOON - 25 * SECOND, value: writing(25 * SECOND) }];
    const position = {
      ...metric({}),
      value: [{ host: PRIMARY, points: series, scrapes: series }],
    } as Snapshot['metrics']['walPosition'];
    const restorable = restorableIn({
      backups: [{ began: 40 * MINUTE, ended: 30 * MINUTE }],
      position,
    });

    expect(stretch(restorable)).toMatchObject({ atLeast: 25 * SECOND });
  });

  it('from the oldest base backup behind which nothing is missing', () => {
    const restorable = restorableIn({
      backups: [
        { began: 50 * MINUTE, ended: 45 * MINUTE },
        { began: 25 * MINUTE, ended: 20 * MINUTE },
      ],
    });

    expect(stretch(restorable)).toMatchObject({ kind: 'whole', from: 45 * MINUTE });
  });

  it('up to the first hole behind it', () => {
    const restorable = restorableIn({
      backups: [{ began: 40 * MINUTE, ended: 30 * MINUTE }],
      missing: [40, 41],
    });

    expect(stretch(restorable)).toMatchObject({
      kind: 'cut',
      atLeast: 22 * MINUTE,
      atMost: 21 * MINUTE,
    });
  });

  it('up to a hole in a log file without host names', () => {
    const uploads = Array.from({ length: NEWEST + 1 }, (_, number) => number)
      .filter((number) => number !== 40)
      .map((number) =>
        completed((NEWEST - number) * MINUTE, {
          file: segment(number, 5),
          pid: number,
          host: undefined,
        }),
      );
    const restorable = restorableIn({
      backups: [{ began: 40 * MINUTE, ended: 30 * MINUTE }],
      log: { source: 'log files', uploads, ended: { from: NOON - 61 * MINUTE, uploads } },
    });

    expect(stretch(restorable)).toMatchObject({ kind: 'cut', atLeast: 22 * MINUTE });
  });

  it('whatever is missing before it began', () => {
    const restorable = restorableIn({
      backups: [{ began: 15 * MINUTE, ended: 10 * MINUTE }],
      missing: [40, 41],
    });

    expect(stretch(restorable)).toMatchObject({ kind: 'whole', from: 10 * MINUTE });
  });

  it('not by a base backup that has a hole between its begin and its end', () => {
    const restorable = restorableIn({
      backups: [{ began: 40 * MINUTE, ended: 10 * MINUTE }],
      missing: [40, 41],
    });

    expect(restorable).toEqual({
      kind: 'nothing',
      newest: { endedAt: NOON - 10 * MINUTE, lack: 'needs-missing-segments' },
    });
  });

  it('perhaps by one behind a hole whose begin nobody knows: unknown', () => {
    const restorable = restorableIn({ backups: [{ ended: 10 * MINUTE }], missing: [40, 41] });

    expect(restorable).toMatchObject({ kind: 'nothing', newest: { lack: 'start-unknown' } });
  });

  it('up to a segment that is still being uploaded while later ones are there', () => {
    const late = open(2 * MINUTE, { file: segment(58, 5), pid: 900 });
    const restorable = restorableIn({
      backups: [{ began: 40 * MINUTE, ended: 30 * MINUTE }],
      missing: [58],
      log: {
        uploads: [
          completed(MINUTE, { file: segment(59, 5), pid: 900 }),
          late,
          completed(0, { file: segment(60, 5), pid: 900 }),
        ],
      },
    });

    expect(stretch(restorable)).toMatchObject({ kind: 'whole', atMost: 3 * MINUTE });
  });

  it('not by the newest base backup while what was written until its end is not archived', () => {
    const restorable = restorableIn({
      backups: [
        { began: 50 * MINUTE, ended: 45 * MINUTE },
        { began: 10 * MINUTE, ended: 10 * SECOND },
      ],
    });

    expect(restorable).toMatchObject({
      kind: 'whole',
      from: NOON - 45 * MINUTE,
      newest: { endedAt: NOON - 10 * SECOND, lack: 'not-archived-yet' },
    });
  });

  it('at best up to when the last segment was stored, where no position tells when it was full', () => {
    const gone = { kind: 'unavailable', reason: 'no-data', detail: 'no series' } as const;
    const restorable = restorableIn({
      backups: [{ began: 40 * MINUTE, ended: 30 * MINUTE }],
      position: gone,
    });

    expect(stretch(restorable)).toMatchObject({ atLeast: undefined, atMost: 0 });
  });

  it('never by what a replica says of its own position', () => {
    const restorable = restorableIn({
      backups: [{ began: 40 * MINUTE, ended: 30 * MINUTE }],
      position: metric({
        [PRIMARY]: (pointAgo) => (pointAgo < 0 ? 0 : undefined),
        'patroni-02': 0,
      }),
    });

    expect(stretch(restorable)).toMatchObject({ atLeast: undefined });
  });

  it('and says from when on the log shows it', () => {
    const restorable = restorableIn({ backups: [{ began: 4 * HOUR, ended: 3 * HOUR }] });

    expect(stretch(restorable)).toMatchObject({ from: 3 * HOUR, notSeenBefore: HOUR });
  });

  it('by nothing that is known without a base backup', () => {
    expect(restorableIn({ backups: [] })).toBeUndefined();
  });
});

describe('a base backup that the archiver itself tells of', () => {
  const told = (start: number | undefined, stop: number | undefined, endedAgo: DurationMs) =>
    ({
      archiver: 'pgbackrest',
      host: undefined,
      beganAt: undefined,
      endedAt: NOON - endedAgo,
      start: start === undefined ? undefined : segment(start, 5),
      stop: stop === undefined ? undefined : segment(stop, 5),
    }) as const;

  it('counts when its last segment is archived, by name', () => {
    const restorable = restorableIn({
      backups: [],
      log: { completeBackups: [told(20, 30, 30 * MINUTE)] },
    });

    expect(stretch(restorable)).toMatchObject({ kind: 'whole', from: 30 * MINUTE });
  });

  it('does not count while its last segment is the one that is being written', () => {
    const restorable = restorableIn({
      backups: [],
      log: { completeBackups: [told(58, NEWEST + 1, MINUTE)] },
    });

    expect(restorable).toMatchObject({ kind: 'nothing', newest: { lack: 'not-archived-yet' } });
  });

  it('counts by itself where its last segment is the newest in the archive', () => {
    const restorable = restorableIn({
      backups: [],
      log: { completeBackups: [told(58, NEWEST, 5 * SECOND)] },
    });

    expect(restorable).toEqual({
      kind: 'backup-alone',
      endedAt: NOON - 5 * SECOND,
      notSeenBefore: undefined,
      newest: undefined,
    });
  });

  it('is of no use with a hole between its first segment and its last', () => {
    const restorable = restorableIn({
      backups: [],
      missing: [40, 41],
      log: { completeBackups: [told(39, 45, 10 * MINUTE)] },
    });

    expect(restorable).toMatchObject({ newest: { lack: 'needs-missing-segments' } });
  });

  it('does not mind a hole right before its first segment', () => {
    const restorable = restorableIn({
      backups: [],
      missing: [40, 41],
      log: { completeBackups: [told(42, undefined, 10 * MINUTE)] },
    });

    expect(stretch(restorable)).toMatchObject({ kind: 'whole', from: 10 * MINUTE });
  });
});

describe('by a sequence that is known', () => {
  type Known = Extract<Continuity, { kind: 'known' }>;
  type KnownHole = Known['holes'][number];
  const at = (minutes: number) => NOON - minutes * MINUTE;
  const place = (number: number) => 0x1000 + number;
  const stored = (number: number, ago: number, over: object = {}) =>
    ({
      file: segment(number),
      host: PRIMARY,
      timeline: 5,
      number: place(number),
      at: at(ago),
      state: 'complete',
      beginSeen: true,
      ...over,
    }) as Known['uploads'][number];
  const missing = (number: number, ago: number, over: Partial<KnownHole> = {}) =>
    ({
      timeline: 5,
      first: place(number),
      last: place(number),
      before: at(ago + 1),
      after: at(ago),
      followedAt: at(ago),
      host: PRIMARY,
      state: 'lost',
      ...over,
    }) as KnownHole;
  const told = (
    start: string | undefined,
    stop: string | undefined,
    ago: number,
    began?: number,
  ) => ({
    archiver: 'pgbackrest' as const,
    host: undefined,
    beganAt: began === undefined ? undefined : at(began),
    endedAt: at(ago),
    start,
    stop,
  });
  const gone = { kind: 'unavailable', reason: 'no-data', detail: 'no series' } as const;
  const uploads = Array.from({ length: 61 }, (_, number) => stored(number, 60 - number));
  const by = (
    backups: readonly ReturnType<typeof told>[],
    known: Partial<Known> = {},
    position: Snapshot['metrics']['walPosition'] = gone,
  ) => {
    const snapshot = healthySnapshot({
      log: { completeBackups: backups },
      metrics: { walPosition: position },
    });
    const continuity = {
      kind: 'known',
      since: at(60),
      timeline: 5,
      uploads,
      holes: [],
      atEdge: 0,
      ...known,
    } as unknown as Continuity;
    return restorableBy(snapshot, continuity);
  };

  it('and by none that is not: nothing is known then', () => {
    const backups = [told(segment(20), segment(21), 39)];
    const snapshot = healthySnapshot({ log: { completeBackups: backups } });

    expect(restorableBy(snapshot, { kind: 'unknown', reason: 'no log' })).toBeUndefined();
  });

  it('up to the lowest hole behind it, in whatever order these are told', () => {
    const holes = [missing(50, 9), missing(40, 19), missing(1, 5, { timeline: 6 })];
    const until = by([told(segment(20), segment(21), 39)], { holes });

    expect(stretch(until)).toMatchObject({ kind: 'cut', atMost: 20 * MINUTE });
    expect(by([told(segment(20), segment(21), 39)], { holes: [...holes].reverse() })).toEqual(
      until,
    );
  });

  it('not by one whose end lies on the timeline behind a hole of its own', () => {
    const holes = [missing(40, 19)];

    expect(by([told(segment(20), segment(40), 15)], { holes })).toMatchObject({
      newest: { lack: 'needs-missing-segments' },
    });
    expect(by([told(segment(20), segment(39), 15)], { holes })).toMatchObject({ kind: 'cut' });
    expect(by([told(segment(20), segment(10, 6), 15)], { holes })).toMatchObject({
      kind: 'nothing',
    });
    expect(by([told(segment(20, 4), segment(70, 4), 15)], { holes })).toMatchObject({
      kind: 'cut',
    });
  });

  it('not by one of which it is not known whether it began before a hole that was passed when it ended', () => {
    const lack = (passedAgo: number, ended: number) =>
      by([told(undefined, segment(50), ended)], { holes: [missing(40, passedAgo)] });

    expect(lack(19, 19)).toMatchObject({ newest: { lack: 'start-unknown' } });
    expect(lack(19, 20)).toMatchObject({ newest: { lack: 'needs-missing-segments' } });
  });

  it('by the newest timeline alone, and by what was completed of it', () => {
    const more = [...uploads, stored(70, 1, { state: 'skipped' }), stored(80, 1, { timeline: 4 })];
    const backup = [told(segment(20), segment(21), 39)];

    expect(by(backup, { uploads: more })).toEqual(by(backup));
    expect(by(backup, { uploads: [stored(70, 1, { timeline: 4 })] })).toBeUndefined();
    expect(by([told(segment(20), segment(70), 5)], { uploads: more })).toMatchObject({
      newest: { lack: 'not-archived-yet' },
    });
  });

  it('up to when the newest segment was completed the first time', () => {
    const again = [...uploads.slice(0, -1), stored(60, 1), stored(60, 3), stored(59, 8)];
    expect(stretch(by([told(segment(20), segment(21), 39)], { uploads: again }))).toMatchObject({
      atMost: 3 * MINUTE,
    });
  });

  describe('which shows all since', () => {
    const notSeen = (backup: ReturnType<typeof told>, known: Partial<Known> = {}) => {
      const found = by([backup], known);
      return found !== undefined && 'notSeenBefore' in found ? ago(found.notSeenBefore) : 'nothing';
    };

    it('the base backup began', () => {
      expect(notSeen(told(undefined, segment(21), 39, 60))).toBeUndefined();
      expect(notSeen(told(undefined, segment(21), 39, 61))).toBe(HOUR);
    });

    it('an upload that was under way at the beginning may have ended, where that says nothing', () => {
      const { uploadStuckAfter } = healthySnapshot().cluster.thresholds;
      const edge = { atEdge: 3 };

      expect(notSeen(told(undefined, segment(21), 30, 50), edge)).toBeUndefined();
      expect(notSeen(told(undefined, segment(21), 30, 59), edge)).toBe(HOUR - uploadStuckAfter);
    });

    it('its first segment, or one before it, was completed', () => {
      const first = stored(20, 40);
      const shown = (over: object, atStart = 20) =>
        notSeen(told(segment(atStart), segment(21), 35), {
          uploads: [stored(60, 0), { ...first, ...over }],
        });

      expect(shown({})).toBeUndefined();
      expect(shown({ number: place(19) })).toBeUndefined();
      expect(shown({ number: place(21) })).toBe(HOUR);
      expect(shown({ timeline: 4 })).toBe(HOUR);
      expect(shown({ state: 'skipped' })).toBe(HOUR);
      expect(shown({ at: at(60) })).toBeUndefined();
      expect(shown({ at: at(61) })).toBe(HOUR);
    });
  });

  it('from the oldest that goes as far, and whose segments the log shows', () => {
    const holes = [missing(30, 29)];
    const backups = [
      told(segment(5), segment(6), 54),
      told(segment(35), segment(36), 24),
      told(segment(45), segment(46), 14),
    ];

    expect(stretch(by(backups, { holes }))).toMatchObject({ kind: 'whole', from: 24 * MINUTE });
    const since = at(20);
    expect(stretch(by(backups, { holes, since }))).toMatchObject({ from: 14 * MINUTE });
  });
});
