import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import type { ArchiverFailure, EndedUpload, Upload } from '../../src/domain/upload.ts';
import type { VainTries } from '../../src/domain/upload-log.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import { endedSegments } from '../../src/facts/cluster-segments.ts';
import { vainTries } from '../../src/facts/vain-tries.ts';
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
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const FROM = NOON - 60 * MINUTE;

interface Case {
  readonly uploads?: readonly Upload[];
  readonly failures?: readonly ArchiverFailure[];
  readonly ended?: readonly EndedUpload[];
  readonly tries?: Partial<VainTries>;
  readonly replica?: ReturnType<typeof metric>;
  readonly log?: Partial<LogParts>;
}

function triesIn({ uploads = [], failures = [], ended = [], tries, replica, log }: Case) {
  const snapshot = healthySnapshot({
    ...(replica === undefined ? {} : { metrics: { replica } }),
    log: {
      uploads,
      failures,
      ended: {
        from: FROM,
        uploads: ended,
        ...(tries === undefined
          ? {}
          : { tries: { uploads: [], failures: [], wholeUntil: NOON, wholeSince: FROM, ...tries } }),
      },
      ...log,
    },
  });
  return vainTries(snapshot, endedSegments(ended, DEFAULT_WAL_SEGMENT_SIZE), FROM);
}
const found = (seen: Case): string[] =>
  triesIn(seen).map(({ timeline, number, failed }) => `${timeline}/${number & 0xff} ${failed}`);

const DONE = completed(30 * MINUTE, { file: segment(1) });
const tried = (number: number, minutes: number, over: Partial<ArchiverFailure> = {}) =>
  failure(minutes * MINUTE, { file: segment(number), ...over });

describe('the segments that were tried in vain', () => {
  it('are those of failures, failed uploads and uploads that only began', () => {
    const uploads = [
      open(9 * MINUTE, { file: segment(3) }),
      failed({ file: segment(4) }),
      completed(MINUTE, { file: segment(5), state: 'skipped' }),
    ];

    expect(found({ uploads, failures: [tried(2, 10)] })).toEqual([
      '5/2 1',
      '5/3 0',
      '5/4 1',
      '5/5 1',
    ]);
  });

  it('come in the order of their timelines and numbers', () => {
    const failures = [
      tried(7, 3),
      tried(2, 2),
      tried(9, 4, { file: segment(9, 4) }),
      tried(3, 1, { file: segment(3, 4) }),
      tried(5, 1),
    ];

    expect(found({ failures })).toEqual(['4/3 1', '4/9 1', '5/2 1', '5/5 1', '5/7 1']);
  });

  it('know when each was tried first and last, and by whom first', () => {
    const failures = [tried(2, 5), tried(2, 10, { host: REPLICA }), tried(2, 1), tried(2, 7)];

    expect(triesIn({ failures, replica: metric({ [PRIMARY]: 0, [REPLICA]: 0 }) })).toEqual([
      {
        timeline: 5,
        number: 0x1002,
        host: REPLICA,
        firstAt: NOON - 10 * MINUTE,
        lastAt: NOON - MINUTE,
        failed: 4,
      },
    ]);
    expect(triesIn({ failures: [tried(2, 5)] })).toMatchObject([
      { firstAt: NOON - 5 * MINUTE, lastAt: NOON - 5 * MINUTE },
    ]);
    const began = failed({ file: segment(4), beganAt: NOON - 3 * MINUTE });
    expect(triesIn({ uploads: [began] })).toMatchObject([
      { firstAt: NOON - 3 * MINUTE, lastAt: NOON - 20 * SECOND, failed: 1 },
    ]);
  });

  it('may have been tried at the very beginning of the window, not before', () => {
    expect(found({ failures: [tried(2, 60)] })).toEqual(['5/2 1']);
    expect(found({ failures: [tried(2, 60.1)] })).toEqual([]);
  });

  it('are told of by the search for tries as well', () => {
    const tries = { uploads: [failed({ file: segment(4) })], failures: [tried(2, 50)] };

    expect(found({ tries })).toEqual(['5/2 1', '5/4 1']);
  });

  it('are not counted as failed while the archiver tries again by itself', () => {
    expect(found({ failures: [tried(2, 5, { retrying: true })] })).toEqual(['5/2 0']);
    expect(found({ failures: [tried(2, 5, { retrying: true }), tried(2, 4)] })).toEqual(['5/2 1']);
  });

  it('are counted once for what is complained of within a second', () => {
    const complaints = (...agos: number[]) =>
      found({ failures: agos.map((ago) => failure(ago, { file: segment(2) })) });

    expect(complaints(0, SECOND - 1)).toEqual(['5/2 1']);
    expect(complaints(0, SECOND)).toEqual(['5/2 2']);
    expect(complaints(2 * SECOND - 2, 0, SECOND - 1)).toEqual(['5/2 2']);
  });

  it('are known without what ended', () => {
    expect(found({ failures: [tried(2, 5)], log: { ended: UNREAD } })).toEqual(['5/2 1']);
    const uploadLog = unavailable('timeout', 'no answer in time');
    expect(vainTries(healthySnapshot({ uploadLog }), [], FROM)).toEqual([]);
  });
});

describe('no try in vain is', () => {
  it('what completed in the end, or at first', () => {
    expect(found({ ended: [DONE], failures: [tried(1, 40), tried(1, 20)] })).toEqual([]);
    expect(found({ uploads: [completed(MINUTE)] })).toEqual([]);
    const skipped = { ...DONE, state: 'skipped' as const };
    expect(found({ ended: [skipped], failures: [tried(1, 40)] })).toEqual(['5/1 2']);
  });

  it('what completed on another timeline, or under another number', () => {
    expect(found({ ended: [DONE], failures: [tried(2, 40)] })).toEqual(['5/2 1']);
    const newer = { ...DONE, file: segment(2, 6) };
    expect(found({ ended: [DONE, newer], failures: [tried(2, 40)] })).toEqual(['5/2 1']);
  });

  it.each([
    "WAL file '…' already archived",
    'WAL file already exists in the archive',
    'found an already existing file',
    'already present',
  ])('what the store has: %s', (text) => {
    const uploads = [failed({ file: segment(2) })];

    expect(found({ failures: [tried(2, 5, { text }), tried(3, 5)], uploads })).toEqual(['5/3 1']);
    expect(found({ tries: { failures: [tried(2, 5, { text })] }, uploads })).toEqual([]);
  });

  it('refused by other words', () => {
    expect(found({ failures: [tried(2, 5, { text: 'already tried; it exists' })] })).toEqual([
      '5/2 1',
    ]);
  });

  it('a failure of anything but a push, or of another file, or of none', () => {
    const failures = [
      tried(2, 5, { operation: 'fetch' }),
      tried(3, 5, { operation: 'unknown' }),
      tried(4, 5, { file: '00000006.history' }),
      tried(5, 5, { file: undefined }),
    ];

    expect(found({ failures })).toEqual([]);
  });

  it('of a host that the cluster does not have', () => {
    expect(found({ ended: [DONE], failures: [tried(9, 5, { host: 'other-1' })] })).toEqual([]);
  });

  describe('that of a replica, which may try what its primary has stored', () => {
    const both = [DONE, { ...DONE, file: segment(3), host: REPLICA }];
    const byReplica = { failures: [tried(2, 20, { host: REPLICA })] };

    it('as it was then by its role', () => {
      const was = (before: number, after: number) =>
        metric({ [PRIMARY]: 0, [REPLICA]: (ago) => (ago > 10 * MINUTE ? before : after) });

      expect(found({ ...byReplica, ended: both, replica: was(1, 0) })).toEqual([]);
      expect(found({ ...byReplica, ended: both, replica: was(0, 1) })).toEqual(['5/2 1']);
    });

    it('as the log shows it: who completed none of a timeline that others completed', () => {
      const replica = metric({ [PRIMARY]: 0, [REPLICA]: 0 });
      const noHost = (host: string | undefined) => ({ ...DONE, host, archiver: 'barman' as const });

      expect(found({ ...byReplica, ended: [DONE], replica })).toEqual([]);
      expect(found({ ...byReplica, ended: both, replica })).toEqual(['5/2 1']);
      expect(found({ ...byReplica, ended: [], replica })).toEqual(['5/2 1']);
      expect(found({ ...byReplica, ended: [DONE, noHost(undefined)], replica })).toEqual(['5/2 1']);
      const nobodys = tried(2, 20, { host: undefined, archiver: 'barman' });
      expect(found({ failures: [nobodys], ended: [DONE], replica })).toEqual(['5/2 1']);
    });
  });
});
