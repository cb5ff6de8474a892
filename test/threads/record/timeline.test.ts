import { describe, expect, it } from '@jest/globals';
import type { Severity, Verdict } from '../../../src/domain/finding.ts';
import { MINUTE, SECOND } from '../../../src/domain/time.ts';
import { overWords } from '../../../src/threads/record/over-words.ts';
import type { Change } from '../../../src/threads/record/thread-record.ts';
import { MOST_CHANGES, pastTrouble, withChange } from '../../../src/threads/record/timeline.ts';

const T0 = Date.UTC(2026, 10, 24, 12);

const change = (
  severity: Severity,
  at: number,
  code: Change['code'] = severity === 'ok' ? 'healthy' : 'upload-failing',
  more: Partial<Change> = {},
): Change => ({ at, code, severity, headline: `it is ${severity}`, ...more });
const found = (severity: Severity, headline = `it is ${severity}`): Verdict => ({
  code: severity === 'ok' ? 'healthy' : 'wal-gap',
  severity,
  headline,
});

describe('the course of a thread', () => {
  it('has one entry for as long as nothing but the words change', () => {
    const first = withChange([], found('critical', '2 segments are missing'), T0);

    expect(withChange(first, found('critical', '3 segments are missing'), T0 + MINUTE)).toEqual(
      first,
    );
  });

  it('has another where the same trouble gets worse', () => {
    const first = withChange([], found('warning'), T0);

    expect(withChange(first, found('critical'), T0 + MINUTE)).toMatchObject([
      { code: 'wal-gap', severity: 'warning', at: T0 },
      { code: 'wal-gap', severity: 'critical', at: T0 + MINUTE },
    ]);
  });

  it('keeps the beginning of a headline that names a hundred hosts', () => {
    const [kept] = withChange([], found('critical', 'x'.repeat(5000)), T0);

    expect(kept?.headline).toBe('x'.repeat(300));
  });

  it('is the first verdict and the newest ones where there are very many', () => {
    const severities = Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? 'critical' : 'ok'));
    const course = severities.reduce<readonly Change[]>(
      (before, severity, n) => withChange(before, found(severity), T0 + n * MINUTE),
      [],
    );

    expect(course.map(({ at }) => (at - T0) / MINUTE)).toEqual([
      0,
      ...Array.from({ length: MOST_CHANGES - 1 }, (_, n) => 100 - (MOST_CHANGES - 1) + n),
    ]);
  });
});

describe('trouble that is over', () => {
  const over = (...timeline: Change[]) => pastTrouble({ timeline, openedAt: T0 });

  it('is none while it goes on, before the first look, or where all was well from the first', () => {
    expect(over()).toBeUndefined();
    expect(over(change('ok', T0), change('critical', T0 + MINUTE))).toBeUndefined();
    expect(over(change('warning', T0), change('critical', T0 + MINUTE))).toBeUndefined();
    expect(over(change('ok', T0))).toBeUndefined();
  });

  it.each<[Severity[], Severity]>([
    [['critical', 'warning'], 'critical'],
    [['warning', 'critical'], 'critical'],
    [['warning', 'unknown'], 'unknown'],
    [['unknown', 'critical', 'warning'], 'critical'],
  ])('that was %j in turn is named by the worst, %s', (severities, worst) => {
    const course = severities.map((severity, n) => change(severity, T0 + n * MINUTE));

    expect(over(...course, change('ok', T0 + 10 * MINUTE))?.worst.severity).toBe(worst);
  });

  it('of two kinds, equally bad, is named by the one that came first', () => {
    expect(
      over(
        change('critical', T0, 'upload-stuck'),
        change('critical', T0 + MINUTE, 'upload-failing'),
        change('ok', T0 + 2 * MINUTE),
      )?.worst.code,
    ).toBe('upload-stuck');
  });

  it('began when the alert was posted, where the first look came later', () => {
    const timeline = [change('critical', T0 + 40 * SECOND), change('ok', T0 + 10 * MINUTE)];

    expect(pastTrouble({ timeline, openedAt: T0 })).toMatchObject({
      since: T0,
      until: T0 + 10 * MINUTE,
    });
  });

  it('began when the readings say that it did, where that was before the alert', () => {
    const since = T0 - 20 * MINUTE;

    expect(
      over(
        change('critical', T0 + SECOND, 'upload-stuck', { since }),
        change('ok', T0 + 10 * MINUTE),
      ),
    ).toMatchObject({ since });
  });

  it('that came after well times did not begin with the alert', () => {
    expect(
      over(
        change('ok', T0 + SECOND),
        change('critical', T0 + 5 * MINUTE),
        change('ok', T0 + 6 * MINUTE),
      ),
    ).toMatchObject({ since: T0 + 5 * MINUTE, until: T0 + 6 * MINUTE });
  });
});

describe('the words for what is over', () => {
  const words = (worst: Change) =>
    overWords({ worst, since: Date.UTC(2026, 10, 24, 11, 58, 44), until: T0 + 18 * SECOND });

  it.each<[Change['code'], string]>([
    ['several-primaries', 'there was more than one primary'],
    ['wrong-host', 'the wrong server archived WAL'],
    ['no-primary', 'there was no primary'],
    ['upload-failing', 'WAL uploads failed'],
    ['upload-stuck', 'a WAL upload was stuck'],
    ['archiver-not-running', 'WAL archiving had stopped'],
    ['wal-disk-full', 'the WAL disk was full'],
    ['wal-gap', 'WAL was missing from the archive'],
    ['backlog-growing', 'WAL was piling up'],
    ['base-backup-late', 'the base backup was overdue'],
    ['base-backup-failed', 'the last base backup had failed'],
    ['log-shipping-missing', 'the logs of uploads did not arrive'],
    ['metrics-stale', 'the metric of uploads was wrong'],
    ['cannot-tell', 'Wale could not tell whether WAL was archived'],
  ])('of %s say what it was, from when to when and for how long', (code, was) => {
    expect(words(change('critical', T0, code))).toBe(
      `Over: ${was} from 2026-11-24 11:58:44 UTC to 2026-11-24 12:00:18 UTC, 94 s`,
    );
  });

  it('name the file of an upload that was stuck, and of nothing else', () => {
    const file = '000000010000000000000034';

    expect(words(change('critical', T0, 'upload-stuck', { file }))).toContain(
      'Over: upload …34 was stuck from',
    );
    expect(words(change('critical', T0, 'upload-failing', { file }))).toContain(
      'Over: WAL uploads failed from',
    );
  });
});
