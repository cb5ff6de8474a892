import { describe, expect, it } from '@jest/globals';
import type { Acknowledged, Acknowledgement } from '../../src/domain/acknowledgement.ts';
import type { Finding, Problem } from '../../src/domain/finding.ts';
import type { SegmentRange } from '../../src/domain/segment-range.ts';
import { HOUR } from '../../src/domain/time.ts';
import { acknowledge } from '../../src/report/acknowledge.ts';
import { NOON } from '../support/snapshot.ts';

const CLUSTER = 'gprd-main';
const MAINTENANCE: Acknowledged = { kind: 'maintenance' };

const problem = (over: Partial<Problem> = {}): Problem => ({
  kind: 'problem',
  rule: 'upload-stuck',
  code: 'upload-stuck',
  severity: 'warning',
  headline: 'an upload hangs',
  evidence: [],
  nextSteps: [],
  ...over,
});
const found = (
  over: Partial<Extract<Acknowledged, { kind: 'finding' }>> = {},
): Extract<Acknowledged, { kind: 'finding' }> => ({
  kind: 'finding',
  rule: 'upload-stuck',
  code: 'upload-stuck',
  severity: 'warning',
  ...over,
});
const by = (name: string, what: Acknowledged, over: Partial<Acknowledgement> = {}) => ({
  cluster: CLUSTER,
  by: name,
  at: NOON - HOUR,
  until: NOON + HOUR,
  because: 'it is known',
  what,
  ...over,
});
const findingsWith = (findings: readonly Finding[], ...book: readonly Acknowledgement[]) =>
  acknowledge(findings, CLUSTER, book, NOON);
/** By whose acknowledgement a problem is covered. */
const coveredBy = (of: Problem, ...book: readonly Acknowledgement[]) => {
  const [covered] = findingsWith([of], ...book);
  return covered?.kind === 'problem' ? covered.acknowledged?.by : undefined;
};

describe('an acknowledgement of one finding', () => {
  it.each<readonly [string, of: Problem, Acknowledged]>([
    ['the same', problem(), found()],
    ['one that was a warning, and was critical then', problem(), found({ severity: 'critical' })],
    ['the same doubt', problem({ severity: 'unknown' }), found({ severity: 'unknown' })],
    ['the same file', problem({ trouble: { since: NOON, file: 'a' } }), found({ file: 'a' })],
  ])('covers %s', (_, of, what) => {
    expect(coveredBy(of, by('U1', what))).toBe('U1');
  });

  it.each<readonly [string, of: Problem, Acknowledged]>([
    ['of another rule', problem({ rule: 'upload-failing' }), found()],
    ['with another code', problem({ code: 'upload-failing' }), found()],
    ['that has become critical', problem({ severity: 'critical' }), found()],
    ['that is a doubt by now', problem({ severity: 'unknown' }), found()],
    ['of another file', problem({ trouble: { since: NOON, file: 'b' } }), found({ file: 'a' })],
    ['that has a file by now', problem({ trouble: { since: NOON, file: 'b' } }), found()],
  ])('does not cover one %s', (_, of, what) => {
    expect(coveredBy(of, by('U1', what))).toBeUndefined();
  });

  it('leaves what it does not cover as it was', () => {
    const other = problem({ rule: 'upload-failing' });

    expect(findingsWith([other], by('U1', found()))).toStrictEqual([other]);
  });
});

describe('an acknowledgement of whatever is wrong', () => {
  it('covers every problem of its cluster, and nothing that is none', () => {
    const well: Finding = {
      kind: 'proven',
      rule: 'archiving-proven',
      code: 'healthy',
      headline: 'all is archived',
      evidence: [],
    };

    expect(findingsWith([well, problem()], by('U1', MAINTENANCE))).toMatchObject([
      well,
      { acknowledged: { by: 'U1' } },
    ]);
    expect(findingsWith([well], by('U1', MAINTENANCE))).toStrictEqual([well]);
    expect(coveredBy(problem(), by('U1', MAINTENANCE, { cluster: 'other' }))).toBeUndefined();
  });

  it('counts from the moment when it was given until just before its end', () => {
    const covers = (at: number, until: number) =>
      coveredBy(problem(), by('U1', MAINTENANCE, { at, until })) !== undefined;

    expect(covers(NOON, NOON + 1)).toBe(true);
    expect(covers(NOON + 1, NOON + HOUR)).toBe(false);
    expect(covers(NOON - HOUR, NOON)).toBe(false);
  });
});

describe('segments that are missing', () => {
  const range = (first: number, last: number, timeline = 5): SegmentRange => ({
    timeline,
    first,
    last,
  });
  const gap = (...missing: readonly SegmentRange[]) =>
    problem({ rule: 'wal-gap', code: 'wal-gap', missing });
  const known = (name: string, ...missing: readonly SegmentRange[]) =>
    by(name, found({ rule: 'wal-gap', code: 'wal-gap', missing }));

  it('are covered where each was acknowledged, in one or one by one', () => {
    expect(coveredBy(gap(range(4, 9)), known('U1', range(4, 9)))).toBe('U1');
    expect(coveredBy(gap(range(5, 8)), known('U1', range(4, 9)))).toBe('U1');
    expect(
      coveredBy(gap(range(1, 9)), known('U1', range(7, 9)), known('U2', range(1, 3), range(4, 6))),
    ).toBe('U1');
    expect(coveredBy(gap(range(1, 9)), known('U1', range(1, 6), range(2, 3), range(5, 9)))).toBe(
      'U1',
    );
  });

  it('are not where one of them is another', () => {
    expect(coveredBy(gap(range(4, 10)), known('U1', range(4, 9)))).toBeUndefined();
    expect(coveredBy(gap(range(3, 9)), known('U1', range(4, 9)))).toBeUndefined();
    expect(coveredBy(gap(range(1, 9)), known('U1', range(1, 3), range(5, 9)))).toBeUndefined();
    expect(coveredBy(gap(range(4, 9)), known('U1', range(4, 9, 6)))).toBeUndefined();
    expect(coveredBy(gap(range(1, 2), range(8, 9)), known('U1', range(1, 2)))).toBeUndefined();
    expect(coveredBy(gap(range(1, 2)), known('U1'))).toBeUndefined();
    expect(
      coveredBy(gap(range(1, 2)), by('U1', found({ missing: [range(1, 2)] }))),
    ).toBeUndefined();
  });

  it('are covered by a maintenance whichever they are', () => {
    expect(coveredBy(gap(range(1, 9)), known('U1', range(1, 2)), by('U2', MAINTENANCE))).toBe('U2');
  });
});
