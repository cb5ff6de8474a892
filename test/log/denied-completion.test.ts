import { describe, expect, it } from '@jest/globals';
import { SECOND } from '../../src/domain/time.ts';
import type { ArchiverFailure, EndedUpload, Upload } from '../../src/domain/upload.ts';
import { createFollowedByEnd, denialOf } from '../../src/log/denied-completion.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const SEG = '00000002000000000000002D';
const NEXT = '00000002000000000000002E';

const stored = (more: Partial<EndedUpload> = {}): EndedUpload => ({
  state: 'complete',
  file: SEG,
  host: 'db-01',
  pid: undefined,
  archiver: 'wal-g',
  beganAt: undefined,
  endedAt: NOON,
  rateKiBps: undefined,
  ...more,
});
const complaint = (ms: number, more: Partial<ArchiverFailure> = {}): ArchiverFailure => ({
  operation: 'push',
  host: 'db-01',
  pid: undefined,
  at: NOON + ms,
  reportedBy: 'archiver',
  archiver: 'wal-g',
  file: undefined,
  text: 'timeout',
  ...more,
});
const isDenied = (upload: Upload, failure: ArchiverFailure, others: readonly Upload[] = []) =>
  denialOf([...others, upload], [failure])(upload) === failure;

describe('a file that WAL-G says is done', () => {
  it.each<[string, number, Partial<ArchiverFailure>, boolean]>([
    ['fails in its last words', 0, { file: SEG }, true],
    ['fails in its last words, a second later', SECOND, { file: SEG }, true],
    ['fails in another try, later than that', SECOND + 1, { file: SEG }, false],
    ['failed in the same moment', -100, { file: SEG }, true],
    ['failed in the try before', -101, { file: SEG }, false],
    ['fails, as PostgreSQL complains', 0, { file: SEG, reportedBy: 'postgresql' }, true],
    ['was killed, as PostgreSQL said before', -1, { file: SEG, reportedBy: 'postgresql' }, false],
    ['has a mark that could not be taken off', 0, { file: SEG, operation: 'other' }, false],
    ['is another than the one that fails', 0, { file: NEXT }, false],
    ['fails on another host', 0, { file: SEG, host: 'db-02' }, false],
    ['fails by what another archiver says', 0, { file: SEG, archiver: 'pgbackrest' }, false],
    ['fails by what nobody says', 0, { file: SEG, archiver: undefined }, false],
    ['follows an error without a name', -100, {}, true],
    ['comes with an error without a name', 0, {}, true],
    ['follows an error of an earlier moment', -101, {}, false],
    ['comes before an error without a name', 1, {}, false],
    ['follows an error of another host', -100, { host: 'db-02' }, false],
  ])('and that %s is denied, or not (%#)', (_what, ms, more, denied) => {
    expect(isDenied(stored(), complaint(ms, more))).toBe(denied);
  });

  it('is not denied while it is not said to be done, or where nobody knows whose it is', () => {
    expect(
      isDenied(
        { ...stored(), state: 'uploading', endedAt: undefined } as unknown as Upload,
        complaint(0, { file: SEG }),
      ),
    ).toBe(false);
    expect(isDenied(stored({ archiver: undefined }), complaint(0, { file: SEG }))).toBe(false);
  });

  it('is denied by any of several complaints of it', () => {
    const lastWords = complaint(0, { file: SEG });
    const ofAnotherTry = complaint(5 * SECOND, { file: SEG });

    expect(denialOf([stored()], [lastWords, ofAnotherTry])(stored())).toBe(lastWords);
  });

  it('is not denied by the log of an archiver that says so only of what is done', () => {
    const ofPgBackRest = { archiver: 'pgbackrest' } as const;

    expect(isDenied(stored(ofPgBackRest), complaint(0, { file: SEG, ...ofPgBackRest }))).toBe(
      false,
    );
  });
});

describe('a file that Barman says it archives', () => {
  const archived = (more: Partial<EndedUpload> = {}) =>
    stored({ archiver: 'barman', pid: 16690, host: 'main', ...more });
  const said = (ms: number, more: Partial<ArchiverFailure> = {}) =>
    complaint(ms, { archiver: 'barman', pid: 16690, host: 'main', file: SEG, ...more });

  it.each<[string, ArchiverFailure, readonly Upload[], boolean]>([
    ['is what the process complains of next', said(1), [], true],
    ['is what the process complains of in that moment', said(0), [], true],
    ['is what the process had complained of before', said(-1), [], false],
    ['is what another process complains of', said(1, { pid: 9 }), [], false],
    ['is what nobody knows which process complains of', said(1, { pid: undefined }), [], false],
    [
      'was taken up by the same process before another file',
      said(1, { file: NEXT }),
      [archived({ file: NEXT, endedAt: NOON - 1 })],
      false,
    ],
    [
      'was taken up once before, and the complaint is of this time',
      said(1),
      [archived({ endedAt: NOON - SECOND })],
      true,
    ],
  ])('and that %s is denied, or not (%#)', (_what, failure, others, denied) => {
    expect(isDenied(archived(), failure, others)).toBe(denied);
  });

  it('is denied by its name, though the process has gone on to another since', () => {
    const upload = archived({ endedAt: NOON - SECOND });
    const next = archived({ file: NEXT });

    expect(isDenied(upload, said(1), [next])).toBe(true);
    expect(denialOf([upload, next], [said(1)])(upload)).toEqual(said(1));
    expect(denialOf([upload, next], [said(1)])(next)).toBeUndefined();
  });

  it('is not denied where neither names its process', () => {
    const ofNobody = { pid: undefined };

    expect(isDenied(archived(ofNobody), said(1, ofNobody))).toBe(false);
  });

  it('is denied by what the process said before it took the file up once more', () => {
    const earlier = archived({ endedAt: NOON - SECOND });
    const later = archived();
    const deny = denialOf([earlier, later], [said(-1)]);

    expect([deny(earlier), deny(later)]).toEqual([said(-1), undefined]);
  });

  it('is denied once: an earlier time of it is not, by a complaint of the later', () => {
    const earlier = archived({ endedAt: NOON - SECOND });
    const later = archived();
    const deny = denialOf([earlier, later], [said(1)]);

    expect([deny(earlier), deny(later)]).toEqual([undefined, said(1)]);
  });
});

describe('an error of WAL-G without a name', () => {
  const isOfPush = (ms: number, more: Partial<ArchiverFailure> = {}, upload = stored()) =>
    createFollowedByEnd([upload])(complaint(ms, more));

  it.each<[string, number, Partial<ArchiverFailure>, boolean]>([
    ['in the moment in which a file is over', 0, {}, true],
    ['a tenth of a second before', -100, {}, true],
    ['long before', -300, {}, false],
    ['after it', 150, {}, false],
    ['on another host', 0, { host: 'db-02' }, false],
    ['on a host that nobody knows', 0, { host: undefined }, false],
    ['of another archiver', 0, { archiver: 'barman' }, false],
    ['of nobody', 0, { archiver: undefined }, false],
  ])('%s is about pushing it, or is not (%#)', (_when, ms, more, isPush) => {
    expect(isOfPush(ms, more)).toBe(isPush);
  });

  it('is about pushing a file of a host that nobody knows, where it is of none either', () => {
    expect(isOfPush(0, { host: undefined }, stored({ host: undefined }))).toBe(true);
    expect(isOfPush(0, {}, stored({ archiver: 'barman' }))).toBe(false);
  });
});
