import { expectedWords, mismatchWords } from '../../domain/mismatch-words.ts';
import { OperatorError } from '../../domain/operator-error.ts';
import type { Clock, Stopwatch } from '../../domain/time.ts';
import type { ThreadStore } from '../record/thread-store.ts';
import { createInMemoryStore, forgottenOf, Memory, newMemory, type Change } from './in-memory.ts';
import {
  createLevelFolder,
  openingFault,
  openLevel,
  writeTo,
  type Level,
  type Operation,
} from './level-folder.ts';
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
  /** Called when the folder was reopened: a write had failed, or somebody had deleted it. */
  onAnew: () => void = () => undefined,
): Promise<ThreadStore> {
  const db = await openLevel(folder);
  try {
    const memory = (await readMemory(db, folder)) ?? newMemory(now());
    const forgotten = forgottenOf(memory, now());
    for (const id of forgotten.known) memory.known.delete(id);
    for (const key of forgotten.threads) memory.threads.delete(key);
    await writeTo(db, [
      ...birthOf(memory),
      ...operationsOf({ known: [...memory.known], forgotten }),
    ]);
    const level = createLevelFolder(
      db,
      folder,
      async (anew) => {
        const isLost = (await anew.get(BORN)) === undefined;
        await writeTo(anew, isLost ? allOf(memory) : birthOf(memory));
      },
      onAnew,
    );
    const keep = (change: Change): Promise<void> => level.write(operationsOf(change));
    const store = createInMemoryStore(memory, keep, now, stopwatch);
    return {
      ...store,
      // This is asked again and again, while a bot that is not ready may have nothing to write for hours.
      live: async () => {
        await level.heal();
        return store.live();
      },
      reach: level.reach,
      close: level.close,
    };
  } catch (fault) {
    await db.close(); // else nobody can open it until this process ends
    throw openingFault(fault, folder);
  }
}

const birthOf = ({ bornAt }: Memory): readonly Operation[] => [
  { type: 'put', key: VERSION, value: STATE_VERSION },
  { type: 'put', key: BORN, value: bornAt },
];

const allOf = (memory: Memory): readonly Operation[] => [
  ...birthOf(memory),
  ...operationsOf({ known: [...memory.known], arrivals: [...memory.arrivals.values()] }),
  ...[...memory.threads].flatMap((one) => operationsOf({ thread: one })),
  ...[...memory.papers].map(([key, value]) => ({ type: 'put' as const, key: paper(key), value })),
];

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

async function readMemory(db: Level, folder: string): Promise<Memory | undefined> {
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
