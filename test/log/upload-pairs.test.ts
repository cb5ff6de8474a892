import { describe, expect, it } from '@jest/globals';
import { createUploadPairs, type PushBegin, type PushEnd } from '../../src/log/upload-pairs.ts';

const SEG = '00000002000000000000002D';

const begin = (at: number, more: Partial<PushBegin> = {}): PushBegin => ({
  kind: 'push-begin',
  file: SEG,
  host: 'db-01',
  pid: 7,
  at,
  archiver: 'wal-e',
  ...more,
});
const end = (at: number, more: object = {}): PushEnd => ({
  kind: 'push-complete',
  file: SEG,
  host: 'db-01',
  pid: 7,
  at,
  archiver: 'wal-e',
  rateKiBps: 100,
  ...more,
});

/** What becomes of these records, in this order: pid, state and times of each upload. */
function pairsOf(records: readonly (PushBegin | PushEnd)[], dropped: readonly PushEnd[] = []) {
  const pairs = createUploadPairs();
  for (const record of records) {
    if (record.kind === 'push-begin') pairs.begin(record);
    else pairs.end(record);
  }
  for (const push of dropped) pairs.drop(push);
  return pairs
    .all()
    .map(({ pid, state, beganAt, endedAt }) =>
      [pid ?? 'no pid', state, beganAt ?? '?', endedAt ?? '?'].join(' '),
    );
}

describe('the records of one file', () => {
  it.each<[string, (PushBegin | PushEnd)[], string[]]>([
    ['in order', [begin(1), end(2)], ['7 complete 1 2']],
    ['in the wrong order', [end(2), begin(1)], ['7 complete 1 2']],
    ['of one moment', [end(1), begin(1)], ['7 complete 1 1']],
    ['of one moment, in order', [begin(1), end(1)], ['7 complete 1 1']],
    [
      'of two processes that begin at one moment',
      [begin(1), begin(1, { pid: 8 })],
      ['7 uploading 1 ?', '8 uploading 1 ?'],
    ],
    [
      'of an end, and of a begin of another process',
      [end(2), begin(1, { pid: 8 })],
      ['7 complete ? 2', '8 uploading 1 ?'],
    ],
    ['told twice', [begin(1), begin(1), end(2), end(2)], ['7 complete 1 2']],
    ['whose end was not fetched', [begin(1)], ['7 uploading 1 ?']],
    ['whose begin was not fetched', [end(2)], ['7 complete ? 2']],
    [
      'of two tries',
      [begin(1), begin(3, { pid: 8 }), end(4, { pid: 8 })],
      ['7 uploading 1 ?', '8 complete 3 4'],
    ],
    [
      'of two tries of one pid',
      [begin(1), end(2), begin(3), end(4)],
      ['7 complete 1 2', '7 complete 3 4'],
    ],
    ['of a begin after an end', [end(1), begin(2)], ['7 complete ? 1', '7 uploading 2 ?']],
    [
      'of a begin before an end that has one',
      [begin(1), end(3), begin(2)],
      ['7 complete 1 3', '7 uploading 2 ?'],
    ],
    ['of an end before the begin', [begin(2), end(1)], ['7 uploading 2 ?', '7 complete ? 1']],
    [
      'whose end is that of the later begin',
      [begin(1), begin(2), end(3)],
      ['7 uploading 1 ?', '7 complete 2 3'],
    ],
    ['whose end lost its pid', [begin(1), end(2, { pid: undefined })], ['7 complete 1 2']],
    [
      'of an archiver whose ends have no pid',
      [begin(1), end(2, { pid: undefined, archiver: 'wal-g' })],
      ['7 uploading 1 ?', 'no pid complete ? 2'],
    ],
    ['that was skipped', [begin(1), end(2, { kind: 'push-skip' })], ['7 skipped 1 2']],
    ['of two hosts', [begin(1), end(2, { host: 'db-02' })], ['7 uploading 1 ?', '7 complete ? 2']],
    [
      'of nobody knows whom',
      [begin(1, { host: undefined }), end(2, { host: undefined })],
      ['7 complete 1 2'],
    ],
  ])('%s are paired', (_what, records, uploads) => {
    expect(pairsOf(records)).toEqual(uploads);
  });

  it('keep the destination of the begin, the rate, and that an earlier try had stored it', () => {
    const pairs = createUploadPairs();
    pairs.begin(begin(1, { destination: 's3://b' }));
    pairs.end(end(2, { storedBefore: true }));
    pairs.end(end(4, { pid: 8, kind: 'push-skip' }));
    pairs.end(end(6, { pid: 9 }));

    expect(pairs.all()).toStrictEqual([
      {
        file: SEG,
        host: 'db-01',
        pid: 7,
        archiver: 'wal-e',
        destination: 's3://b',
        state: 'complete',
        beganAt: 1,
        endedAt: 2,
        rateKiBps: 100,
        storedBefore: true,
      },
      {
        file: SEG,
        host: 'db-01',
        pid: 8,
        archiver: 'wal-e',
        state: 'skipped',
        beganAt: undefined,
        endedAt: 4,
        rateKiBps: undefined,
      },
      {
        file: SEG,
        host: 'db-01',
        pid: 9,
        archiver: 'wal-e',
        state: 'complete',
        beganAt: undefined,
        endedAt: 6,
        rateKiBps: 100,
      },
    ]);
  });
});

describe('tries that an end has made void', () => {
  it.each<[string, (PushBegin | PushEnd)[], PushEnd, string[]]>([
    ['are those before it, of any pid', [begin(1), begin(2, { pid: 8 })], end(3, { pid: 9 }), []],
    ['are those of its very moment', [begin(3)], end(3), []],
    ['are none that began since', [begin(1), begin(4, { pid: 8 })], end(3), ['8 uploading 4 ?']],
    ['are those whose begin nobody saw', [end(2)], end(3), []],
    ['are none of another host', [begin(1)], end(3, { host: 'db-02' }), ['7 uploading 1 ?']],
    ['are none where nothing is known', [], end(3), []],
  ])('%s', (_what, records, push, left) => {
    expect(pairsOf(records, [push])).toEqual(left);
  });
});
