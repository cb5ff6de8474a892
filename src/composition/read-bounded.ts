import { closeSync, openSync, readSync } from 'node:fs';

const AT_ONCE = 64 * 1024;

/**
 * The text of a file, or of standard input (0); undefined if it has more than `mostBytes`. A device says that it has
 * none, and some never end, so it is counted as it is read.
 */
export function readBounded(path: string | 0, mostBytes: number): string | undefined {
  const file = path === 0 ? path : openSync(path, 'r');
  try {
    const parts: Buffer[] = [];
    for (let size = 0; ;) {
      const part = Buffer.alloc(AT_ONCE);
      const read = readSync(file, part);
      if (read === 0) return Buffer.concat(parts).toString('utf8');
      size += read;
      if (size > mostBytes) return undefined;
      parts.push(part.subarray(0, read));
    }
  } finally {
    if (path !== 0) closeSync(file);
  }
}
