import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import type { ArchiverFailure, Upload } from '../../src/domain/upload.ts';
import {
  archivingHost,
  completedSegments,
  endedBy,
  isBy,
  lastComplete,
  lastCompleteBy,
  lastEndAt,
  lastEndBy,
  newest,
  segmentOf,
  unfinished,
  unfinishedOfAll,
  unresolvedFailures,
} from '../../src/facts/uploads.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  metric,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  UNREAD,
  uploadLog,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const NO_LOG = { uploadLog: unavailable('timeout', 'no answer in time') };
const NO_ROLES = { replica: unavailable('no-data', 'no series') };
const HISTORY = '00000006.history';
const A = segment(1);
const B = segment(2);
const C = segment(3);

describe('the host whose uploads count', () => {
  const uploads = [completed(MINUTE, { host: 'db-1' }), completed(SECOND, { host: 'db-2' })];

  it('is the primary, whoever pushed last', () => {
    expect(archivingHost(healthySnapshot({ log: { uploads } }))).toBe(PRIMARY);
    expect(archivingHost(healthySnapshot(NO_LOG))).toBe(PRIMARY);
  });

  it('is the one that pushed last while nobody says who is the primary', () => {
    expect(archivingHost(healthySnapshot({ metrics: NO_ROLES, log: { uploads } }))).toBe('db-2');
  });

  it('is one whose push has only begun, or failed, if that was last', () => {
    for (const last of [open(0, { host: 'db-3' }), failed({ host: 'db-3', endedAt: NOON })]) {
      const log = { uploads: [...uploads, last] };

      expect(archivingHost(healthySnapshot({ metrics: NO_ROLES, log }))).toBe('db-3');
    }
  });

  it('is not known where there is neither a primary nor a push', () => {
    expect(archivingHost(healthySnapshot({ metrics: NO_ROLES, ...NO_LOG }))).toBeUndefined();
    expect(
      archivingHost(healthySnapshot({ metrics: NO_ROLES, log: { uploads: [] } })),
    ).toBeUndefined();
  });
});

describe('a record is by a host', () => {
  const index = uploadLog();
  const files = uploadLog({ source: 'log files' });

  it('that it names, and by no other', () => {
    expect(isBy(PRIMARY, index)({ host: PRIMARY })).toBe(true);
    expect(isBy(PRIMARY, index)({ host: REPLICA })).toBe(false);
    expect(isBy(PRIMARY, files)({ host: REPLICA })).toBe(false);
    expect(isBy(PRIMARY, index)({ host: REPLICA, archiver: 'barman' })).toBe(false);
  });

  it('without its name where a file lies on it, or the archiver names servers', () => {
    expect(isBy(PRIMARY, files)({ host: undefined, archiver: 'wal-g' })).toBe(true);
    expect(isBy(PRIMARY, index)({ host: undefined, archiver: 'barman' })).toBe(true);
  });

  it('not without its name where each record should have one', () => {
    expect(isBy(PRIMARY, index)({ host: undefined, archiver: 'wal-g' })).toBe(false);
    expect(isBy(PRIMARY, index)({ host: undefined })).toBe(false);
  });
});

describe('the newest of several', () => {
  it('is the one with the latest time, and the first of two with the same', () => {
    const [early, late, same] = [{ at: 1 }, { at: 3 }, { at: 3 }];

    expect(newest([early, late, same], ({ at }) => at)).toBe(late);
    expect(newest([late, early], ({ at }) => at)).toBe(late);
  });

  it('is nothing of nothing', () => {
    expect(newest<{ readonly at: number }>([], ({ at }) => at)).toBeUndefined();
  });
});

describe('a completed segment', () => {
  const uploads: Upload[] = [
    completed(4 * MINUTE, { file: C }),
    completed(2 * MINUTE, { file: A }),
    completed(MINUTE, { file: B, state: 'skipped' }),
    completed(50 * SECOND, { file: HISTORY }),
    completed(40 * SECOND, { file: `${C}.partial` }),
    completed(3 * MINUTE, { file: C }),
    failed({ file: B }),
    open(SECOND, { file: B }),
  ];

  it('is what was stored of the sequence: nothing skipped, failed or open, and no other kind of file', () => {
    expect(completedSegments(uploads).map(({ file }) => file)).toEqual([C, A, C]);
    expect(segmentOf(completed(0, { file: A }))).toEqual({ timeline: 5, log: 0x10, segment: 1 });
    expect(segmentOf(completed(0, { file: HISTORY }))).toBeUndefined();
    expect(segmentOf(completed(0, { file: 'postgresql.conf' }))).toBeUndefined();
  });

  it('is the last where none completed later', () => {
    expect(lastComplete(uploads)?.file).toBe(A);
    expect(lastComplete([])).toBeUndefined();
  });

  it('is the last of its host alone', () => {
    const log = { uploads: [...uploads, completed(SECOND, { file: B, host: REPLICA })] };

    expect(lastCompleteBy(healthySnapshot({ log }), PRIMARY)?.file).toBe(A);
    expect(lastCompleteBy(healthySnapshot({ log }), REPLICA)?.file).toBe(B);
    expect(lastCompleteBy(healthySnapshot({ log }), 'db-3')).toBeUndefined();
    expect(lastCompleteBy(healthySnapshot(NO_LOG), PRIMARY)).toBeUndefined();
  });
});

describe('what a host ended', () => {
  const uploads = [
    completed(2 * MINUTE, { file: A }),
    completed(MINUTE, { file: B, state: 'skipped' }),
    failed({ file: C }),
    open(SECOND, { file: C }),
    completed(0, { file: A, host: REPLICA }),
  ];
  const log = uploadLog({ uploads, ended: UNREAD });

  it('is what it completed or skipped', () => {
    expect(endedBy(log, PRIMARY).map(({ file }) => file)).toEqual([A, B]);
  });

  it('is looked for before the newest records, too', () => {
    const ended = { from: NOON - 60 * MINUTE, uploads: [completed(9 * MINUTE, { file: C })] };

    expect(endedBy(uploadLog({ uploads: [], ended }), PRIMARY).map(({ file }) => file)).toEqual([
      C,
    ]);
  });

  it('was last at the end of the newest of these, though that was skipped', () => {
    expect(lastEndBy(log, PRIMARY)).toBe(NOON - MINUTE);
    expect(lastEndBy(log, 'db-3')).toBeUndefined();
    expect(lastEndAt(uploads)).toBe(NOON);
    expect(lastEndAt([failed(), open(0)])).toBeUndefined();
  });
});

describe('an upload that began', () => {
  const BEGAN = 10 * MINUTE;
  const hung = open(BEGAN, { file: A });
  const isUnfinished = (...others: readonly Upload[]): boolean =>
    unfinished([hung, ...others]).includes(hung);

  it('is over once the same file was tried again and failed, though its own error is not there', () => {
    const again = failed({ file: hung.file, beganAt: hung.beganAt + MINUTE, pid: 77 });

    expect(unfinished([hung, again])).toEqual([]);
    expect(unfinished([hung, { ...again, file: B }])).toEqual([hung]);
    expect(unfinished([hung, failed({ ...again, beganAt: hung.beganAt - MINUTE })])).toEqual([
      hung,
    ]);
  });

  it('is unfinished while nothing ends', () => {
    expect(isUnfinished()).toBe(true);
    expect(isUnfinished(open(MINUTE, { file: B, pid: 7 }), failed({ pid: 7, file: B }))).toBe(true);
    expect(unfinished([completed(MINUTE), failed()])).toEqual([]);
  });

  it('is over once its file is complete, or skipped, at the very time or later', () => {
    const same = (ago: number, over = {}) =>
      completed(ago, { file: A, beganAt: undefined, ...over });

    expect(isUnfinished(same(BEGAN))).toBe(false);
    expect(isUnfinished(same(MINUTE, { state: 'skipped' }))).toBe(false);
    expect(isUnfinished(same(BEGAN + 1))).toBe(true);
  });

  it('is over once a newer process has completed anything', () => {
    const newer = (beganAt: number | undefined) =>
      completed(MINUTE, { file: B, pid: 101, beganAt });

    expect(isUnfinished(newer(NOON - BEGAN + 1))).toBe(false);
    expect(isUnfinished(newer(NOON - BEGAN))).toBe(true);
    expect(isUnfinished(newer(NOON - BEGAN - 1))).toBe(true);
    expect(isUnfinished(newer(undefined))).toBe(true);
  });

  it('is not over for what its own process completes: it pushes several at once', () => {
    expect(isUnfinished(completed(MINUTE, { file: B, pid: 100 }))).toBe(true);
  });

  it('is over once another archiver has completed anything since', () => {
    const byOther = (ago: number) =>
      completed(ago, { file: B, pid: undefined, beganAt: undefined, archiver: 'wal-g' });

    expect(isUnfinished(byOther(BEGAN - 1))).toBe(false);
    expect(isUnfinished(byOther(BEGAN))).toBe(true);
  });

  it('is judged by what its own host completes', () => {
    const others = [
      completed(MINUTE, { file: B, pid: 101, host: REPLICA }),
      open(MINUTE, { file: C, host: REPLICA, pid: 7 }),
    ];
    const log = uploadLog({ uploads: [hung, ...others] });

    expect(unfinishedOfAll(log).map(({ file }) => file)).toEqual([A, C]);
    const own = completed(MINUTE, { file: B, pid: 101 });
    expect(unfinishedOfAll(uploadLog({ uploads: [hung, own] }))).toEqual([]);
  });
});

describe('a failure', () => {
  const AT = 10 * MINUTE;
  const lasts = (uploads: readonly Upload[], over: Partial<ArchiverFailure> = {}): boolean =>
    unresolvedFailures(uploads, [failure(AT, over)]).length === 1;
  /** A try that ended with it. */
  const stopped = (over: Parameters<typeof failed>[0] = {}) =>
    failed({ file: A, pid: 200, endedAt: NOON - AT, ...over });

  it('lasts where nothing has succeeded', () => {
    expect(lasts([])).toBe(true);
    expect(lasts([stopped()])).toBe(true);
    expect(lasts([open(MINUTE)])).toBe(true);
  });

  describe('that names no file', () => {
    it('lasts until anything succeeds, at the very time or later', () => {
      expect(lasts([completed(AT + 1)])).toBe(true);
      expect(lasts([completed(AT)])).toBe(false);
      expect(lasts([completed(MINUTE)])).toBe(false);
    });
  });

  describe.each<readonly [string, Upload[], Partial<ArchiverFailure>]>([
    ['that names its file', [], { file: A }],
    ['that ended a try of its process', [stopped()], {}],
    ['without a process, that ended a try', [stopped()], { pid: undefined }],
  ])('%s', (_what, tries, over) => {
    it('lasts though others succeed, but for three minutes alone', () => {
      expect(lasts([...tries, completed(AT - 3 * MINUTE, { file: B })], over)).toBe(true);
      expect(lasts([...tries, completed(AT - 3 * MINUTE - 1, { file: B })], over)).toBe(false);
    });

    it('lasts until its file is complete, at the very time or later', () => {
      expect(lasts([...tries, completed(AT + 1, { file: A })], over)).toBe(true);
      expect(lasts([...tries, completed(AT, { file: A })], over)).toBe(false);
      expect(lasts([...tries, completed(AT - 1, { file: A })], over)).toBe(false);
    });

    it('is over when a newer timeline begins, which leaves its file behind', () => {
      const began = (ago: number, timeline: number) =>
        completed(ago, { file: segment(9, timeline) });

      expect(lasts([...tries, began(AT - MINUTE, 6)], over)).toBe(false);
      expect(lasts([...tries, began(AT, 6)], over)).toBe(false);
      expect(lasts([...tries, began(AT - MINUTE, 5)], over)).toBe(true);
      expect(lasts([...tries, began(AT - MINUTE, 4)], over)).toBe(true);
    });

    it('lasts where the newer timeline had begun before: its file was not left behind', () => {
      const newer = [AT + MINUTE, AT - MINUTE].map((ago, index) =>
        completed(ago, { file: segment(9 + index, 6) }),
      );

      expect(lasts([...tries, ...newer], over)).toBe(true);
      expect(lasts([...tries, ...newer.reverse()], over)).toBe(true);
      const history = completed(AT - MINUTE, { file: HISTORY });
      expect(lasts([...tries, history], over)).toBe(true);
    });
  });

  it('lasts until each of the files that it stopped is complete', () => {
    const tries = [stopped(), stopped({ file: B })];

    expect(lasts([...tries, completed(AT - 1, { file: A })])).toBe(true);
    expect(lasts([...tries, ...[A, B].map((file) => completed(AT - 1, { file }))])).toBe(false);
  });

  it('of a history file lasts no longer than until a segment is complete', () => {
    const tries = [stopped({ file: HISTORY })];

    expect(lasts([...tries, completed(AT + 1)])).toBe(true);
    expect(lasts([...tries, completed(AT - 1)])).toBe(false);
    // What the line names is another matter than what it stopped.
    expect(lasts([...tries, completed(AT - 1)], { file: A })).toBe(false);
    expect(lasts([completed(AT - 1)], { file: HISTORY })).toBe(false);
    expect(lasts([completed(AT - 1)], { file: 'postgresql.conf' })).toBe(false);
  });

  it('lasts though its process has completed another file at the very time', () => {
    expect(lasts([completed(AT, { file: B, pid: 200 })], { file: A })).toBe(true);
  });

  it.each<readonly [string, Upload]>([
    ['another process', stopped({ pid: 7 })],
    ['another time', stopped({ endedAt: NOON - AT + 1 })],
    ['no failed try', completed(AT, { file: B, pid: 200 })],
  ])('has not stopped what was of %s', (_what, other) => {
    expect(lasts([other, completed(AT - 1, { file: B })])).toBe(false);
  });
});

describe('a snapshot in which roles are known', () => {
  it('has its archiving host though two say that they are the primary', () => {
    const replica = metric({ [PRIMARY]: 0, [REPLICA]: 0 });
    const log = { uploads: [completed(SECOND, { host: REPLICA })] };

    expect(archivingHost(healthySnapshot({ metrics: { replica }, log }))).toBe(REPLICA);
  });
});
