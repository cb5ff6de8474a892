import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/threads/alerts/alert.ts';
import type { Place } from '../../../src/threads/record/slack-channel.ts';
import { createLeaveAlert } from '../../../src/threads/tend/leave-alert.ts';
import { createPlaceArrivals } from '../../../src/threads/tend/place-arrivals.ts';
import { createTakeAlerts } from '../../../src/threads/tend/take-alerts.ts';
import { oldStore } from '../../support/thread-rig.ts';

const traces = ['main', 'ci'].map((name) => ({
  name,
  labels: { type: name },
  names: [],
  services: [],
}));
const alert = (id: number, type = 'main'): Alert => ({
  key: `k${id}`,
  title: 'walgBackupDelayed',
  labels: { type: [type] },
  text: 'walgBackupDelayed',
  at: 1000,
  incident: undefined,
  service: undefined,
});

/** Two replicas that share a store; `find` is where Slack shows an alert. */
function rig(find: () => Promise<Place | undefined>, store = oldStore(), at = { now: 0 }) {
  const faults: unknown[] = [];
  const passedOver: string[] = [];
  const tended: string[] = [];
  const replica = (owner: string, finds = find) => {
    const placing = createPlaceArrivals({
      store,
      find: finds,
      leaveAlert: createLeaveAlert(store, { linkTo: () => undefined }, traces),
      tender: {
        tend: (thread) => {
          tended.push(thread);
          return Promise.resolve({ kind: 'lost' });
        },
      },
      channel: 'C0',
      owner,
      now: () => at.now,
      onFault: (fault) => faults.push(fault),
    });
    const take = createTakeAlerts(
      store,
      traces,
      placing,
      (reason, count) => passedOver.push(`${count} ${reason}`),
      () => at.now,
    );
    return { ...placing, take };
  };
  return { store, faults, passedOver, tended, replica, at };
}
const never = () => new Promise<never>(() => undefined);

describe('the alerts of a webhook', () => {
  it('are written down and answered while Slack is still being looked through', async () => {
    const { store, replica } = rig(never);

    expect(await replica('a').take([alert(1), alert(2)])).toBe('taken in');

    expect((await store.arrivals()).map(({ alert: { key } }) => key)).toEqual(['k1', 'k2']);
  });

  it('are left where Slack shows them, else in the channel for the others', async () => {
    const { store, replica, tended } = rig(() => Promise.resolve({ channel: 'C7', rootTs: '1.2' }));
    const a = replica('a');
    await a.take([alert(1)]);
    const b = replica('b', () => Promise.resolve(undefined));
    await b.take([alert(2, 'ci')]);
    await Promise.all([a.settled(), b.settled()]);

    expect(await store.arrivals()).toEqual([]);
    expect(await store.requests('C7|main')).toMatchObject([{ alertKey: 'k1', rootTs: '1.2' }]);
    expect(await store.requests('C0|ci')).toMatchObject([{ alertKey: 'k2' }]);
    expect(tended.sort()).toEqual(['C0|ci', 'C7|main']);
  });

  it('are taken in once, however often they are sent, and whoever gets them', async () => {
    const { store, replica, passedOver } = rig(() => Promise.resolve(undefined));
    const replicas = [replica('a'), replica('b')];
    const said = [];
    for (const each of [...replicas, ...replicas]) said.push(await each.take([alert(1)]));
    await Promise.all(replicas.map(({ settled }) => settled()));

    const known = 'known already: nothing new is begun';
    expect(said).toEqual(['taken in', known, known, known]);
    expect(passedOver).toEqual(Array.from({ length: 3 }, () => '1 already-known'));
    expect(await store.requests('C0|main')).toHaveLength(1);
  });

  it('about other clusters are not written down', async () => {
    const { store, replica, passedOver } = rig(never);

    expect(await replica('a').take([alert(1, 'web')])).toBe('about none of the clusters here');

    expect(passedOver).toEqual(['1 about-other-clusters']);
    expect(await store.arrivals()).toEqual([]);
  });

  it('of one webhook are told apart: ours are taken in, once each, and of the others is told', async () => {
    const { store, replica, passedOver } = rig(() => Promise.resolve(undefined));
    const a = replica('a');

    expect(
      await a.take([alert(1), alert(2, 'web'), alert(1), alert(3, 'ci'), alert(4, 'web')]),
    ).toBe('taken in');
    await a.settled();

    expect(passedOver).toEqual(['2 about-other-clusters', '1 already-known']);
    expect(await store.requests('C0|main')).toHaveLength(1);
    expect(await store.requests('C0|ci')).toHaveLength(1);
    expect(await store.arrivals()).toEqual([]);
  });

  it('are not said to be taken in where they could not be written down', async () => {
    const store = { ...oldStore(), arrive: () => Promise.reject(new Error('ENOSPC')) };
    const { replica } = rig(never, store);

    await expect(replica('a').take([alert(1)])).rejects.toThrow('ENOSPC');
  });
});

describe('what is not yet left for its thread when a replica is to end', () => {
  it('stays written down, without a fault, and is placed by whoever comes next', async () => {
    const kept = oldStore();
    let left = 0;
    const { store, replica, at, faults } = rig(() => Promise.resolve(undefined), {
      ...kept,
      leave: (...request) => {
        left += 1;
        if (left === 20) void ending.giveUp();
        return kept.leave(...request);
      },
    });
    const ending = replica('a');
    const many = Array.from({ length: 500 }, (_, id) => alert(id));
    await ending.take(many);
    await ending.settled();

    const waiting = (await store.arrivals()).length;
    expect(waiting).toBeGreaterThanOrEqual(450);
    expect(left).toBe(500 - waiting);

    at.now = 8000;
    await replica('b').sweep();

    expect(await store.arrivals()).toEqual([]);
    expect(await store.requests('C0|main')).toHaveLength(500);
    expect(faults).toEqual([]);
  });
});

describe('what a replica wrote down before it was killed', () => {
  it('is placed by another once it is overdue, and once', async () => {
    const { store, replica, at, tended } = rig(never);
    await replica('dead').take([alert(1)]);
    const other = replica('b', () => Promise.resolve(undefined));

    at.now = 7999;
    await other.sweep();
    expect(await store.arrivals()).toHaveLength(1);
    at.now = 8000;
    await other.sweep();
    await other.sweep();

    expect(await store.arrivals()).toEqual([]);
    expect(await store.requests('C0|main')).toHaveLength(1);
    expect(tended).toEqual(['C0|main']);
  });

  it('is looked for by one replica at a time', async () => {
    const { store, replica, at } = rig(() => Promise.resolve(undefined));
    await replica('dead', never).take([alert(1)]);
    at.now = 8000;
    await store.take('arrivals', 'another', 60_000);

    await replica('b').sweep();

    expect(await store.arrivals()).toHaveLength(1);
  });

  it('stays written down while it cannot be placed, and that is told', async () => {
    let broken = true;
    const { store, replica, at, faults } = rig(() =>
      broken ? Promise.reject(new Error('Redis is away')) : Promise.resolve(undefined),
    );
    const a = replica('a');
    await a.take([alert(1)]);
    await a.settled();
    expect(faults).toEqual([new Error('Redis is away')]);
    expect(await store.arrivals()).toHaveLength(1);

    broken = false;
    at.now = 8000;
    await a.sweep();

    expect(await store.requests('C0|main')).toHaveLength(1);
  });
});
