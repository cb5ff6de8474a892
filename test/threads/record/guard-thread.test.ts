import { describe, expect, it } from '@jest/globals';
import type { Severity } from '../../../src/domain/finding.ts';
import { HOUR, MINUTE } from '../../../src/domain/time.ts';
import { afterLook } from '../../../src/threads/record/after-look.ts';
import type { ThreadRequest } from '../../../src/threads/record/request.ts';
import { REPEATS_WITHIN, takeIn } from '../../../src/threads/record/take-in.ts';
import type { ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { DEFAULT_WATCH } from '../../../src/threads/record/watch-settings.ts';

const T0 = Date.UTC(2026, 10, 24, 12);

const seen = (more: object = {}): ThreadRequest => ({
  kind: 'guard',
  at: T0,
  channel: 'C1',
  cluster: 'a',
  alertKey: 'guard:a:upload-stuck',
  title: 'seen by Wale itself',
  since: T0,
  critical: false,
  ...more,
});
const alert: ThreadRequest = {
  kind: 'alert',
  at: T0,
  channel: 'C1',
  cluster: 'a',
  alertKey: 'post:C1:1.2',
  title: 'walgBackupDelayed',
  rootTs: '1.2',
};

/** A thread of the guard's that found this, and ended so at T0. */
function over(
  by: NonNullable<ThreadRecord['ended']>['by'],
  severity: Severity | undefined,
): ThreadRecord {
  const record = takeIn(undefined, [seen({ at: T0 - HOUR })], T0 - HOUR);
  if (record === undefined) throw new Error('a trouble opens a thread');
  const looked =
    severity === undefined
      ? record
      : afterLook(
          record,
          { code: 'upload-stuck', severity, headline: 'stuck' },
          T0 - HOUR,
          DEFAULT_WATCH,
        );
  return { ...looked, closed: true, ended: { by, at: T0 } };
}

describe('a trouble that the guard saw before anybody else told of it', () => {
  it('opens a thread in the channel itself, which says who began it', () => {
    expect(takeIn(undefined, [seen()], T0 + MINUTE)).toMatchObject({
      key: 'C1|a',
      openedBy: 'guard',
      rootTs: undefined,
      openedAt: T0,
      watchedSince: T0 + MINUTE,
      alerts: [{ key: 'guard:a:upload-stuck', title: 'seen by Wale itself' }],
    });
  });

  it('about how Wale sees has a thread that is about no cluster', () => {
    expect(takeIn(undefined, [seen({ cluster: undefined, about: 'pipeline' })], T0)).toMatchObject({
      key: 'C1|(pipeline)',
      about: 'pipeline',
    });
    expect(takeIn(undefined, [seen({ cluster: undefined })], T0)).toMatchObject({ key: 'C1|?' });
  });

  it('is linked in the thread of an alert that came first, and the other way round', () => {
    const keysOf = (requests: readonly ThreadRequest[]) =>
      takeIn(undefined, requests, T0)?.alerts.map(({ key }) => key);

    expect(keysOf([alert, seen()])).toEqual(['post:C1:1.2', 'guard:a:upload-stuck']);
    expect(keysOf([seen(), alert])).toEqual(['guard:a:upload-stuck', 'post:C1:1.2']);
    expect(takeIn(undefined, [alert, seen()], T0)?.openedBy).toBeUndefined();
  });

  it('goes on in the thread whose time was up, for as long as an alert would be repeated', () => {
    const given = over('time-limit', 'warning');

    expect(takeIn(given, [seen()], T0 + REPEATS_WITHIN)).toMatchObject({
      episode: given.episode,
      ended: undefined,
      closed: false,
      watchedSince: T0 + REPEATS_WITHIN,
    });
    expect(takeIn(given, [seen({ alertKey: 'later' })], T0 + REPEATS_WITHIN + 1)).toMatchObject({
      episode: 'later',
    });
  });

  it('that comes back after a recovery has a thread of its own', () => {
    expect(takeIn(over('recovered', 'ok'), [seen({ alertKey: 'again' })], T0 + 1)).toMatchObject({
      episode: 'again',
    });
  });
});

describe('a trouble whose watch somebody stopped', () => {
  it.each<[string, Severity, object, boolean]>([
    ['the same as before', 'warning', { since: T0 - MINUTE }, false],
    ['begun at the very moment of the stop', 'warning', { since: T0 }, false],
    ['a new one, begun since then', 'warning', { since: T0 + 1 }, true],
    ['critical by now', 'warning', { since: T0 - MINUTE, critical: true }, true],
    ['critical, as it was when it was stopped', 'critical', { since: T0, critical: true }, false],
  ])('that is %s (it was %s) is told again: %#', (_what, severity, more, isTold) => {
    const record = takeIn(over('stopped', severity), [seen(more)], T0 + HOUR);

    expect(record?.ended === undefined).toBe(isTold);
  });

  it('does not silence an alert that somebody else sends', () => {
    expect(takeIn(over('stopped', 'critical'), [alert], T0 + HOUR)?.ended).toBeUndefined();
  });

  it('is not the trouble of a thread that was refused or deleted, which begins anew', () => {
    for (const by of ['refused', 'deleted', 'told'] as const) {
      expect(takeIn(over(by, 'critical'), [alert], T0 + 1)).toMatchObject({
        episode: 'post:C1:1.2',
      });
    }
  });

  it('before the first look is none that is known, and begins anew', () => {
    expect(takeIn(over('stopped', undefined), [alert], T0 + 1)).toMatchObject({
      episode: 'post:C1:1.2',
    });
  });
});
