import { afterEach, describe, expect, it } from '@jest/globals';
import type { Report } from '../../../src/domain/report.ts';
import { HOUR } from '../../../src/domain/time.ts';
import { reportStatus } from '../../../src/report/report-status.ts';
import type { ThreadRequest } from '../../../src/threads/record/request.ts';
import type { PostOutcome } from '../../../src/threads/record/slack-channel.ts';
import type { ThreadStore } from '../../../src/threads/record/thread-store.ts';
import { DEFAULT_WATCH } from '../../../src/threads/record/watch-settings.ts';
import { createInMemoryStore, newMemory } from '../../../src/threads/stores/in-memory.ts';
import { createThreadTender, type ThreadTender } from '../../../src/threads/tend/tend-threads.ts';
import { healthySnapshot, NOON } from '../../support/snapshot.ts';
import { eventually } from '../../support/thread-rig.ts';

const THREAD = 'C1|main';
const request = (kind: 'watch' | 'stop', at = NOON): ThreadRequest => ({
  kind,
  at,
  channel: 'C1',
  cluster: 'main',
  user: 'U1',
});
const alert = (cluster = 'main'): ThreadRequest => ({
  kind: 'alert',
  at: NOON,
  channel: 'C1',
  cluster,
  alertKey: `of ${cluster}`,
  title: 'walgBackupDelayed',
  rootTs: '1.0',
});

/** No lease runs out, however slow the machine is. */
const stopwatch = () => 0;

/** A gate that stays shut until it is opened. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const tenders: ThreadTender[] = [];
afterEach(async () => {
  await Promise.all(tenders.splice(0).map(({ stop }) => stop()));
});

/** One replica, and a Slack, clusters and a store that do as the test says. Between two turns an hour goes by. */
function rig({
  leaseMs = HOUR,
  everyMs = HOUR,
  over = {},
}: { leaseMs?: number; everyMs?: number; over?: Partial<ThreadStore> } = {}) {
  const kept = createInMemoryStore(
    newMemory(NOON - HOUR),
    () => Promise.resolve(),
    () => NOON,
    stopwatch,
  );
  const store: ThreadStore = { ...kept, ...over };
  const does = {
    ask: (): Promise<Report> => Promise.resolve(reportStatus(healthySnapshot(), 5)),
    post: (): PostOutcome => ({ kind: 'posted', ts: '2.1' }),
  };
  const seen = { asked: 0, posts: 0 };
  const refused: string[] = [];
  const faults: { fault: unknown; thread: string; reference: string | undefined }[] = [];
  const cluster = {
    ask: () => {
      seen.asked += 1;
      return does.ask();
    },
    links: {},
  };
  const tender = createThreadTender(
    {
      store,
      slack: {
        post: () => {
          seen.posts += 1;
          return Promise.resolve(does.post());
        },
        edit: () => Promise.resolve('edited'),
        find: () => Promise.resolve({ kind: 'absent' }),
        recent: () => Promise.resolve([]),
        linkTo: () => undefined,
      },
      owner: 'me',
      clusters: new Map([
        ['main', cluster],
        ['ci', cluster],
      ]),
      askPipeline: () => Promise.reject(new Error('no')),
      settings: { ...DEFAULT_WATCH, everyMs },
      now: () => NOON,
      stopwatch,
      noteIncident: undefined,
      onRefused: (thread, reason) => refused.push(`${thread} ${reason}`),
    },
    (fault, thread, reference) => faults.push({ fault, thread, reference }),
    leaseMs,
  );
  tenders.push(tender);
  let left = 0;
  const leave = (one: ThreadRequest, thread = THREAD): Promise<boolean> =>
    kept.leave(`r${(left += 1)}`, thread, one);
  return { kept, store, does, seen, refused, faults, tender, leave };
}
const there = { kind: 'again', reply: { kind: 'there', ts: '2.1' } };

describe('a thread that is tended', () => {
  it('has its first turn at once, and the next when somebody comes with more', async () => {
    const { tender, leave, seen, kept } = rig();
    await leave(alert());
    expect(await tender.tend(THREAD)).toMatchObject(there);

    await leave(request('stop'));
    expect((await tender.tend(THREAD)).kind).toBe('over');

    expect(seen.asked).toBe(2);
    expect((await kept.read(THREAD))?.ended?.by).toBe('stopped');
  });

  it('tells whoever comes while it has a turn of the next one, which has taken in what they left', async () => {
    const { tender, leave, does, seen, kept } = rig();
    const answer = does.ask;
    const slow = gate();
    does.ask = () => slow.opened.then(answer);
    await leave(alert());
    const first = tender.tend(THREAD);
    await eventually(
      () => seen.asked,
      (asked) => asked === 1,
    );
    await leave(request('stop'));
    const second = tender.tend(THREAD);
    slow.open();

    expect((await first).kind).toBe('again');
    expect((await second).kind).toBe('over');
    expect(await kept.requests(THREAD)).toEqual([]);
  });

  it('is looked at again after a while, though nobody comes', async () => {
    const { tender, leave, seen } = rig({ everyMs: 1 });
    await leave(alert());
    await tender.tend(THREAD);

    const asked = await eventually(
      () => seen.asked,
      (times) => times > 2,
    );
    expect(asked).toBeGreaterThan(2);
  });

  it('is let go of where it is over, and taken up anew by what comes then', async () => {
    const { tender, leave, kept, seen } = rig();
    await leave(alert());
    await leave(request('stop'));
    expect((await tender.tend(THREAD)).kind).toBe('over');
    await eventually(
      () => kept.take(THREAD, 'other', HOUR),
      (taken) => taken !== undefined,
    );
    await kept.release(THREAD, 'other');
    const { asked } = seen;

    await leave(request('watch', NOON + 1));
    expect(await tender.tend(THREAD)).toMatchObject(there);
    expect(seen.asked).toBe(asked + 1);
  });

  it('misses nothing that comes while it is let go of', async () => {
    const letGo = gate();
    let releases = 0;
    const made = rig({
      over: {
        release: async (thread, owner) => {
          releases += 1;
          if (releases === 1) await letGo.opened;
          await made.kept.release(thread, owner);
        },
      },
    });
    const { tender, leave, kept } = made;
    await leave(alert());
    await leave(request('stop'));
    await tender.tend(THREAD);
    await leave(request('watch', NOON + 1));
    const late = tender.tend(THREAD);
    letGo.open();

    expect(await late).toMatchObject(there);
    expect(await kept.requests(THREAD)).toEqual([]);
    expect((await kept.read(THREAD))?.askedBy).toBe('U1');
  });

  it('of another replica is left to it', async () => {
    const { tender, leave, kept, seen, faults } = rig();
    await leave(alert());
    await kept.take(THREAD, 'other', HOUR);

    expect(await tender.tend(THREAD)).toEqual({ kind: 'lost' });
    await tender.stop();

    expect(seen.asked).toBe(0);
    expect(faults).toEqual([]);
    expect(await kept.requests(THREAD)).toHaveLength(1);
  });

  it('for which nothing was left is over', async () => {
    const { tender, faults } = rig();

    expect(await tender.tend(THREAD)).toEqual({ kind: 'over', reply: undefined });
    await tender.stop();

    expect(faults).toEqual([]);
  });

  it('is given up where another replica has it by now', async () => {
    let reads = 0;
    const made = rig({
      over: {
        read: (thread) => {
          reads += 1;
          return made.kept.read(thread);
        },
      },
    });
    const { tender, leave, kept, seen } = made;
    await leave(alert());
    await tender.tend(THREAD);
    await kept.release(THREAD, 'me');
    await kept.take(THREAD, 'other', HOUR);
    await leave(request('stop'));

    expect(await tender.tend(THREAD)).toEqual({ kind: 'lost' });
    const readBefore = reads;
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(reads).toBe(readBefore);
    expect(seen.posts).toBe(1);
    expect(await kept.take(THREAD, 'me', HOUR)).toBeUndefined();
  });
});

/** A lease that is renewed every few milliseconds, and how often it was taken. */
const rigThatCountsTakes = () => {
  const counted = { takes: 0 };
  const made = rig({
    leaseMs: 30,
    over: {
      take: (...taken) => {
        counted.takes += 1;
        return made.kept.take(...taken);
      },
    },
  });
  return { ...made, counted };
};

describe('the lease of a thread', () => {
  it('is renewed for as long as the thread is watched, and no longer', async () => {
    const { tender, leave, faults, counted } = rigThatCountsTakes();
    await leave(alert());
    await tender.tend(THREAD);
    await eventually(
      () => counted.takes,
      (found) => found > 5,
    );

    await tender.stop();
    const atTheEnd = counted.takes;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counted.takes).toBe(atTheEnd);
    expect(faults).toEqual([]);
  });

  it('wakes the thread where another replica has left something for it', async () => {
    const { tender, leave, kept } = rig({ leaseMs: 30 });
    await leave(alert());
    await tender.tend(THREAD);

    await leave(request('stop'));

    await eventually(
      () => kept.requests(THREAD),
      (left) => left.length === 0,
    );
    expect((await kept.read(THREAD))?.ended?.by).toBe('stopped');
  });

  it('wakes nothing while nothing was left', async () => {
    const { tender, leave, seen, counted } = rigThatCountsTakes();
    await leave(alert());
    await tender.tend(THREAD);
    await eventually(
      () => counted.takes,
      (found) => found > 5,
    );

    expect(seen.asked).toBe(1);
  });

  it('that cannot be renewed for now is a fault for the log, and the thread goes on', async () => {
    const gone = new Error('the store does not answer');
    let takes = 0;
    const made = rig({
      leaseMs: 30,
      over: {
        take: (...taken) => {
          takes += 1;
          return takes === 2 ? Promise.reject(gone) : made.kept.take(...taken);
        },
      },
    });
    const { tender, leave, faults } = made;
    await leave(alert());
    await tender.tend(THREAD);
    await eventually(
      () => takes,
      (found) => found > 3,
    );

    expect(faults).toEqual([{ fault: gone, thread: THREAD, reference: undefined }]);
    await leave(request('stop'));
    expect((await tender.tend(THREAD)).kind).not.toBe('lost');
  });

  it('that cannot be taken is a fault for the log, and whoever came is not kept waiting', async () => {
    const gone = new Error('the store does not answer');
    const { tender, leave, faults } = rig({ over: { take: () => Promise.reject(gone) } });
    await leave(alert());

    expect(await tender.tend(THREAD)).toEqual({ kind: 'lost' });

    expect(faults).toEqual([{ fault: gone, thread: THREAD, reference: undefined }]);
    // Nor who comes in the very moment in which it is given up.
    expect(await tender.tend(THREAD)).toEqual({ kind: 'lost' });
  });
});

describe('a fault of Wale in a turn', () => {
  it('is told by the reference under which it was taken down, and the thread is tried again', async () => {
    const bug = new Error('a bug');
    let reads = 0;
    const made = rig({
      everyMs: 7,
      over: {
        read: (thread) => {
          reads += 1;
          return reads === 1 ? Promise.reject(bug) : made.kept.read(thread);
        },
      },
    });
    const { tender, leave, faults, seen } = made;
    await leave(alert());

    const turn = await tender.tend(THREAD);

    const reference = faults[0]?.reference ?? 'none';
    expect(reference).toMatch(/^\w+$/);
    expect(faults).toEqual([{ fault: bug, thread: THREAD, reference }]);
    expect(turn).toEqual({
      kind: 'again',
      inMs: 7,
      reply: { kind: 'later', reason: `a fault of Wale, ${reference}` },
    });
    await eventually(
      () => seen.posts,
      (posts) => posts === 1,
    );
  });
});

describe('a refusal of Slack', () => {
  const refusedTurns = async (...reasons: readonly (string | undefined)[]) => {
    const { tender, leave, does, refused } = rig();
    await leave(alert());
    await leave(alert('ci'), 'C1|ci');
    for (const reason of reasons) {
      does.post = () =>
        reason === undefined ? { kind: 'unsure', reason: 'timeout' } : { kind: 'refused', reason };
      await tender.tend(THREAD);
    }
    await tender.tend('C1|ci');
    return refused;
  };

  it('is told once for each thread and reason', async () => {
    expect(await refusedTurns('not_in_channel', 'not_in_channel', 'is_archived')).toEqual([
      'C1|main not_in_channel',
      'C1|main is_archived',
      'C1|ci is_archived',
    ]);
  });

  it('is none where Wale is asked to wait, or where nobody knows', async () => {
    expect(await refusedTurns('ratelimited', undefined)).toEqual([]);
  });

  it('is told anew of a thread in which Wale could post in between', async () => {
    const { tender, leave, does, refused } = rig();
    const { post } = does;
    for (const at of [1, 2]) {
      does.post = () => ({ kind: 'refused', reason: 'not_in_channel' });
      await leave(alert());
      await tender.tend(THREAD);
      does.post = post;
      await tender.tend(THREAD);
      await leave(request('stop', NOON + at));
      await tender.tend(THREAD);
      await leave(request('watch', NOON + at));
      await leave(request('stop', NOON + at));
      await tender.tend(THREAD);
    }

    expect(refused).toEqual(['C1|main not_in_channel', 'C1|main not_in_channel']);
  });
});

describe('a replica that begins', () => {
  it('takes up every thread that is live, and none twice', async () => {
    const { tender, leave, seen } = rig();
    await leave(alert());
    await leave(alert('ci'), 'C1|ci');
    await tender.sweep();
    await eventually(
      () => seen.posts,
      (posts) => posts === 2,
    );

    await tender.sweep();
    await tender.tend(THREAD);

    expect(seen.asked).toBe(3);
  });
});

describe('a replica that ends', () => {
  it('lets go of all threads at once, after the turns that they have', async () => {
    const { tender, leave, does, kept, seen } = rig();
    await leave(alert());
    await tender.tend(THREAD);
    const answer = does.ask;
    const slow = gate();
    does.ask = () => slow.opened.then(answer);
    await leave(alert('ci'), 'C1|ci');
    const turn = tender.tend('C1|ci');
    await eventually(
      () => seen.asked,
      (asked) => asked === 2,
    );

    const taken = tender
      .stop()
      .then(() => Promise.all([THREAD, 'C1|ci'].map((thread) => kept.take(thread, 'heir', HOUR))));
    slow.open();

    expect(await taken).toEqual([{ waiting: 0 }, { waiting: 0 }]);
    expect((await turn).kind).toBe('again');
    expect((await kept.read('C1|ci'))?.reply.ts).toBe('2.1');
  });

  it('takes up nothing any more', async () => {
    let looks = 0;
    const made = rig({
      over: {
        live: () => {
          looks += 1;
          return made.kept.live();
        },
        take: (...taken) => {
          looks += 1;
          return made.kept.take(...taken);
        },
      },
    });
    const { tender, leave, seen } = made;
    await leave(alert());
    await tender.stop();

    await tender.sweep();
    expect(await tender.tend(THREAD)).toEqual({ kind: 'lost' });
    await tender.stop();

    expect(seen.asked).toBe(0);
    expect(looks).toBe(0);
  });

  it('keeps nobody waiting who came during its last turn', async () => {
    const { tender, leave, does, seen } = rig();
    const answer = does.ask;
    const slow = gate();
    does.ask = () => slow.opened.then(answer);
    await leave(alert());
    void tender.tend(THREAD);
    await eventually(
      () => seen.asked,
      (asked) => asked === 1,
    );
    const late = tender.tend(THREAD);
    const stopped = tender.stop();
    slow.open();

    expect(await late).toEqual({ kind: 'lost' });
    await stopped;
    expect(seen.asked).toBe(1);
  });
});
