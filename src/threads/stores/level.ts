import { access, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import { errorCode } from '../../domain/error-code.ts';
import { expectedWords, mismatchWords } from '../../domain/mismatch-words.ts';
import type { Clock, Stopwatch } from '../../domain/time.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import { createInMemoryStore, forgottenOf, Memory, newMemory, type Change } from './in-memory.ts';
import { OperatorError } from '../../domain/operator-error.ts';
import { arrivedBefore, readableVersion, STATE_VERSION } from './state-version.ts';

const VERSION = 'version';
const BORN = 'born';
const known = (id: string): string => `known:${id}`;
const thread = (key: string): string => `thread:${key}`;
const arrival = (key: string): string => `arrival:${key}`;
const paper = (key: string): string => `paper:${key}`;

/**
 * A store in a folder, for one process: LevelDB holds a lock on it that ends with the process, and
 * a batch that was cut off by a kill is not there at all when the folder is opened again.
 */
export async function openLevelStore(
  folder: string,
  now: Clock,
  stopwatch: Stopwatch,
): Promise<ThreadStore> {
  const db = await opened(folder).catch((fault: unknown) => {
    throw openingFault(fault, folder);
  });
  const stored = await readMemory(db, folder).catch(async (fault: unknown) => {
    await db.close(); // else nobody can open it until this process ends
    throw fault;
  });
  const memory = stored ?? newMemory(now());
  // `sync`: written down means on the disk, not in a buffer of the system.
  const keep = (change: Change): Promise<void> => db.batch(operationsOf(change), { sync: true });
  const forgotten = forgottenOf(memory, now());
  for (const id of forgotten.known) memory.known.delete(id);
  for (const key of forgotten.threads) memory.threads.delete(key);
  await db.batch(
    [
      { type: 'put', key: VERSION, value: STATE_VERSION },
      { type: 'put', key: BORN, value: memory.bornAt },
      ...operationsOf({ known: [...memory.known], forgotten }),
    ],
    { sync: true },
  );
  return {
    ...createInMemoryStore(memory, keep, now, stopwatch),
    // Files that are open can be written to after they were deleted, and LevelDB does not notice.
    reach: () => access(join(folder, 'CURRENT')),
    close: () => db.close(),
  };
}

/** What is made of LevelDB opens itself, so its folder has to be there before. */
async function opened(folder: string): Promise<ClassicLevel<string, unknown>> {
  await makeFolder(folder);
  const db = new ClassicLevel<string, unknown>(folder, { valueEncoding: 'json' });
  await db.open();
  return db;
}

/**
 * Folder by folder: where one cannot be made although what it lies in is there, as below /proc, Node's `recursive`
 * tries for ever (https://github.com/nodejs/node/issues/39251), and LevelDB uses it.
 */
async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(resolve(folder));
  try {
    await mkdir(folder);
  } catch (fault) {
    const code = errorCode(fault);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || parent === resolve(folder)) throw fault;
    await makeFolder(parent);
    await mkdir(folder);
  }
}

type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

const operationsOf = ({
  known: ids,
  thread: changed,
  arrivals,
  placed,
  paper: kept,
  forgotten,
}: Change): Operation[] => [
  ...(ids ?? []).map(([id, at]) => ({ type: 'put' as const, key: known(id), value: at })),
  ...(arrivals ?? []).map((value) => ({
    type: 'put' as const,
    key: arrival(value.alert.key),
    value,
  })),
  ...(placed === undefined ? [] : [{ type: 'del' as const, key: arrival(placed) }]),
  ...(changed === undefined
    ? []
    : [{ type: 'put' as const, key: thread(changed[0]), value: changed[1] }]),
  ...(kept === undefined
    ? []
    : kept[1] === undefined
      ? [{ type: 'del' as const, key: paper(kept[0]) }]
      : [{ type: 'put' as const, key: paper(kept[0]), value: kept[1] }]),
  ...(forgotten?.known ?? []).map((gone) => ({ type: 'del' as const, key: known(gone) })),
  ...(forgotten?.threads ?? []).map((gone) => ({ type: 'del' as const, key: thread(gone) })),
];

async function readMemory(
  db: ClassicLevel<string, unknown>,
  folder: string,
): Promise<Memory | undefined> {
  const bornAt = await db.get(BORN);
  if (bornAt === undefined) return undefined;
  const version = readableVersion(await db.get(VERSION), folder);
  const part = async (prefix: string): Promise<Map<string, unknown>> =>
    new Map(
      (await db.iterator({ gte: prefix, lt: `${prefix}\uffff` }).all()).map(([key, value]) => [
        key.slice(prefix.length),
        value,
      ]),
    );
  const kept = {
    bornAt,
    known: await part(known('')),
    threads: await part(thread('')),
    arrivals: await part(arrival('')),
    papers: await part(paper('')),
  };
  const parsed = Memory.safeParse(kept, { error: expectedWords });
  if (parsed.success) return version < 2 ? withArrivals(parsed.data) : parsed.data;
  throw new OperatorError(
    `expected the state of alert threads in ${folder}, got something else (${mismatchWords(parsed.error.issues, kept)}). Give another folder in state.folder.`,
  );
}

const withArrivals = (memory: Memory): Memory => ({
  ...memory,
  known: new Map([
    ...[...memory.known].flatMap(([id, at]): [string, number][] => {
      const arrived = arrivedBefore(id);
      return arrived === undefined ? [] : [[arrived, at]];
    }),
    ...memory.known,
  ]),
});

/** Another process has the folder open. */
export class FolderInUse extends OperatorError {}

const Cause = z.object({ cause: z.object({ code: z.string() }) });

function openingFault(fault: unknown, folder: string): unknown {
  const code = Cause.safeParse(fault).data?.cause.code ?? errorCode(fault);
  if (code === 'LEVEL_LOCKED') {
    return new FolderInUse(
      `the state folder ${folder} is in use by another Wale. Give each its own in state.folder, or let replicas share state.redisUrl.`,
    );
  }
  if (code === undefined) return fault;
  return new OperatorError(
    `cannot open the state folder ${folder} (${code}). Is it writable? state.folder names another.`,
  );
}
