import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode } from '../../domain/error-code.ts';

/**
 * Folder by folder: where one cannot be made although what it lies in is there, as below /proc, Node's `recursive`
 * tries for ever (https://github.com/nodejs/node/issues/39251), and LevelDB uses it. Another process may make the same.
 */
export async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(resolve(folder));
  try {
    await makeOne(folder);
  } catch (fault) {
    if (errorCode(fault) !== 'ENOENT' || parent === resolve(folder)) throw fault;
    await makeFolder(parent);
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (fault) {
    if (errorCode(fault) !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw fault;
  }
}
