import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { completions } from '../../src/facts/completions.ts';
import { permissionBeside, type Rightful } from '../../src/facts/rightful.ts';
import { secondWriters, type Belonging } from '../../src/facts/second-writers.ts';
import type { EndedUpload } from '../../src/domain/upload.ts';
import { completed, healthySnapshot, NOON, PRIMARY, segment } from '../support/snapshot.ts';

const OTHER = 'patroni-03';

/** Segments in a row from the first on, the last of them so long ago. */
const run = (
  host: string | undefined,
  first: number,
  count: number,
  lastAgo: number,
  { timeline = 5, every = MINUTE }: { readonly timeline?: number; readonly every?: number } = {},
): EndedUpload[] =>
  Array.from({ length: count }, (_, index) =>
    completed(lastAgo + (count - 1 - index) * every, {
      host,
      file: segment(first + index, timeline),
      pid: undefined,
    }),
  );

interface Case {
  readonly own?: readonly EndedUpload[];
  readonly belongs?: Belonging;
  readonly rightful?: Partial<Rightful>;
}

const worldOf = (others: readonly EndedUpload[], { own, rightful }: Case = {}) => {
  const uploads = [...(own ?? run(PRIMARY, 0x20, 40, MINUTE)), ...others];
  const snapshot = healthySnapshot({ log: { uploads } });
  const all = completions(snapshot, PRIMARY);
  const mine = all.filter(({ host }) => host === PRIMARY);
  return {
    snapshot,
    all,
    rightful: {
      host: PRIMARY,
      completed: mine,
      timeline: mine.reduce((newest, { timeline }) => Math.max(newest, timeline), 0),
      settledAt: -Infinity,
      promotedIn: undefined,
      byRole: true,
      ...rightful,
    },
  };
};

const writersOf = (others: readonly EndedUpload[], seen: Case = {}) => {
  const { snapshot, all, rightful } = worldOf(others, seen);
  return secondWriters(snapshot, all, rightful, () => seen.belongs ?? 'by sequence');
};
const hostsOf = (...args: Parameters<typeof writersOf>) =>
  writersOf(...args).map(({ host }) => host);

describe('a host that completes what only the primary may', () => {
  it('is told with since when, how much, what of it the primary completed, and its latest', () => {
    // Neither in the order of time nor in that of names.
    const [first, second, third] = run(OTHER, 0x48, 20, 2 * MINUTE).slice(-3);
    const others = [second, third, first].flatMap((one) => one ?? []);

    expect(writersOf(others)).toMatchObject([
      {
        host: OTHER,
        belongs: 'by sequence',
        latest: { at: NOON - 2 * MINUTE },
        began: NOON - 4 * MINUTE,
        count: 3,
        shared: 0,
        continues: false,
        end: undefined,
      },
    ]);
    expect(writersOf(run(OTHER, 0x46, 3, 2 * MINUTE))).toMatchObject([{ count: 3, shared: 2 }]);
  });

  it('are told in the order of their names, whoever completed first', () => {
    const both = [...run('zeta', 0x40, 3, MINUTE), ...run('alpha', 0x40, 3, MINUTE)];

    expect(hostsOf(both)).toEqual(['alpha', 'zeta']);
  });

  it('only goes on where the primary stopped before it began, and completes none of its names', () => {
    const own = run(PRIMARY, 0x20, 20, 10 * MINUTE);
    const goesOn = (first: number, belongs: Belonging) =>
      writersOf(run(OTHER, first, 5, MINUTE), { own, belongs }).map(({ continues }) => continues);

    expect(goesOn(0x34, 'silent')).toEqual([true]);
    expect(goesOn(0x32, 'silent')).toEqual([false]);
  });
});

describe('a host that was renamed', () => {
  const later = run(OTHER, 0x34, 5, MINUTE);
  const own = run(PRIMARY, 0x20, 20, 10 * MINUTE);

  it('went on under its new name: only a role makes two of it', () => {
    expect(hostsOf(later, { own, rightful: { byRole: false } })).toEqual([]);
    expect(hostsOf(later, { own, belongs: 'replica', rightful: { byRole: false } })).toEqual([
      OTHER,
    ]);
    expect(hostsOf(later, { own })).toEqual([OTHER]);
  });

  it('had stopped before its new name began', () => {
    const before = run(OTHER, 0x20, 5, 6 * MINUTE);
    const since = run(PRIMARY, 0x25, 5, MINUTE);

    expect(hostsOf(before, { own: since })).toEqual([]);
    expect(hostsOf(before, { own: since, belongs: 'replica' })).toEqual([OTHER]);
  });

  it('is one where the one began in the very moment in which the other stopped', () => {
    const before = run(OTHER, 0x20, 5, 5 * MINUTE);
    const since = run(PRIMARY, 0x25, 5, MINUTE);
    const after = run(OTHER, 0x34, 10, MINUTE);

    expect(hostsOf(before, { own: since })).toEqual([]);
    expect(hostsOf(after, { own, rightful: { byRole: false } })).toEqual([]);
  });

  it('is two where both completed the same', () => {
    const again = run(OTHER, 0x30, 5, MINUTE);
    const noRoles = { own, rightful: { byRole: false } };

    expect(hostsOf(again, noRoles)).toEqual([OTHER]);
    expect(hostsOf(again, { own })).toEqual([OTHER]);
  });

  it('is the next primary, which pushes what it finds once more, where it has only begun or goes on with a newer timeline', () => {
    const justBegun = run(OTHER, 0x30, 4, MINUTE);
    const again = run(OTHER, 0x30, 5, MINUTE);
    const newer = run(OTHER, 0x34, 3, 0, { timeline: 6 });
    const noRoles = { own, rightful: { byRole: false } };

    expect(hostsOf(justBegun, noRoles)).toEqual([]);
    expect(hostsOf(justBegun, { own })).toEqual([OTHER]);
    expect(hostsOf([...newer, ...again], noRoles)).toEqual([]);
    expect(hostsOf([...run(OTHER, 0x30, 1, 11 * MINUTE), ...justBegun], noRoles)).toEqual([OTHER]);
  });
});

describe('a host whose segments alone tell that it is of this cluster', () => {
  it('is of it where they lie no further than one pool from those of the primary', () => {
    const own = run(PRIMARY, 0x20, 20, MINUTE);
    const from = (first: number, belongs?: Belonging) =>
      hostsOf(run(OTHER, first, 5, MINUTE), { own, ...(belongs && { belongs }) });

    expect(from(0x33 + 32)).toEqual([OTHER]);
    expect(from(0x33 + 33)).toEqual([]);
    expect(from(0x33 + 33, 'silent')).toEqual([OTHER]);
  });
});

describe('lines of an archiver that names no hosts', () => {
  const barman = (uploads: readonly EndedUpload[]) =>
    uploads.map((upload) => ({ ...upload, host: undefined, archiver: 'barman' as const }));

  it('are anybody’s on a timeline that the primary has left, and those of a host that names itself are its own', () => {
    const own = run(PRIMARY, 0x40, 20, MINUTE, { timeline: 6 });
    const late = run(OTHER, 0x48, 5, MINUTE);
    const lateBarman = barman(late);

    expect(hostsOf(late, { own })).toEqual([OTHER]);
    expect(hostsOf(lateBarman, { own })).toEqual([undefined]);
    expect(hostsOf([...late, ...lateBarman], { own })).toEqual([undefined, OTHER]);
  });
});

describe('a host that archives to another destination', () => {
  it('is another cluster’s, or a replica that may, but never one that was a primary beside ours', () => {
    const to = (destination: string, uploads: readonly EndedUpload[]) =>
      uploads.map((upload) => ({ ...upload, destination }));
    const own = to('s3://ours', run(PRIMARY, 0x20, 40, MINUTE));
    const beside = (belongs: Belonging) =>
      hostsOf(to('s3://theirs', run(OTHER, 0x40, 5, MINUTE)), { own, belongs });

    expect(beside('by sequence')).toEqual([]);
    expect(beside('replica')).toEqual([]);
    expect(beside('silent')).toEqual([OTHER]);
  });
});

describe('a host that has stopped', () => {
  it('is none any more after a quarter of an hour, or twice its usual pause, an hour at most', () => {
    const stopped = (lastAgo: number, every: number) =>
      hostsOf(run(OTHER, 0x40, 3, lastAgo, { every })).length === 0;

    expect(stopped(15 * MINUTE - 1, MINUTE)).toBe(false);
    expect(stopped(15 * MINUTE, MINUTE)).toBe(true);
    expect(stopped(40 * MINUTE - 1, 20 * MINUTE)).toBe(false);
    expect(stopped(40 * MINUTE, 20 * MINUTE)).toBe(true);
    expect(stopped(HOUR - 1, 50 * MINUTE)).toBe(false);
    expect(stopped(HOUR, 50 * MINUTE)).toBe(true);
  });
});

describe('lines without a host', () => {
  it('are a second writer’s only where the primary completed the same once more', () => {
    const nobodys = (first: number) => hostsOf(run(undefined, first, 3, 90_000));

    expect(nobodys(0x44)).toEqual([undefined]);
    expect(nobodys(0x50)).toEqual([]);
  });

  it('come before those of any host, and are told by their sequence alone', () => {
    const both = [...run('10.0.0.7', 0x44, 3, 90_000), ...run(undefined, 0x44, 3, 90_000)];

    expect(writersOf(both, { belongs: 'silent' })).toMatchObject([
      { host: undefined, belongs: 'by sequence' },
      { host: '10.0.0.7', belongs: 'silent' },
    ]);
  });

  it('are none where they are the very lines of the primary', () => {
    const own = run(PRIMARY, 0x20, 40, MINUTE);
    const same = own.slice(-5).map((upload) => ({ ...upload, host: undefined }));

    expect(hostsOf(same, { own })).toEqual([]);
  });
});

describe('who may complete what is left of an older timeline', () => {
  const switchAgo = 30 * MINUTE;
  const own = run(PRIMARY, 0x40, 30, MINUTE, { timeline: 6 });
  const old = run(OTHER, 0x30, 16, switchAgo + MINUTE);
  const mayComplete = (rightful: Partial<Rightful>, before: readonly EndedUpload[] = old) => {
    const world = worldOf(before, { own, rightful });
    const [sample] = world.all;
    const may = permissionBeside(world.snapshot, world.all, world.rightful);
    return (number: number, ago: number, timeline = 5): boolean =>
      sample !== undefined &&
      may({ ...sample, host: OTHER, timeline, number: 0x1000 + number, at: NOON - ago });
  };

  it('is anybody, up to the segment that holds the switch', () => {
    const may = mayComplete({});

    expect(may(0x40, MINUTE)).toBe(true);
    expect(may(0x41, MINUTE)).toBe(false);
    expect(may(0x20, MINUTE, 6)).toBe(false);
  });

  it('is anybody until roles have settled', () => {
    const may = mayComplete({ settledAt: NOON - 20 * MINUTE });

    expect(may(0x60, 20 * MINUTE + 1)).toBe(true);
    expect(may(0x60, 20 * MINUTE)).toBe(false);
    expect(may(0x60, 20 * MINUTE + 1, 6)).toBe(true);
  });

  it('is anybody for five minutes after the log saw the timeline followed', () => {
    const may = mayComplete({});

    expect(may(0x60, 25 * MINUTE + 1)).toBe(true);
    expect(may(0x60, 25 * MINUTE)).toBe(false);
    expect(may(0x60, 25 * MINUTE + 1, 6)).toBe(false);
  });

  it('is nobody by a log that does not show when it was followed', () => {
    const may = mayComplete({}, run(OTHER, 0x3f, 1, switchAgo + MINUTE));

    expect(may(0x60, 25 * MINUTE + 1)).toBe(false);
  });

  it('ends where the primary was promoted, if the log does not show it', () => {
    const beside = { promotedIn: 0x1038 };
    const late = mayComplete(beside, []);

    expect(late(0x38, MINUTE)).toBe(true);
    expect(late(0x39, MINUTE)).toBe(false);
    // Nothing was promoted out of the timeline that the primary is on.
    expect(late(0x38, MINUTE, 6)).toBe(false);
    const nothing = { ...beside, timeline: 0, completed: [] };
    expect(mayComplete(nothing, [])(0x38, MINUTE, 6)).toBe(true);
  });
});
