import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OperatorError } from '../../../src/domain/operator-error.ts';
import {
  createLevelFolder,
  FolderInUse,
  folderRefusal,
  openingFault,
  openLevel,
  type Level,
} from '../../../src/threads/stores/level-folder.ts';

let folder: string;
const opened: Level[] = [];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'wale-level-')), 'state');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close()));
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

/** A folder that is open, and how often it was restored and told to have been opened anew. */
async function rig() {
  const first = await openLevel(folder);
  opened.push(first);
  const seen = { restored: 0, anew: 0 };
  const level = createLevelFolder(
    first,
    folder,
    async (db) => {
      seen.restored += 1;
      opened.push(db);
      await db.put('restored', seen.restored);
    },
    () => (seen.anew += 1),
  );
  const put = (key: string) => level.write([{ type: 'put', key, value: key }]);
  /** What is in the folder when it is opened by another. */
  const kept = async (): Promise<readonly string[]> => {
    await level.close();
    const db = await openLevel(folder);
    opened.push(db);
    return (await db.keys().all()).sort();
  };
  /** The database goes away under it: each write fails. */
  const breakIt = () => opened.at(-1)?.close();
  return { level, seen, put, kept, breakIt };
}

describe('a folder of LevelDB', () => {
  it('is opened once, however much is written into it', async () => {
    const { put, level, seen, kept } = await rig();
    await put('a');
    await put('b');
    await level.reach();

    expect(await kept()).toEqual(['a', 'b']);
    expect(seen).toEqual({ restored: 0, anew: 0 });
  });

  it('goes on by the next write after one that failed, and holds what is remembered', async () => {
    const { put, seen, kept, breakIt } = await rig();
    await put('a');
    await breakIt();
    await expect(put('b')).rejects.toThrow();
    expect(seen).toEqual({ restored: 0, anew: 0 });

    await put('c');
    await put('d');

    expect(seen).toEqual({ restored: 1, anew: 1 });
    expect(await kept()).toEqual(['a', 'c', 'd', 'restored']);
  });

  it('is mended by whoever asks whether it can be reached, too', async () => {
    const { put, level, seen, breakIt } = await rig();
    await breakIt();
    await expect(put('a')).rejects.toThrow();

    await level.reach();

    expect(seen).toEqual({ restored: 1, anew: 1 });
    await put('b');
    expect(seen.anew).toBe(1);
  });

  it('is mended as often as it breaks, and once for all who wait for it', async () => {
    const { put, seen, kept, breakIt } = await rig();
    for (const key of ['a', 'b']) {
      await breakIt();
      await expect(put('lost')).rejects.toThrow();
      await Promise.all([put(key), put(`${key}2`)]);
    }

    expect(seen).toEqual({ restored: 2, anew: 2 });
    expect(await kept()).toEqual(['a', 'a2', 'b', 'b2', 'restored']);
  });

  it('is not reached, and is made anew, where what LevelDB begins with was deleted', async () => {
    const { put, level, seen } = await rig();
    rmSync(join(folder, 'CURRENT'));
    await expect(level.reach()).rejects.toMatchObject({ code: 'ENOENT' });

    await put('a');

    await level.reach();
    expect(seen).toEqual({ restored: 1, anew: 1 });
  });
});

describe('a folder that fails while it is in use', () => {
  it.each([
    [{ code: 'EACCES' }, 'permission denied: EACCES'],
    [{ code: 'EROFS' }, 'the file system is read-only: EROFS'],
    [{ code: 'ENOSPC' }, 'no space is left: ENOSPC'],
    [{ code: 'EDQUOT' }, 'the quota of its user is used up: EDQUOT'],
    [{ code: 'ENOENT' }, 'its folder or a file in it is gone: ENOENT'],
    [{ code: 'ESTALE' }, 'the system says ESTALE'],
    [
      { code: 'LEVEL_DATABASE_NOT_OPEN', cause: { code: 'LEVEL_CORRUPTION' } },
      'what is in it is damaged: LEVEL_CORRUPTION',
    ],
  ])('says why, in words: %j', (more, words) => {
    expect(folderRefusal(Object.assign(new Error('x'), more))).toBe(words);
  });

  it.each([{}, { code: 'ERR_INVALID_ARG_TYPE' }])('blames no folder for a bug: %j', (more) => {
    expect(folderRefusal(Object.assign(new Error('x'), more))).toBeUndefined();
  });
});

describe('a folder that cannot be opened', () => {
  it('is said to be in use where another process has it', () => {
    const fault = Object.assign(new Error('x'), { cause: { code: 'LEVEL_LOCKED' } });

    expect(openingFault(fault, '/state')).toBeInstanceOf(FolderInUse);
    expect(String(openingFault(fault, '/state'))).toContain(
      'the state folder /state is in use by another Wale',
    );
  });

  it.each([
    ['by the system', { code: 'EACCES' }, 'EACCES'],
    ['by LevelDB', { code: 'LEVEL_DATABASE_NOT_OPEN', cause: { code: 'ENOSPC' } }, 'ENOSPC'],
  ])('is said to be so with the code that was given %s', (_whom, more, code) => {
    const fault = openingFault(Object.assign(new Error('x'), more), '/state');

    expect(fault).toBeInstanceOf(OperatorError);
    expect(String(fault)).toContain(`cannot open the state folder /state (${code})`);
  });

  it('is a bug of Wale where nobody gave a code', () => {
    const bug = new TypeError('x');

    expect(openingFault(bug, '/state')).toBe(bug);
  });
});
