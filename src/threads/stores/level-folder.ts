import { access, constants, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import { codeOfSurroundings } from '../../domain/error-code.ts';
import { fileErrorWords } from '../../domain/file-error-words.ts';
import { OperatorError } from '../../domain/operator-error.ts';
import { makeFolder } from './make-folder.ts';

export type Level = ClassicLevel<string, unknown>;

export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

/** A LevelDB that goes on after a full disk, and after its folder was deleted. */
export interface LevelFolder {
  /** Writes all of these down or none. */
  readonly write: (operations: readonly Operation[]) => Promise<void>;
  /** Reopens it if the next write would. */
  readonly heal: () => Promise<void>;
  /** Rejects where the next write would. */
  readonly reach: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openLevel(folder: string): Promise<Level> {
  try {
    // What is made of LevelDB opens itself, so its folder has to be there before.
    await makeFolder(folder);
    const db = new ClassicLevel<string, unknown>(folder, { valueEncoding: 'json' });
    await db.open();
    return db;
  } catch (fault) {
    throw openingFault(fault, folder);
  }
}

/**
 * After a write that failed, LevelDB takes further ones and does not find them again when it is opened: they stand behind
 * a torn record of its log. Into files that were deleted it writes without a word. Both is mended by opening it anew.
 */
export function createLevelFolder(
  first: Level,
  folder: string,
  /** Sees to it that what is remembered stands in a folder that was opened anew. */
  restore: (db: Level) => Promise<void>,
  onAnew: () => void,
): LevelFolder {
  let db = first;
  let isSound = true;
  let opening: Promise<void> | undefined;
  const openAnew = async (): Promise<void> => {
    await db.close();
    db = await openLevel(folder);
    await restore(db);
    isSound = true;
    onAnew();
  };
  /** Whoever finds it unsound waits for the same. */
  const mend = (): Promise<void> =>
    (opening ??= openAnew().finally(() => {
      opening = undefined;
    }));
  const heal = async (): Promise<void> => {
    isSound &&= await isThere(folder);
    if (!isSound) await mend();
  };
  return {
    heal,
    write: async (operations) => {
      await heal();
      try {
        await writeTo(db, operations);
      } catch (fault) {
        isSound = false;
        throw fault;
      }
    },
    reach: async () => {
      await access(join(folder, 'CURRENT'));
      await access(folder, constants.W_OK);
      const { blocks, bfree } = await statfs(folder);
      if (blocks > 0 && bfree === 0) {
        throw Object.assign(new Error(`no space is left in ${folder}`), { code: 'ENOSPC' });
      }
      if (!isSound) await mend();
    },
    close: () => db.close(),
  };
}

/** `sync`: written down means on the disk, not in a buffer of the system. */
export const writeTo = (db: Level, operations: readonly Operation[]): Promise<void> =>
  db.batch([...operations], { sync: true });

const isThere = (folder: string): Promise<boolean> =>
  access(join(folder, 'CURRENT')).then(
    () => true,
    () => false,
  );

/** Another process has the folder open. */
export class FolderInUse extends OperatorError {}

const WORDS: Readonly<Record<string, string>> = {
  EEXIST: 'a file or a dangling link is in its place',
  ENOTDIR: 'a file is in its place',
  LEVEL_IO_ERROR: 'its contents cannot be read or written',
  LEVEL_DATABASE_NOT_OPEN: 'it could not be opened anew',
  LEVEL_CORRUPTION: 'what is in it is damaged',
};

const wordsOf = (code: string): string => WORDS[code] ?? fileErrorWords(code);

const Cause = z.object({ cause: z.object({ code: z.string() }) });

const codeOf = (fault: unknown): string | undefined =>
  Cause.safeParse(fault).data?.cause.code ?? codeOfSurroundings(fault);

/** Why the folder did not do as it was asked, in a few words; undefined if it is not a fault of the folder. */
export function folderRefusal(fault: unknown): string | undefined {
  const code = codeOf(fault);
  if (code === undefined) return undefined;
  const words = code === 'ENOENT' ? 'its folder or a file in it is gone' : wordsOf(code);
  return words.endsWith(code) ? words : `${words}: ${code}`;
}

export function openingFault(fault: unknown, folder: string): unknown {
  const code = codeOf(fault);
  if (code === 'LEVEL_LOCKED') {
    return new FolderInUse(
      `the state folder ${folder} is in use by another Wale. Give each its own in state.folder, or let replicas share state.redisUrl.`,
    );
  }
  if (code === undefined) return fault;
  return new OperatorError(
    `cannot open the state folder ${folder} (${code}): ${wordsOf(code)}. Can the user that Wale runs as write there, and is there space left? state.folder names another; several replicas need REDIS_URL.`,
  );
}
