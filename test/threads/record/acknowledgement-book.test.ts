import { describe, expect, it } from '@jest/globals';
import type { Acknowledgement } from '../../../src/domain/acknowledgement.ts';
import { createAcknowledgementBook } from '../../../src/threads/record/acknowledgement-book.ts';
import { createForgetfulStore } from '../../../src/threads/stores/in-memory.ts';

const missing = (first: number) => [{ timeline: 1, first, last: first + 1 }];
const finding: Acknowledgement = {
  cluster: 'main',
  at: 1000,
  until: 9000,
  by: 'U1',
  because: 'known loss',
  what: {
    kind: 'finding',
    rule: 'wal-gap',
    code: 'wal-gap',
    severity: 'critical',
    missing: missing(20),
  },
};
const maintenance: Acknowledgement = { ...finding, what: { kind: 'maintenance' } };

/** The book, and what is kept of it: JSON, as in Redis and on disk. */
function rig() {
  const store = createForgetfulStore(
    () => 0,
    () => 0,
  );
  const book = createAcknowledgementBook({
    papers: store.papers,
    keepPaper: (kind, name, value) =>
      store.keepPaper(
        kind,
        name,
        value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as object),
      ),
  });
  return { store, book };
}

describe('an acknowledgement', () => {
  it.each<[string, Acknowledgement]>([
    ['of a hole', finding],
    [
      'of an upload that is stuck',
      {
        ...finding,
        what: {
          kind: 'finding',
          rule: 'upload-stuck',
          code: 'upload-stuck',
          severity: 'warning',
          file: '000000010000000000000034',
        },
      },
    ],
    [
      'of a hole whose end is not known',
      { ...finding, what: { ...finding.what, missing: [] } as never },
    ],
    [
      'of not knowing',
      {
        ...finding,
        what: { kind: 'finding', rule: 'r', code: 'cannot-tell', severity: 'unknown' },
      },
    ],
    ['of maintenance', maintenance],
  ])('%s is read by every replica as it was kept', async (_of, kept) => {
    const { book } = rig();
    await book.keep(kept);

    expect(await book.all()).toEqual([kept]);
  });

  it.each<[string, Acknowledgement]>([
    ['another cluster', { ...finding, cluster: 'ci' }],
    ['another moment', { ...finding, at: 2000 }],
    ['somebody else', { ...finding, by: 'U2' }],
    ['another hole', { ...finding, what: { ...finding.what, missing: missing(70) } as never }],
    ['another rule', { ...finding, what: { ...finding.what, rule: 'failover-gap' } as never }],
    ['maintenance', maintenance],
    [
      'a cluster whose name ends in the digits of a moment',
      { ...finding, cluster: 'main100', at: 0 },
    ],
  ])('stands beside that of %s, and taking one away leaves the other', async (_of, other) => {
    const { book } = rig();
    await book.keep(finding);
    await book.keep(other);
    expect(await book.all()).toHaveLength(2);

    await book.takeAway(finding);

    expect(await book.all()).toEqual([other]);
  });

  it.each<[string, Acknowledgement, string]>([
    ['of a hole', finding, 'main:1000:U1:wal-gap:20'],
    [
      'of a finding without one',
      {
        ...finding,
        what: { kind: 'finding', rule: 'r', code: 'cannot-tell', severity: 'unknown' },
      },
      'main:1000:U1:r:',
    ],
    ['of maintenance', maintenance, 'main:1000:U1:maintenance'],
  ])('%s that a Wale of before kept can be taken away', async (_of, kept, name) => {
    const { book, store } = rig();
    await store.keepPaper('acknowledgement', name, kept);

    await book.takeAway(kept);

    expect(await book.all()).toEqual([]);
  });

  it('that cannot be read any more is none: the finding leads again', async () => {
    const { book, store } = rig();
    await book.keep(finding);
    const broken = [
      { ...finding, until: 'tomorrow' },
      { ...finding, what: { ...finding.what, severity: 'ok' } },
      { ...finding, what: { ...finding.what, code: 'fine' } },
      { ...finding, what: { kind: 'everything' } },
      {},
    ];
    for (const [index, paper] of broken.entries()) {
      await store.keepPaper('acknowledgement', `broken-${index}`, paper);
    }

    expect(await book.all()).toEqual([finding]);
  });

  it('is not mixed up with what the guard keeps', async () => {
    const { book, store } = rig();
    await store.keepPaper('guard', 'main', finding);

    expect(await book.all()).toEqual([]);
    await book.keep(finding);
    expect((await store.papers('guard')).size).toBe(1);
  });
});
