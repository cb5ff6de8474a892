import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { HOUR } from '../../../src/domain/time.ts';
import { STATE_VERSION } from '../../../src/threads/stores/state-version.ts';
import { openLevelStore } from '../../../src/threads/stores/level.ts';
import {
  createForgetfulStore,
  createInMemoryStore,
  newMemory,
  type Change,
} from '../../../src/threads/stores/in-memory.ts';
import { takeLease } from '../../../src/threads/tend/lease.ts';
import { REMEMBERED_MS } from '../../../src/threads/record/thread-store.ts';
import { stopwatch } from '../../support/thread-rig.ts';
import { anArrival, aRecord, aRequest, STORE_CASES } from '../../support/thread-store-contract.ts';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-store-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const newFolder = (): string => join(folder, String((count += 1)));

const STORES = [
  ['in memory', () => Promise.resolve(createForgetfulStore(Date.now, stopwatch))],
  ['in a folder', () => openLevelStore(newFolder(), Date.now, stopwatch)],
] as const;

describe.each(STORES)('the store %s', (_name, open) => {
  it.each(STORE_CASES)('%s', async (_promise, expectKept) => {
    const store = await open();
    await expectKept(store);
    await store.close();
  });
});

describe('the store in a folder', () => {
  it('remembers everything but leases over a restart', async () => {
    const path = newFolder();
    const before = await openLevelStore(path, () => 1000, stopwatch);
    await before.leave('x', 'C1|a', aRequest());
    await before.leave('y', 'C1|b', aRequest());
    await before.arrive([anArrival('a'), anArrival('b')]);
    await before.placed('b');
    await before.take('C1|a', 'me', 60_000);
    await before.write('me', aRecord(), 1);
    await before.keepPaper('acknowledgement', 'a:1', { because: 'known' });
    await before.keepPaper('acknowledgement', 'b:1', { because: 'taken away' });
    await before.keepPaper('acknowledgement', 'b:1', undefined);
    await before.close();

    const after = await openLevelStore(path, () => 2000, stopwatch);

    expect(await after.bornAt()).toBe(1000);
    expect(await after.read('C1|a')).toEqual(aRecord());
    expect(await after.papers('acknowledgement')).toEqual(new Map([['a:1', { because: 'known' }]]));
    expect(await after.requests('C1|b')).toEqual([aRequest()]);
    expect(await after.arrivals()).toEqual([anArrival('a')]);
    expect(await after.arrive([anArrival('b')])).toEqual([]);
    expect(await after.leave('x', 'C1|a', aRequest())).toBe(false);
    expect(await after.take('C1|a', 'other', 60_000)).toEqual({ waiting: 0 });
    expect([...(await after.live())].sort()).toEqual(['C1|a', 'C1|b']);
    await after.close();
  });

  it('is not reached any more once somebody deleted it', async () => {
    const path = newFolder();
    const store = await openLevelStore(path, Date.now, stopwatch);
    await store.reach();

    rmSync(path, { recursive: true });

    await expect(store.reach()).rejects.toMatchObject({ code: 'ENOENT' });
    await store.close();
  });

  it('is opened anew once what was in its way is gone, with nothing to be written', async () => {
    const path = newFolder();
    const store = await openLevelStore(path, Date.now, stopwatch);
    await store.leave('x', 'C1|a', aRequest());
    rmSync(path, { recursive: true });
    writeFileSync(path, 'in its way');
    await expect(store.live()).rejects.toThrow(
      `cannot open the state folder ${path} (EEXIST): a file or a dangling link`,
    );

    rmSync(path);

    expect(await store.live()).toEqual(['C1|a']);
    await expect(store.reach()).resolves.toBeUndefined();
    await store.close();
  });

  it('is made again with all that it held by the first write after somebody deleted it', async () => {
    const path = newFolder();
    let anew = 0;
    const store = await openLevelStore(
      path,
      () => 1000,
      stopwatch,
      () => (anew += 1),
    );
    await store.leave('x', 'C1|a', aRequest());
    await store.arrive([anArrival('a')]);
    await store.keepPaper('acknowledgement', 'a:1', { because: 'known' });
    rmSync(path, { recursive: true });

    await store.leave('y', 'C1|b', aRequest());
    await store.reach();
    await store.close();

    expect(anew).toBe(1);
    const after = await openLevelStore(path, () => 2000, stopwatch);
    expect(await after.bornAt()).toBe(1000);
    expect(await after.leave('x', 'C1|a', aRequest())).toBe(false);
    expect(await after.requests('C1|a')).toEqual([aRequest()]);
    expect(await after.requests('C1|b')).toEqual([aRequest()]);
    expect(await after.arrivals()).toEqual([anArrival('a')]);
    expect(await after.papers('acknowledgement')).toEqual(new Map([['a:1', { because: 'known' }]]));
    await after.close();
  });

  it('is refused to a second process, in one sentence', async () => {
    const path = newFolder();
    const first = await openLevelStore(path, Date.now, stopwatch);

    await expect(openLevelStore(path, Date.now, stopwatch)).rejects.toThrow(
      `the state folder ${path} is in use by another Wale`,
    );
    await first.close();
  });

  it('forgets what nobody has heard of for longer than repeats are apart', async () => {
    const path = newFolder();
    const before = await openLevelStore(path, () => 0, stopwatch);
    await before.leave('x', 'C1|a', aRequest());
    await before.take('C1|a', 'me', 60_000);
    await before.write('me', { ...aRecord(), ended: { by: 'refused', at: 0 } }, 1);
    await before.close();

    const soon = await openLevelStore(path, () => REMEMBERED_MS, stopwatch);
    expect(await soon.read('C1|a')).toBeDefined();
    await soon.close();
    const later = await openLevelStore(path, () => REMEMBERED_MS + 1, stopwatch);
    expect(await later.read('C1|a')).toBeUndefined();
    expect(await later.leave('x', 'C1|a', aRequest())).toBe(true);
    await later.close();
  });

  it('that holds something else is refused in one sentence, and let go of', async () => {
    const path = newFolder();
    const db = new ClassicLevel<string, unknown>(path, { valueEncoding: 'json' });
    await db.batch([
      { type: 'put', key: 'born', value: 1000 },
      { type: 'put', key: 'thread:C1|a', value: { requests: 'none' } },
    ]);
    await db.close();

    for (let tries = 0; tries < 2; tries += 1) {
      await expect(openLevelStore(path, Date.now, stopwatch)).rejects.toThrow(
        new RegExp(
          `^expected the state of alert threads in ${path}, got something else \\(threads.*requests: expected .*\\)\\. Give another folder in state.folder\\.$`,
        ),
      );
    }
  });

  const startWriter = (path: string) => {
    const writer = fork('test/support/write-until-killed.ts', [path], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const told: unknown[] = [];
    writer.on('message', (one: unknown) => told.push(one));
    return {
      told,
      pid: String(writer.pid),
      until: async (isSo: () => boolean) => {
        while (!isSo()) await once(writer, 'message');
      },
      kill: async () => {
        writer.kill('SIGKILL');
        await once(writer, 'exit');
      },
    };
  };
  const threadsKept = async (path: string): Promise<readonly number[]> => {
    const store = await openLevelStore(path, Date.now, stopwatch);
    const kept = (await store.live()).map((thread) => Number(thread.slice('C1|'.length)));
    await store.close();
    return kept.sort((one, other) => one - other);
  };

  it('loses nothing that it said was written to kill -9', async () => {
    const path = newFolder();
    const writer = startWriter(path);
    await writer.until(() => writer.told.length >= 40);
    await writer.kill();

    const kept = await threadsKept(path);

    // One more may be there: written, and killed before it could say so. None is torn or missing.
    expect(kept.length).toBeGreaterThanOrEqual(writer.told.length);
    expect(kept).toEqual(kept.map((_, index) => index));
  }, 30_000);

  it('loses nothing that it wrote after a write had failed', async () => {
    const path = newFolder();
    const writer = startWriter(path);
    const failed = (): number => writer.told.filter((one) => one === 'failed').length;
    const allow = (bytes: number | 'unlimited'): void => {
      execFileSync('prlimit', ['--pid', writer.pid, `--fsize=${bytes}:`]);
    };
    await writer.until(() => writer.told.length >= 10);
    // No file may grow beyond the middle of a record to come, as on a disk that is full.
    const log = readdirSync(path).find((name) => name.endsWith('.log')) ?? '';
    allow(statSync(join(path, log)).size + 5000);
    await writer.until(() => failed() >= 3);
    allow('unlimited');
    const before = writer.told.length;
    await writer.until(() => writer.told.slice(before).filter(Number.isInteger).length >= 10);
    await writer.kill();

    const kept = new Set(await threadsKept(path));

    expect(writer.told.filter((one) => one !== 'failed' && !kept.has(Number(one)))).toEqual([]);
  }, 30_000);
});

describe('the state of an earlier version', () => {
  const recorded = (): string => {
    const path = newFolder();
    cpSync('test/fixtures/state/version-1', path, { recursive: true });
    return path;
  };
  const AT = Date.parse('2026-11-24T12:10:00Z');
  const webhook = (key: string) => [{ ...anArrival(key), arrivedAt: AT }];

  it('is taken over whole, and written as the present one', async () => {
    const path = recorded();
    const store = await openLevelStore(path, () => AT, stopwatch);

    expect([...(await store.live())].sort()).toEqual(['C0ALERTS|ci', 'C0ALERTS|main']);
    expect(await store.read('C0ALERTS|main')).toMatchObject({
      reply: { ts: '1764000003.000400' },
      course: { code: 'metrics-stale' },
    });
    expect(await store.requests('C0ALERTS|ci')).toMatchObject([{ incidentId: 'Q1ABCDEF' }]);
    await store.close();

    const db = new ClassicLevel<string, unknown>(path, { valueEncoding: 'json' });
    expect(await db.get('version')).toBe(STATE_VERSION);
    await db.close();
  });

  it.each([
    ['at once', 0],
    ['after a restart', 1],
  ])(
    'still knows %s what webhooks told of, which were known by their threads alone',
    async (_when, restarts) => {
      const path = recorded();
      for (let openings = 0; openings < restarts; openings += 1) {
        await (await openLevelStore(path, () => AT, stopwatch)).close();
      }

      const store = await openLevelStore(path, () => AT, stopwatch);
      expect(await store.arrive(webhook('pagerduty:Q1ABCDEF'))).toEqual([]);
      expect(
        await store.arrive(webhook('alertmanager:0123456789abcdef01234567:1764000000000')),
      ).toEqual([]);
      await store.close();
    },
  );

  it.each([
    [STATE_VERSION + 1, `version ${STATE_VERSION + 1}`],
    ['later', 'a version that is no number'],
  ])('%s is a newer one, and refused in one sentence', async (version, words) => {
    const path = recorded();
    const db = new ClassicLevel<string, unknown>(path, { valueEncoding: 'json' });
    await db.put('version', version);
    await db.close();

    for (let tries = 0; tries < 2; tries += 1) {
      await expect(openLevelStore(path, () => AT, stopwatch)).rejects.toThrow(
        `the state in ${path} has ${words}, and this Wale knows up to ${STATE_VERSION}: a newer one wrote it.`,
      );
    }
  });
});

describe('a store that writes down', () => {
  const born = () => newMemory(0);

  it('counts nothing that could not be written down: the repeat is taken as new', async () => {
    let full = true;
    const keep = () => (full ? Promise.reject(new Error('ENOSPC')) : Promise.resolve());
    const store = createInMemoryStore(born(), keep, Date.now, stopwatch);
    await expect(store.leave('x', 'C1|a', aRequest())).rejects.toThrow('ENOSPC');
    expect(await store.live()).toEqual([]);
    full = false;

    expect(await store.leave('x', 'C1|a', aRequest())).toBe(true);
    expect(await store.requests('C1|a')).toEqual([aRequest()]);
  });

  it('forgets while it runs, in memory and on the disk', async () => {
    let now = 0;
    const gone: string[] = [];
    const keep = (change: Change) => {
      gone.push(...(change.forgotten?.threads ?? []), ...(change.forgotten?.known ?? []));
      return Promise.resolve();
    };
    const store = createInMemoryStore(born(), keep, () => now, stopwatch);
    await store.leave('x', 'C1|a', aRequest());
    await store.take('C1|a', 'me', 60_000);
    await store.write('me', { ...aRecord(), ended: { by: 'refused', at: 0 } }, 1);

    now = REMEMBERED_MS + 1;
    await store.leave('y', 'C1|b', aRequest());

    expect(await store.read('C1|a')).toBeUndefined();
    expect(gone).toEqual(['C1|a', 'x']);
  });

  /** A store in memory by a clock that the test sets, and what it forgot, look by look. */
  const forgetting = () => {
    const at = { now: 1_000_000 };
    const gone: (readonly string[])[] = [];
    const keep = ({ forgotten }: Change) => {
      if (forgotten !== undefined) gone.push([...forgotten.known, ...forgotten.threads]);
      return Promise.resolve();
    };
    const store = createInMemoryStore(
      { ...born(), known: new Map([['long ago', 1_000_000 - REMEMBERED_MS]]) },
      keep,
      () => at.now,
      () => 0,
    );
    return { at, gone, store };
  };

  it('looks every hour for what to forget, and writes nothing where there is nothing', async () => {
    const { at, gone, store } = forgetting();
    at.now += HOUR - 1;
    await store.leave('x', 'C1|a', aRequest());
    expect(gone).toEqual([]);

    at.now += 1;
    await store.leave('x', 'C1|a', aRequest());
    expect(gone).toEqual([['long ago']]);
    at.now += HOUR;
    await store.arrive([anArrival('a')]);
    expect(gone).toHaveLength(1);
  });

  it('forgets a thread also where the request that began it was repeated since', async () => {
    const { at, gone, store } = forgetting();
    await store.leave('x', 'C1|a', aRequest());
    await store.take('C1|a', 'me', 60_000);
    await store.write('me', { ...aRecord(), ended: { by: 'refused', at: at.now } }, 1);
    at.now += HOUR;
    await store.leave('x', 'C1|a', aRequest());

    at.now += REMEMBERED_MS - HOUR;
    await store.leave('y', 'C1|b', aRequest());
    expect(await store.read('C1|a')).toBeDefined();
    at.now += HOUR;
    await store.leave('y', 'C1|b', aRequest());

    expect(await store.read('C1|a')).toBeUndefined();
    expect(gone).toEqual([['long ago'], ['C1|a']]);
    expect(await store.leave('x', 'C1|a', aRequest())).toBe(false);
  });

  it('takes no lease from whoever holds it while it forgets', async () => {
    const { at, store } = forgetting();
    await store.take('C1|a', 'me', 60_000);
    at.now += HOUR;
    await store.leave('y', 'C1|b', aRequest());

    expect(await store.take('C1|a', 'other', 60_000)).toBeUndefined();
  });

  it('lets nobody write by a lease that has run out, though nobody else took it', async () => {
    let passed = 0;
    const store = createForgetfulStore(
      () => 0,
      () => passed,
    );
    await store.take('C1|a', 'me', 15_000);
    passed = 14_999;
    expect(await store.write('me', aRecord(), 0)).toBe(true);
    expect(await store.take('C1|a', 'other', 15_000)).toBeUndefined();

    passed = 15_000;
    expect(await store.write('me', aRecord(), 0)).toBe(false);
    const mine = { lease: 'C1|a', owner: 'me' };
    expect(await store.keepPaper('guard', 'state', {}, mine)).toBe(false);
    expect(await store.take('C1|a', 'other', 15_000)).toEqual({ waiting: 0 });
  });

  it('ends a lease by the time that went by, wherever the clock of the host is set', async () => {
    let passed = 0;
    let wall = 1_000_000;
    const store = createInMemoryStore(
      born(),
      () => Promise.resolve(),
      () => wall,
      () => passed,
    );
    const lease = await takeLease(store, 'C1|a', 'me', 15_000, () => passed);
    wall -= 10_000;
    passed = 16_000;

    expect(lease?.isHeldFor(0)).toBe(false);
    expect(await store.take('C1|a', 'other', 15_000)).toEqual({ waiting: 0 });
  });
});
