import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../../src/domain/event-map.ts';
import { alarmsAfter, Alarms, type Alarm } from '../../src/guard/alarms.ts';
import type { Due } from '../../src/guard/guard-state.ts';
import { createSoundAlarms, type Outlet } from '../../src/guard/sound-alarms.ts';

const told = (id: string, critical = false): Due => ({
  cluster: 'main',
  trouble: {
    id,
    since: 1,
    badForMs: 1,
    code: 'upload-stuck',
    headline: 'stuck',
    told: { at: 2, critical, left: true },
  },
});

/** An outlet that says what it was sent; `answers` are its deliveries in turn, the last again and again. */
function outletThat(answers: readonly Delivery[], forgets = false) {
  const sent: string[] = [];
  const outlet: Outlet = {
    name: forgets ? 'alertmanager' : 'pagerduty',
    forgets,
    send: ({ id, critical, over }, before) => {
      const delivery = answers[Math.min(sent.length, answers.length - 1)] ?? 'arrived';
      const was = before === undefined ? '' : ` after ${before ? 'critical' : 'warning'}`;
      sent.push(`${id} ${over ? 'over' : critical ? 'critical' : 'warning'}${was}`);
      return Promise.resolve(delivery);
    },
  };
  return { sent, outlet };
}

/** Looks again and again: what is told in each; the alarms are kept as JSON between two. */
async function looks(outlet: Outlet, ...seen: readonly (readonly Due[])[]) {
  const sound = createSoundAlarms(
    [outlet],
    () => 0,
    () => undefined,
  );
  let kept: readonly Alarm[] = [];
  for (const due of seen) {
    const alarms = await sound(alarmsAfter(kept, due, [outlet.name]));
    kept = Alarms.parse(JSON.parse(JSON.stringify({ alarms }))).alarms;
  }
  return kept;
}

const A = told('a');

describe('what is told to a system that pages', () => {
  it('is each trouble once, and its end once', async () => {
    const { sent, outlet } = outletThat(['arrived']);

    const kept = await looks(outlet, [A], [A], [], []);

    expect(sent).toEqual(['a warning', 'a over after warning']);
    expect(kept).toEqual([]);
  });

  it('is told again when it gets critical', async () => {
    const { sent, outlet } = outletThat(['arrived']);

    await looks(outlet, [A], [told('a', true)], [told('a', true)]);

    expect(sent).toEqual(['a warning', 'a critical after warning']);
  });

  it('is tried again with each look until it arrives, the end as well', async () => {
    const { sent, outlet } = outletThat(['unreachable', 'arrived', 'unreachable', 'arrived']);

    const kept = await looks(outlet, [A], [A], [A], [], []);

    expect(sent).toEqual([
      'a warning',
      'a warning after warning',
      'a over after warning',
      'a over after warning',
    ]);
    expect(kept).toEqual([]);
  });

  it('is not tried for each alarm where nothing answers', async () => {
    const { sent, outlet } = outletThat(['unreachable']);

    await looks(outlet, [A, told('b'), told('c')]);

    expect(sent).toEqual(['a warning']);
  });

  it('is not kept back by one that is refused', async () => {
    const { sent, outlet } = outletThat(['refused', 'arrived']);

    await looks(outlet, [A, told('b')]);

    expect(sent).toEqual(['a warning', 'b warning']);
  });

  it('has an end also where nobody knows whether it arrived', async () => {
    const { sent, outlet } = outletThat(['unreachable', 'arrived']);

    await looks(outlet, [A], []);

    expect(sent).toEqual(['a warning', 'a over after warning']);
  });

  it('is told anew with each look to one that forgets', async () => {
    const { sent, outlet } = outletThat(['arrived'], true);

    const kept = await looks(outlet, [A], [A], [], []);

    expect(sent).toEqual(['a warning', 'a warning after warning', 'a over after warning']);
    expect(kept).toEqual([]);
  });

  it('is at most twenty a look', async () => {
    const { sent, outlet } = outletThat(['arrived']);
    const many = Array.from({ length: 30 }, (_, index) => told(`t${index}`));

    await looks(outlet, many);
    expect(sent).toHaveLength(20);
    await looks(outlet, many, many);

    expect(sent).toHaveLength(50);
  });

  it('takes ten seconds of a look, and what is left has the next', async () => {
    const sentIn = async (msEach: number) => {
      let now = 1_000_000;
      const { sent, outlet } = outletThat(['arrived']);
      const slow: Outlet = {
        ...outlet,
        send: (...alarm) => {
          now += msEach;
          return outlet.send(...alarm);
        },
      };
      const sound = createSoundAlarms(
        [slow],
        () => now,
        () => undefined,
      );
      await sound(alarmsAfter([], [A, told('b'), told('c'), told('d')], [slow.name]));
      return sent;
    };

    expect(await sentIn(5_000)).toHaveLength(3);
    expect(await sentIn(10_001)).toHaveLength(1);
    expect(await sentIn(0)).toHaveLength(4);
  });

  it('is told to each of several by what that one has heard, and kept until all have', async () => {
    const slow = outletThat(['arrived', 'unreachable', 'arrived'], true);
    const quick = outletThat(['arrived']);
    const said: unknown[] = [];
    const outlets = [quick.outlet, { ...slow.outlet, forgets: false }];
    const sound = createSoundAlarms(
      outlets,
      () => 0,
      (...event) => said.push(event),
    );
    const names = outlets.map(({ name }) => name);
    let kept = await sound(alarmsAfter([], [A], names));
    kept = await sound(alarmsAfter(kept, [], names));
    expect(kept).toMatchObject([{ id: 'a', over: true }]);
    kept = await sound(alarmsAfter(kept, [], names));

    expect(kept).toEqual([]);
    expect(quick.sent).toEqual(['a warning', 'a over after warning']);
    expect(slow.sent).toEqual(['a warning', 'a over after warning', 'a over after warning']);
    expect(said[0]).toEqual([
      'alarm-sent',
      { outlet: 'pagerduty', cluster: 'main', delivery: 'arrived' },
    ]);
  });
});

describe('the alarms after a look', () => {
  const after = (before: readonly Alarm[], due: readonly Due[]) =>
    alarmsAfter(before, due, ['pagerduty', 'alertmanager']);
  const [alarm] = after([], [A]);
  const over = (sent: Alarm['sent']): readonly Alarm[] =>
    alarm === undefined ? [] : after([{ ...alarm, sent }], []);
  const heard = { critical: false, arrived: true };
  const done = { ...heard, done: true };

  it('are of each trouble what a system that pages is told', () => {
    expect(alarm).toEqual({
      id: 'a',
      cluster: 'main',
      code: 'upload-stuck',
      headline: 'stuck',
      critical: false,
      since: 1,
      over: false,
      sent: {},
    });
    expect(after([], [{ ...told('p', true), cluster: undefined }])[0]).not.toHaveProperty(
      'cluster',
    );
    expect(after([], [told('c', true)])).toMatchObject([{ critical: true }]);
  });

  it('keep one that is over while any of those that heard of it has not heard that', () => {
    expect(over({ pagerduty: heard })).toMatchObject([{ over: true }]);
    expect(over({ pagerduty: done, alertmanager: heard })).toHaveLength(1);
    expect(over({ pagerduty: done, alertmanager: done })).toEqual([]);
    expect(over({ pagerduty: done })).toEqual([]);
    expect(over({})).toEqual([]);
    expect(over({ another: heard })).toEqual([]);
  });

  it('are five hundred at most', () => {
    const many = Array.from({ length: 501 }, (_, at) => told(`t${at}`));

    expect(after([], many)).toHaveLength(500);
  });
});
