import { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import type { Clock } from '../../domain/time.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import {
  createInMemoryStore,
  Memory,
  withoutForgotten,
  type Change,
  type Keep,
} from './in-memory.ts';
import { OperatorError } from '../../domain/operator-error.ts';

const BORN = 'born';
const known = (id: string): string => `known:${id}`;
const thread = (key: string): string => `thread:${key}`;

/**
 * A store in a folder, for one process: LevelDB holds a lock on it that ends with the process, and
 * a batch that was cut off by a kill is not there at all when the folder is opened again.
 */
export async function openLevelStore(folder: string, now: Clock): Promise<ThreadStore> {
  const db = new ClassicLevel<string, unknown>(folder, { valueEncoding: 'json' });
  try {
    await db.open();
  } catch (fault) {
    throw openingFault(fault, folder);
  }
  const stored = await readMemory(db, folder);
  const memory = withoutForgotten(stored ?? newborn(now()), now());
  await db.batch([
    { type: 'put', key: BORN, value: memory.bornAt },
    ...[...(stored?.known.keys() ?? [])]
      .filter((id) => !memory.known.has(id))
      .map((id) => ({ type: 'del', key: known(id) }) as const),
    ...[...(stored?.threads.keys() ?? [])]
      .filter((key) => !memory.threads.has(key))
      .map((key) => ({ type: 'del', key: thread(key) }) as const),
  ]);
  // One after the other, so that an older state never comes to lie over a newer one. `sync`: written
  // down means on the disk, not in a buffer of the system.
  let last: Promise<void> = Promise.resolve();
  const keep: Keep = (change) => {
    const write = (): Promise<void> => db.batch(putsOf(change), { sync: true });
    const written = last.then(write, write);
    last = written;
    return written;
  };
  return { ...createInMemoryStore(memory, keep, now), close: () => db.close() };
}

const newborn = (at: number): Memory => ({ bornAt: at, known: new Map(), threads: new Map() });

interface Put {
  readonly type: 'put';
  readonly key: string;
  readonly value: unknown;
}

const putsOf = ({ known: id, thread: changed }: Change): Put[] => [
  ...(id === undefined ? [] : [{ type: 'put' as const, key: known(id[0]), value: id[1] }]),
  ...(changed === undefined
    ? []
    : [{ type: 'put' as const, key: thread(changed[0]), value: changed[1] }]),
];

async function readMemory(
  db: ClassicLevel<string, unknown>,
  folder: string,
): Promise<Memory | undefined> {
  const bornAt = await db.get(BORN);
  if (bornAt === undefined) return undefined;
  const part = async (prefix: string): Promise<Map<string, unknown>> =>
    new Map(
      (await db.iterator({ gte: prefix, lt: `${prefix}\uffff` }).all()).map(([key, value]) => [
        key.slice(prefix.length),
        value,
      ]),
    );
  const parsed = Memory.safeParse({
    bornAt,
    known: await part(known('')),
    threads: await part(thread('')),
  });
  if (parsed.success) return parsed.data;
  throw new OperatorError(
    `expected the state of alert threads in ${folder}, got something else (${z.prettifyError(parsed.error).split('\n')[0] ?? ''}). Give another folder in state.folder.`,
  );
}

const Cause = z.object({ cause: z.object({ code: z.string() }) });

function openingFault(fault: unknown, folder: string): unknown {
  const code = Cause.safeParse(fault).data?.cause.code;
  if (code === 'LEVEL_LOCKED') {
    return new OperatorError(
      `the state folder ${folder} is in use by another Wale. Give each its own in state.folder, or let replicas share state.redisUrl.`,
    );
  }
  if (code === undefined) return fault;
  return new OperatorError(
    `cannot open the state folder ${folder} (${code}). Is it writable? state.folder names another.`,
  );
}
