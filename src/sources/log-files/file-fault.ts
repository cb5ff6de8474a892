import { statfsSync, statSync, type Stats } from 'node:fs';
import { errorCode } from '../../domain/error-code.ts';
import { fileErrorWords } from '../../domain/file-error-words.ts';
import { unavailable, type Unavailable } from '../../domain/reading.ts';
import { shownPath } from './shown-path.ts';

/** statfs(2): PROC_SUPER_MAGIC. */
const PROC = 0x9fa0;

/** A pipe or a device has no end, nor has a file of the kernel such as /proc/kmsg, and reading one may wait for ever. */
export function plainFile(path: string): Stats {
  const stats = statSync(path);
  if (stats.isFile() && statfsSync(path).type !== PROC) return stats;
  throw Object.assign(new Error('no plain file'), {
    code: stats.isDirectory() ? 'EISDIR' : NO_FILE,
  });
}
const NO_FILE = 'ENOTFILE';

/** A named file that cannot be read leaves no log. What has no code is a bug, and thrown on. */
export function unreadable(path: string, fault: unknown, signal: AbortSignal): Unavailable {
  if (signal.aborted) {
    return unavailable(
      'timeout',
      `${shownPath(path)} was not read to its end in time: allow more with --timeout`,
    );
  }
  const code = errorCode(fault);
  if (code === undefined) throw fault;
  return unavailable('unreachable', `cannot read ${shownPath(path)}: ${faultWords(code)}`);
}

export const faultWords = (code: string): string => WORDS[code] ?? fileErrorWords(code);

const WORDS: Readonly<Record<string, string>> = {
  ENOFILES: 'there is no file in it, or none that matches',
  [NO_FILE]:
    'it is not a regular file, but a pipe, a device, a socket or a file of the kernel: a pipe is read with --log-file -',
  Z_DATA_ERROR: 'it is not a gzip file',
  Z_BUF_ERROR: 'the gzip file is cut off',
};
