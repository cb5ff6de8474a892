import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { openStore } from '../../src/composition/open-store.ts';
import { withSharedBook } from '../../src/composition/shared-state.ts';
import { openLevelStore } from '../../src/threads/stores/level.ts';
import { makeFolder } from '../../src/threads/stores/make-folder.ts';

const now = (): number => Date.now();
const stopwatch = (): number => performance.now();

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'wale-test-')), 'state');
  mkdirSync(path);
});
afterEach(() => {
  rmSync(join(path, '..'), { recursive: true });
});

describe('the folder of the state', () => {
  it('is left alone by anybody but its owner, so that the bot can go on opening it', async () => {
    const somebody = (process.getuid?.() ?? 0) + 1;
    const look = withSharedBook({ kind: 'folder', path }, now, (book) => book.all(), somebody);

    await expect(look).rejects.toThrow('belongs to the user with id');
    expect(readdirSync(path)).toEqual([]);
  });

  it('is opened by a bot that starts while somebody looks into it for a moment', async () => {
    const looking = await openLevelStore(path, now, stopwatch);
    const starting = openStore({ kind: 'folder', path }, now, pino({ level: 'silent' }), stopwatch);
    await sleep(300);
    await looking.close();

    const store = await starting;

    expect((await store.papers('guard')).size).toBe(0);
    await store.close();
  });

  it('is made with all that it lies in, and is said where it cannot be', async () => {
    const deep = join(path, 'a', 'b');

    await (await openLevelStore(deep, now, stopwatch)).close();
    await (await openLevelStore(deep, now, stopwatch)).close();

    expect(readdirSync(deep)).toContain('CURRENT');
    await expect(openLevelStore('/proc/nothing/below', now, stopwatch)).rejects.toThrow(
      'cannot open the state folder /proc/nothing/below (ENOENT)',
    );
  });

  it('is made by as many as want it at once', async () => {
    const deep = join(path, 'of', 'several', 'folders');

    await Promise.all([1, 2, 3, 4, 5].map(() => makeFolder(deep)));

    expect(readdirSync(deep)).toEqual([]);
    writeFileSync(join(deep, 'file'), '');
    await expect(makeFolder(join(deep, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
