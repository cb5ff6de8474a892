import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SlackWorkspace } from '../../demo/slack-workspace.ts';
import { DEFAULT_GRACES, GRACED, type Graces } from '../../src/domain/graces.ts';
import type { EventName } from '../../src/domain/event-map.ts';
import { unavailable } from '../../src/domain/reading.ts';
import type { Report } from '../../src/domain/report.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { createGuard, type Guard } from '../../src/guard/guard.ts';
import { createSoundAlarms, type Outlet } from '../../src/guard/sound-alarms.ts';
import { createLeaveTrouble } from '../../src/guard/leave-trouble.ts';
import { pipelineReport } from '../../src/report/pipeline-report.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { threadKey } from '../../src/threads/record/request.ts';
import type { ThreadStore } from '../../src/threads/record/thread-store.ts';
import { completed, healthySnapshot, metric, moment, open, PRIMARY } from '../support/snapshot.ts';
import {
  alertPost,
  CHANNEL,
  createReplica,
  eventually,
  oldStore,
  parsedPost,
  startWorkspace,
  stopwatch,
} from '../support/thread-rig.ts';

jest.setTimeout(30_000);

const CLUSTER = 'gprd-main';
const PIPELINE_CHANNEL = 'C0PIPELINE';
const healthy = () => reportStatus(healthySnapshot(), 5);
const stuck = () =>
  reportStatus(
    healthySnapshot({
      log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
      metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
    }),
    5,
  );
const logLost = () =>
  reportStatus(healthySnapshot({ uploadLog: unavailable('timeout', 'no answer') }), 5);

const withoutLog = () =>
  reportStatus(healthySnapshot({ uploadLog: unavailable('not-configured', 'no URL') }), 5);

const AT_ONCE = Object.fromEntries(GRACED.map((name) => [name, 40])) as unknown as Graces;

let slack: SlackWorkspace;
let store: ThreadStore;
let running: { readonly stop: () => Promise<void> }[];
let seen: () => Report;
let told: EventName[];

beforeEach(async () => {
  slack = await startWorkspace();
  store = oldStore();
  running = [];
  told = [];
  seen = stuck;
});
afterEach(async () => {
  await Promise.all(running.map(({ stop }) => stop()));
  await slack.close();
});

const fleet = () =>
  Promise.resolve({ at: 0, reports: [seen()], severity: 'ok' as const, tookMs: 1 });

/** One Wale with a guard that looks every few milliseconds. */
function wale(
  owner: string,
  over: {
    readonly store?: ThreadStore;
    readonly leaseMs?: number;
    readonly outlet?: Outlet;
  } = {},
) {
  const kept = over.store ?? store;
  const faults: unknown[] = [];
  const replica = createReplica({
    slack,
    store: kept,
    owner,
    ask: () => Promise.resolve(seen()),
    askPipeline: async () => pipelineReport(await fleet()),
    settings: { everyMs: 30, settleMs: 60_000, limitMs: 120_000 },
  });
  const guard: Guard = createGuard(
    {
      store: kept,
      owner,
      askFleet: fleet,
      askCluster: new Map([[CLUSTER, () => Promise.resolve(seen())]]),
      leaveTrouble: createLeaveTrouble(kept, {
        channelOf: () => CHANNEL,
        pipelineChannel: PIPELINE_CHANNEL,
        alertChannels: ['C0OTHER'],
      }),
      ...(over.outlet === undefined
        ? {}
        : {
            alarms: {
              outlets: [over.outlet.name],
              sound: createSoundAlarms([over.outlet], Date.now, (name) => told.push(name)),
            },
          }),
      tender: replica.tender,
      settings: { everyMs: 20, settleMs: 200, graces: AT_ONCE },
      now: Date.now,
      stopwatch,
      random: () => 0.5,
      tell: (name) => told.push(name),
      onFault: (fault) => faults.push(fault),
    },
    over.leaseMs ?? 400,
  );
  guard.start();
  running.push({
    stop: async () => {
      await guard.stop();
      await replica.tender.stop();
    },
  });
  return { ...replica, guard, faults };
}

const posts = (channel = CHANNEL) => slack.messages(channel);
const onePost = (channel = CHANNEL) =>
  eventually(
    () => posts(channel),
    ({ length }) => length === 1,
  );
const looks = async (count: number): Promise<void> => {
  const before = told.length;
  await eventually(
    () => told.slice(before).filter((name) => name === 'fleet-looked').length,
    (found) => found >= count,
  );
};
const textOf = (message: unknown): string => JSON.stringify(message ?? null);

describe('the guard', () => {
  it('posts a trouble by itself, once, whichever of three replicas looks', async () => {
    for (const owner of ['a', 'b', 'c']) wale(owner);

    const [post] = await onePost();
    await looks(10);

    expect(textOf(post)).toContain('CRITICAL: gprd-main: an upload from patroni-01');
    expect(textOf(post)).toContain('Wale saw this by itself');
    expect(posts()).toHaveLength(1);
    expect(told.filter((name) => name === 'trouble-told')).toHaveLength(1);
  });

  it('pages once, whichever of three replicas looks, and says when it is over', async () => {
    const sent: string[] = [];
    const outlet: Outlet = {
      name: 'pagerduty',
      forgets: false,
      send: ({ cluster, critical, over }) => {
        sent.push(`${cluster ?? ''} ${over ? 'over' : critical ? 'critical' : 'warning'}`);
        return Promise.resolve('arrived');
      },
    };
    for (const owner of ['a', 'b', 'c']) wale(owner, { outlet });

    await onePost();
    await looks(10);
    seen = healthy;
    await eventually(
      () => sent,
      ({ length }) => length === 2,
    );
    await looks(5);

    expect(sent).toEqual([`${CLUSTER} critical`, `${CLUSTER} over`]);
  });

  it('says in that thread that it recovered, and begins another for what comes later', async () => {
    wale('a');
    const [root] = await onePost();

    seen = healthy;
    const recovered = await eventually(
      () => posts(),
      ({ length }) => length === 2,
    );

    expect(textOf(recovered[1])).toContain('Recovered after');
    expect(recovered[1]?.thread_ts).toBe(root?.ts);
  });

  it.each([
    ['is well', healthy],
    ['lacks nothing but a log, which was never set up', withoutLog],
  ])('says nothing of a server that %s', async (_what, report) => {
    seen = report;
    wale('a');

    await looks(20);

    expect(posts()).toEqual([]);
    expect(posts(PIPELINE_CHANNEL)).toEqual([]);
  });

  it('tells of a lost source in the channel for that, and nowhere else', async () => {
    seen = logLost;
    wale('a');
    wale('b');

    const [post] = await onePost(PIPELINE_CHANNEL);
    await looks(10);
    expect(textOf(post)).toContain('WARNING: how Wale sees: Elasticsearch does not answer');
    expect(posts(PIPELINE_CHANNEL)).toHaveLength(1);
    expect(posts()).toEqual([]);

    seen = healthy;
    const both = await eventually(
      () => posts(PIPELINE_CHANNEL),
      ({ length }) => length === 2,
    );
    expect(textOf(both[1])).toContain('every source answers');
  });

  it('has its post joined by the alert that comes later', async () => {
    const { answer } = wale('a');
    const [root] = await onePost();
    const alert = slack.post(CHANNEL, alertPost());

    await answer(CHANNEL, parsedPost(alert));
    await eventually(
      () => posts().find(({ ts }) => ts === root?.ts),
      (message) => textOf(message).includes('also for'),
    );

    expect(posts().filter(({ ts }) => ts !== alert.ts)).toHaveLength(1);
  });

  it('joins the thread of the alert that came first, in whichever channel that is', async () => {
    slack.post('C0OTHER', { text: 'before' });
    seen = healthy;
    const { answer } = wale('a');
    await looks(1);
    const alert = slack.post('C0OTHER', alertPost());
    await answer('C0OTHER', parsedPost(alert));
    await eventually(
      () => posts('C0OTHER'),
      ({ length }) => length === 3,
    );

    seen = stuck;
    await eventually(
      () => store.read(threadKey('C0OTHER', CLUSTER)),
      (record) => record?.alerts.length === 2,
    );

    await looks(5);
    expect(posts()).toEqual([]);
  });

  it('does not go on about what somebody stopped', async () => {
    const { stop } = wale('a');
    await onePost();
    await eventually(
      () => store.read(threadKey(CHANNEL, CLUSTER)),
      (record) => record?.reply.ts !== undefined,
    );
    await stop(CHANNEL, threadKey(CHANNEL, CLUSTER), 'U1');
    await eventually(
      () => store.read(threadKey(CHANNEL, CLUSTER)),
      (record) => record?.ended?.by === 'stopped',
    );

    await looks(20);

    expect(posts()).toHaveLength(1);
    expect((await store.read(threadKey(CHANNEL, CLUSTER)))?.ended?.by).toBe('stopped');
  });

  it.each(['before', 'after'] as const)(
    'posts once where a replica dies right %s it has left the trouble',
    async (when) => {
      let died = false;
      let bury: (fault: Error) => void = () => undefined;
      const grave = new Promise<never>((_resolve, reject) => {
        bury = reject;
      });
      grave.catch(() => undefined);
      const dying: ThreadStore = {
        ...store,
        leave: async (id, thread, request) => {
          if (died) return grave;
          if (when === 'after') await store.leave(id, thread, request);
          died = true;
          return grave;
        },
        // What is dead renews no lease.
        take: (...args) => (died ? grave : store.take(...args)),
      };
      wale('a', { store: dying });
      await eventually(
        () => died,
        (isDead) => isDead,
      );
      wale('b');

      await onePost();
      await looks(10);

      expect(posts()).toHaveLength(1);
      bury(new Error('it is dead'));
    },
  );

  it('does not speak where a look at the cluster alone finds it well', async () => {
    let asked = 0;
    const replica = createReplica({ slack, store, ask: () => Promise.resolve(healthy()) });
    const guard = createGuard(
      {
        store,
        owner: 'a',
        askFleet: fleet,
        askCluster: new Map([
          [
            CLUSTER,
            () => {
              asked += 1;
              return Promise.resolve(healthy());
            },
          ],
        ]),
        leaveTrouble: () => Promise.reject(new Error('nothing is to be left')),
        tender: replica.tender,
        settings: {
          everyMs: 20,
          settleMs: 60_000,
          graces: { ...DEFAULT_GRACES, 'upload-stuck': 0 },
        },
        now: Date.now,
        stopwatch,
        random: () => 0.5,
        tell: (name) => told.push(name),
        onFault: (fault) => {
          throw fault;
        },
      },
      400,
    );
    running.push(guard);
    guard.start();

    await looks(5);

    expect(asked).toBeGreaterThan(0);
    expect(told).not.toContain('trouble-told');
  });

  it('goes on after a look that failed, and says that it did', async () => {
    let broken = true;
    seen = () => {
      if (broken) throw new Error('a bug');
      return stuck();
    };
    const { faults } = wale('a');
    await eventually(
      () => told.filter((name) => name === 'fleet-look-failed').length,
      (found) => found > 2,
    );
    broken = false;

    await onePost();
    expect(String(faults[0])).toContain('a bug');
  });
});
