import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { StateConfig } from '../config/config.ts';
import type { Probe, StateLook } from '../domain/contracts.ts';
import { errorCode } from '../domain/error-code.ts';
import { fileErrorWords } from '../domain/file-error-words.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { measured, unavailable } from '../domain/reading.ts';

/** A look at what alert threads are remembered in. Opens no folder: a bot that runs holds its lock. */
export function createStateProbe(state: StateConfig): Probe<StateLook> | undefined {
  switch (state.kind) {
    case 'none':
      return undefined;
    case 'folder':
      return folderProbe(state.path);
    case 'redis':
      return redisProbe(state.url);
  }
}

const IN_ITS_WAY = 'a file is in its place';

const folderProbe =
  (path: string): Probe<StateLook> =>
  async ({ at }) => {
    const place = `folder ${harmlessText(path, 200)}`;
    try {
      const there = await firstThere(resolve(path));
      if (!(await stat(there)).isDirectory()) {
        return unavailable('unreachable', `${place}: ${IN_ITS_WAY}`);
      }
      await access(there, constants.R_OK | constants.W_OK | constants.X_OK);
      const found =
        there === resolve(path) ? 'can be written' : 'will be created when the bot starts';
      return measured({ place, found }, at);
    } catch (fault) {
      const code = errorCode(fault);
      if (code === undefined) throw fault;
      const words = code === 'ENOTDIR' ? IN_ITS_WAY : fileErrorWords(code);
      return unavailable('unreachable', `${place}: ${words}`);
    }
  };

/** The folder, or the closest above it that is there. */
async function firstThere(path: string): Promise<string> {
  try {
    await access(path);
    return path;
  } catch (fault) {
    if (errorCode(fault) !== 'ENOENT' || dirname(path) === path) throw fault;
    return firstThere(dirname(path));
  }
}

const redisProbe =
  (url: string): Probe<StateLook> =>
  async ({ at }) => {
    const { connectRedis } = await import('./redis-connection.ts');
    const connection = await connectRedis(url, () => undefined);
    if (connection.kind === 'closed') {
      return unavailable('unreachable', `Redis: ${connection.why}`);
    }
    connection.redis.disconnect();
    return measured({ place: 'Redis', found: 'takes the login' }, at);
  };
