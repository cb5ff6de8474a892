import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import type { Report } from '../../src/domain/report.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { DEFAULT_GRACES } from '../../src/domain/graces.ts';
import { createGuard, type GuardContext } from '../../src/guard/guard.ts';
import type { Due } from '../../src/guard/guard-state.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import type { ThreadStore } from '../../src/threads/record/thread-store.ts';
import { createInMemoryStore, newMemory } from '../../src/threads/stores/in-memory.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moment,
  NOON,
  open,
  PRIMARY,
} from '../support/snapshot.ts';

const CLUSTER = healthySnapshot().cluster.name;
const healthy = reportStatus(healthySnapshot(), 5);
const stuck = reportStatus(
  healthySnapshot({
    log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
    metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
  }),
  5,
);
const withoutLog = reportStatus(
  healthySnapshot({ uploadLog: unavailable('timeout', 'no answer') }),
  5,
);
const fleetOf = (report: Report) => () =>
  Promise.resolve({ at: NOON, reports: [report], severity: 'ok' as const, tookMs: 1 });
const newStore = (): ThreadStore =>
  createInMemoryStore(
    newMemory(NOON - 60 * MINUTE),
    () => Promise.resolve(),
    () => NOON,
    () => 0,
  );

/** One guard from its start until it has looked once, or found that another looks. */
async function oneLook(over: Partial<GuardContext> = {}) {
  const told: (readonly [string, unknown])[] = [];
  const faults: string[] = [];
  const left: Due[] = [];
  const tended: string[] = [];
  const store = over.store ?? newStore();
  let rest: () => void = () => undefined;
  const rests = new Promise<void>((resolve) => {
    rest = resolve;
  });
  const guard = createGuard(
    {
      store,
      owner: 'a',
      askFleet: fleetOf(stuck),
      askCluster: new Map([[CLUSTER, () => Promise.resolve(stuck)]]),
      leaveTrouble: (due) => {
        left.push(due);
        return Promise.resolve('thread-1');
      },
      tender: {
        tend: (thread) => {
          tended.push(thread);
          return Promise.resolve({ kind: 'lost' });
        },
      },
      settings: {
        everyMs: MINUTE,
        settleMs: MINUTE,
        graces: { ...DEFAULT_GRACES, 'upload-stuck': 0 },
      },
      now: () => NOON,
      stopwatch: () => 0,
      random: () => {
        rest();
        return 0.5;
      },
      tell: (name, event) => told.push([name, event]),
      onFault: (fault) => faults.push(String(fault)),
      ...over,
    },
    30,
  );
  guard.start();
  await rests;
  await guard.stop();
  return { told, faults, left, tended, store };
}
const leftIn = async (store: ThreadStore): Promise<unknown> =>
  (await store.papers('guard')).get('state');

describe('one look of the guard', () => {
  it('tells of a trouble, has its thread tended, and writes down that it has', async () => {
    const { told, faults, left, tended, store } = await oneLook();

    expect(faults).toEqual([]);
    expect(left).toMatchObject([{ cluster: CLUSTER, trouble: { code: 'upload-stuck' } }]);
    expect(tended).toEqual(['thread-1']);
    expect(told).toEqual([
      ['guard-leads', { leads: false }],
      ['guard-leads', { leads: true }],
      [
        'fleet-looked',
        {
          verdicts: [expect.objectContaining({ cluster: CLUSTER, code: 'upload-stuck' })],
          lost: [],
          everyMs: MINUTE,
        },
      ],
      ['trouble-told', { cluster: CLUSTER, verdict: 'upload-stuck' }],
      ['guard-leads', { leads: false }],
    ]);
    expect(await leftIn(store)).toMatchObject({
      clusters: { [CLUSTER]: { trouble: { told: { left: true } } } },
    });
  });

  it('is not told once more by the next replica, to which it lets go of the lease', async () => {
    const { store } = await oneLook();
    const next = await oneLook({ store, owner: 'b' });

    expect(next.told).toContainEqual(['guard-leads', { leads: true }]);
    expect(next.left).toEqual([]);
  });

  it('is none as long as another replica has the lease', async () => {
    const store = newStore();
    await store.take('guard', 'b', MINUTE);
    const { told, left } = await oneLook({ store });

    expect(told).toEqual([['guard-leads', { leads: false }]]);
    expect(left).toEqual([]);
  });

  it('tells nothing where a cluster that is asked alone is well', async () => {
    const { left, told } = await oneLook({
      askCluster: new Map([[CLUSTER, () => Promise.resolve(healthy)]]),
    });

    expect(left).toEqual([]);
    expect(told).toContainEqual([
      'fleet-looked',
      expect.objectContaining({
        verdicts: [expect.objectContaining({ cluster: CLUSTER, code: 'healthy' })],
      }),
    ]);
  });

  it('asks no cluster alone of which there is nothing to tell', async () => {
    const askCluster = new Map([[CLUSTER, () => Promise.reject(new Error('asked'))]]);

    expect((await oneLook({ askFleet: fleetOf(healthy), askCluster })).faults).toEqual([]);
  });

  it('tells what it saw where the second question fails, or there is none to ask', async () => {
    const failing = new Map([[CLUSTER, () => Promise.reject(new Error('no answer'))]]);
    const failed = await oneLook({ askCluster: failing });

    expect(failed.left).toHaveLength(1);
    expect(failed.faults).toEqual(['Error: no answer']);
    expect((await oneLook({ askCluster: new Map() })).left).toHaveLength(1);
  });

  it('says which sources are lost', async () => {
    const { told } = await oneLook({ askFleet: fleetOf(withoutLog) });

    expect(told).toContainEqual([
      'fleet-looked',
      expect.objectContaining({ lost: ['elasticsearch'] }),
    ]);
  });

  it('says that it failed, for how long, and tells nothing', async () => {
    let now = NOON;
    const { told, faults, left } = await oneLook({
      askFleet: () => {
        now += 3 * SECOND;
        return Promise.reject(new Error('a bug'));
      },
      now: () => now,
    });

    expect(told).toContainEqual(['fleet-look-failed', { tookMs: 3 * SECOND }]);
    expect(faults).toEqual(['Error: a bug']);
    expect(left).toEqual([]);
  });

  it('leaves nothing where the lease was lost meanwhile', async () => {
    const store = newStore();
    const lost: ThreadStore = { ...store, keepPaper: () => Promise.resolve(false) };

    expect((await oneLook({ store: lost })).left).toEqual([]);
  });

  it('begins anew where what it knew cannot be read, and says so', async () => {
    const store = newStore();
    await store.take('guard', 'a', MINUTE);
    await store.keepPaper('guard', 'state', { torn: true }, { lease: 'guard', owner: 'a' });
    const { faults, left } = await oneLook({ store });

    expect(faults).toEqual(['Error: what the guard knew cannot be read; it begins anew']);
    expect(left).toHaveLength(1);
  });

  it('says where the state cannot be reached, and tells nothing', async () => {
    const store = newStore();
    const gone: ThreadStore = { ...store, take: () => Promise.reject(new Error('no state')) };
    const { faults, left } = await oneLook({ store: gone });

    expect(faults).toEqual(['Error: no state']);
    expect(left).toEqual([]);
  });
});

describe('the alarms of a look', () => {
  const alarms = (sent: string[]): NonNullable<GuardContext['alarms']> => ({
    outlets: ['pagerduty'],
    sound: (all) => {
      sent.push(...all.map(({ code, over }) => `${code}${over ? ' is over' : ''}`));
      return Promise.resolve(
        all.map((alarm) => ({
          ...alarm,
          sent: { pagerduty: { critical: alarm.critical, arrived: true } },
        })),
      );
    },
  });

  it('are kept, so that whoever looks next can say that they are over', async () => {
    const sent: string[] = [];
    const { store } = await oneLook({ alarms: alarms(sent) });
    expect((await store.papers('guard')).get('alarms')).toMatchObject({
      alarms: [{ code: 'upload-stuck' }],
    });

    for (const minutes of [60, 62]) {
      await oneLook({
        store,
        alarms: alarms(sent),
        askFleet: fleetOf(healthy),
        now: () => NOON + minutes * MINUTE,
      });
    }
    expect(sent.at(-1)).toBe('upload-stuck is over');
  });

  it('are none where nothing was told', async () => {
    const { faults, store } = await oneLook({
      alarms: { outlets: ['pagerduty'], sound: () => Promise.reject(new Error('sounded')) },
      askFleet: fleetOf(healthy),
    });

    expect(faults).toEqual([]);
    expect((await store.papers('guard')).has('alarms')).toBe(false);
  });

  it('begin anew where those that were sent cannot be read', async () => {
    const sent: string[] = [];
    const store = newStore();
    await store.take('guard', 'a', MINUTE);
    await store.keepPaper('guard', 'alarms', { torn: true }, { lease: 'guard', owner: 'a' });
    const { faults } = await oneLook({ store, alarms: alarms(sent) });

    expect(faults).toEqual(['Error: the alarms that were sent cannot be read; they begin anew']);
    expect(sent).toEqual(['upload-stuck']);
  });
});

describe('a look of the guard', () => {
  it('that is going on as the guard is stopped is the last, and nothing is waited for after it', async () => {
    const asked = new Promise<void>((resolve) => {
      const guard = createGuard({
        ...({} as GuardContext),
        store: newStore(),
        owner: 'a',
        askFleet: () => {
          const stopped = guard.stop();
          resolve(stopped);
          return fleetOf(healthy)();
        },
        askCluster: new Map(),
        settings: { everyMs: 30 * SECOND, settleMs: MINUTE, graces: DEFAULT_GRACES },
        now: () => NOON,
        stopwatch: () => 0,
        random: () => 0.5,
        tell: () => undefined,
        onFault: () => undefined,
      });
      guard.start();
    });

    await expect(asked).resolves.toBeUndefined();
  });
});
