import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Severity, Verdict } from '../../../src/domain/finding.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/time.ts';
import { afterLook, MOST_NOTES } from '../../../src/threads/record/after-look.ts';
import { MOST_ALERTS, REPEATS_WITHIN, takeIn } from '../../../src/threads/record/take-in.ts';
import type { ThreadRequest } from '../../../src/threads/record/request.ts';
import type { ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { DEFAULT_WATCH, lookEvery } from '../../../src/threads/record/watch-settings.ts';

const T0 = Date.UTC(2026, 10, 24, 12);

const alert = (key: string, at = T0): Extract<ThreadRequest, { kind: 'alert' }> => ({
  kind: 'alert',
  at,
  channel: 'C1',
  cluster: 'a',
  alertKey: key,
  title: key,
  rootTs: `${at / 1000}.0`,
});
const stop: ThreadRequest = { kind: 'stop', at: T0, channel: 'C1', cluster: 'a', user: 'U1' };
const watch: ThreadRequest = { kind: 'watch', at: T0, channel: 'C1', cluster: 'a', user: 'U1' };

function opened(): ThreadRecord {
  const record = takeIn(undefined, [alert('first')], T0);
  if (record === undefined) throw new Error('an alert opens a thread');
  return record;
}

const verdict = (severity: Severity): Verdict => ({
  code: severity === 'ok' ? 'healthy' : 'upload-stuck',
  severity,
  headline: `it is ${severity}`,
});

/** Looks that find these severities, half a minute apart. */
const looks = (severities: readonly Severity[], from = opened(), stepMs = 30 * SECOND) =>
  severities.reduce(
    (record, severity, index) =>
      afterLook(record, verdict(severity), T0 + index * stepMs, DEFAULT_WATCH),
    from,
  );
/** Without what is said of the trouble that is over, which has a test of its own. */
const notes = (severities: readonly Severity[]) =>
  looks(severities).notes.map(({ text }) => text.split('\n')[0]);

describe('a look', () => {
  it.each<[Severity[], string[]]>([
    [['ok'], []],
    [['critical'], []],
    [['ok', 'warning'], ['⚠️ Worse: it is warning']],
    [['ok', 'critical'], ['🔴 Worse: it is critical']],
    [['warning', 'critical'], ['🔴 Worse: it is critical']],
    [['critical', 'warning', 'critical'], []],
    [['critical', 'ok'], ['✅ Recovered after 30 s: it is ok']],
    [['critical', 'unknown', 'ok'], ['✅ Recovered after 60 s: it is ok']],
    [['ok', 'unknown'], []],
    [['ok', 'unknown', 'unknown'], ['❔ Status is now unknown: it is unknown']],
    [['critical', 'unknown', 'unknown', 'critical'], []],
    [['unknown', 'ok'], ['✅ Wale can tell again after 30 s: it is ok']],
    [['unknown', 'critical'], ['🔴 Worse: it is critical']],
    [
      ['critical', 'ok', 'critical', 'ok'],
      [
        '✅ Recovered after 30 s: it is ok',
        '🔴 Worse: it is critical',
        '✅ Recovered after 30 s: it is ok',
      ],
    ],
  ])('that finds %j in turn tells the thread %j', (severities, told) => {
    expect(notes(severities)).toEqual(told);
  });

  it('ends the thread when all was well for long enough, and not before', () => {
    const steps = DEFAULT_WATCH.settleMs / (30 * SECOND);
    const well = (count: number) => looks(Array.from({ length: count }, () => 'ok' as const));

    expect(well(steps).ended).toBeUndefined();
    expect(well(steps + 1).ended?.by).toBe('recovered');
  });

  it('ends the thread at the time limit, and not before', () => {
    const at = (ms: number) => afterLook(opened(), verdict('critical'), T0 + ms, DEFAULT_WATCH);

    expect(at(DEFAULT_WATCH.limitMs - 1).ended).toBeUndefined();
    expect(at(DEFAULT_WATCH.limitMs)).toMatchObject({
      ended: { by: 'time-limit' },
      notes: [{ text: expect.stringContaining('still unhealthy: it is critical') }],
    });
  });

  it('never ends a thread as recovered by a look that did not find it well', () => {
    const severity = fc.constantFrom<Severity>('ok', 'warning', 'critical', 'unknown');
    fc.assert(
      fc.property(fc.array(severity, { minLength: 1, maxLength: 30 }), (severities) => {
        let record = opened();
        for (const [index, found] of severities.entries()) {
          record = afterLook(record, verdict(found), T0 + index * 5 * MINUTE, DEFAULT_WATCH);
          if (record.ended !== undefined) return record.ended.by !== 'recovered' || found === 'ok';
        }
        return true;
      }),
    );
  });

  it('that finds all well again says what was wrong, and when', () => {
    expect(looks(['critical', 'ok']).notes[0]?.text).toBe(
      '✅ Recovered after 30 s: it is ok\nOver: a WAL upload was stuck from 2026-11-24 12:00:00 UTC to 2026-11-24 12:00:30 UTC, 30 s',
    );
  });

  it('names each note by its number and moment, so that it is found in Slack and said once', () => {
    expect(looks(['ok', 'critical', 'ok']).notes).toMatchObject([
      { id: `note-1-${T0 + 30 * SECOND}`, tried: false },
      { id: `note-2-${T0 + MINUTE}`, tried: false },
    ]);
  });

  it('knows since when and how often it found the same, and what the thread was told', () => {
    expect(looks(['warning', 'critical', 'critical']).course).toMatchObject({
      severity: 'critical',
      since: T0 + 30 * SECOND,
      looks: 2,
      told: 'critical',
    });
  });

  it('says nothing of an end that came otherwise, and does not change it', () => {
    const ended = { by: 'stopped', at: T0, who: 'U1' } as const;
    const late = (severity: Severity) =>
      afterLook(
        { ...looks([severity]), ended },
        verdict(severity),
        T0 + DEFAULT_WATCH.limitMs,
        DEFAULT_WATCH,
      );

    expect(late('ok')).toMatchObject({ ended, notes: [] });
    expect(late('critical')).toMatchObject({ ended, notes: [] });
  });

  it('that finds all well at the time limit, though not for long yet, leaves it at that', () => {
    const { settleMs, limitMs } = DEFAULT_WATCH;
    const almost = afterLook(
      looks(['critical']),
      verdict('ok'),
      T0 + limitMs - settleMs / 2,
      DEFAULT_WATCH,
    );

    const record = afterLook(almost, verdict('ok'), T0 + limitMs, DEFAULT_WATCH);

    expect(record.ended).toEqual({ by: 'time-limit', at: T0 + limitMs });
    expect(record.notes).toHaveLength(1);
    expect(record.notes[0]?.text).toMatch(/^✅ Recovered/);
  });

  it('tells a recovery from what a record of an earlier version knows, without a course', () => {
    const older = { ...looks(['critical']), timeline: [] };

    const record = afterLook(older, verdict('ok'), T0 + MINUTE, DEFAULT_WATCH);

    expect(record.notes.map(({ text }) => text)).toEqual(['✅ Recovered: it is ok']);
  });

  it('does not fill a thread with words when it changes for ever', () => {
    const flapping = Array.from({ length: 200 }, (_, index) =>
      index % 2 === 0 ? ('ok' as const) : ('critical' as const),
    );

    expect(looks(flapping).notes).toHaveLength(MOST_NOTES);
  });
});

describe('what is left for a thread', () => {
  const over = (by: 'time-limit' | 'stopped' | 'recovered', severity: Severity): ThreadRecord => ({
    ...looks([severity]),
    ended: { by, at: T0 },
  });
  const again = (record: ThreadRecord, afterMs: number) =>
    takeIn(record, [alert('second', T0 + afterMs)], T0 + afterMs);

  it('opens a thread below the post that it answers, and keeps where the alert is to be seen', () => {
    const url = 'https://acme.pagerduty.com/incidents/Q1';

    expect(takeIn(undefined, [{ ...alert('k'), url, incidentId: 'Q1' }], T0)).toMatchObject({
      key: 'C1|a',
      rootTs: `${T0 / 1000}.0`,
      alerts: [{ key: 'k', title: 'k', url, incidentId: 'Q1' }],
      closed: false,
    });
  });

  it('has a thread for each cluster, and one for all that names none', () => {
    const keyOf = (cluster: string | undefined) =>
      takeIn(undefined, [{ ...alert('k'), cluster }], T0)?.key;

    expect([keyOf('a'), keyOf('b'), keyOf(undefined)]).toEqual(['C1|a', 'C1|b', 'C1|?']);
  });

  it('is linked while the thread is live, each alert once', () => {
    const record = takeIn(opened(), [alert('second'), alert('second'), alert('first')], T0);

    expect(record?.alerts.map(({ key }) => key)).toEqual(['first', 'second']);
  });

  it('is counted where there are too many to name', () => {
    const many = Array.from({ length: 100 }, (_, index) => alert(`n${index}`));

    const record = takeIn(opened(), many, T0);

    expect(record?.alerts).toHaveLength(MOST_ALERTS);
    expect(record?.moreAlerts).toBe(101 - MOST_ALERTS);
  });

  it.each(['time-limit', 'stopped'] as const)(
    'is a repeat within 9 h after a thread that ended by %s in trouble',
    (by) => {
      expect(again(over(by, 'critical'), REPEATS_WITHIN)).toMatchObject({
        episode: 'first',
        ended: undefined,
        watchedSince: T0 + REPEATS_WITHIN,
      });
      expect(again(over(by, 'critical'), REPEATS_WITHIN + 1)).toMatchObject({ episode: 'second' });
      expect(again(over(by, 'ok'), MINUTE)).toMatchObject({ episode: 'second' });
    },
  );

  it('is a new thread after a recovery', () => {
    expect(again(over('recovered', 'ok'), MINUTE)).toMatchObject({
      episode: 'second',
      reply: { tried: false },
      notes: [],
    });
  });

  it('may be to stop, which ends what is live and nothing else', () => {
    expect(takeIn(opened(), [stop], T0)?.ended).toEqual({ by: 'stopped', at: T0, who: 'U1' });
    expect(takeIn(over('recovered', 'ok'), [stop], T0)?.ended?.by).toBe('recovered');
    expect(takeIn(undefined, [stop], T0)).toBeUndefined();
  });

  it('may be to watch, which does not disturb a live thread', () => {
    expect(takeIn(opened(), [watch], T0)).toEqual(opened());
    expect(takeIn(undefined, [watch], T0)).toEqual({
      key: 'C1|a',
      channel: 'C1',
      cluster: 'a',
      episode: `watch:${T0}`,
      rootTs: undefined,
      openedAt: T0,
      watchedSince: T0,
      askedBy: 'U1',
      alerts: [],
      moreAlerts: 0,
      reply: { id: 'reply', tried: false },
      notes: [],
      timeline: [],
      noted: [],
      closed: false,
    });
  });
});

describe('looks', () => {
  it.each([
    [0, 30 * SECOND],
    [10 * MINUTE - 1, 30 * SECOND],
    [10 * MINUTE, MINUTE],
    [HOUR - 1, MINUTE],
    [HOUR, 5 * MINUTE],
  ])('after %s ms are %s ms apart', (watchedFor, every) => {
    expect(lookEvery(watchedFor, DEFAULT_WATCH)).toBe(every);
  });
});
