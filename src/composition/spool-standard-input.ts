import { createWriteStream, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '../domain/error-code.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { SPOOL_PREFIX, spoolIn } from '../sources/log-files/shown-path.ts';

/** More than any day's log of an archiver; it lies on this host's disk for as long as the command runs. */
const BYTES_MAX = 2 * 1024 ** 3;
const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * Keeps what comes on standard input in a file for as long as this process runs, since a log may be read twice.
 * Returns its path, which ends in .gz where it is packed.
 */
export async function spoolStandardInput(patienceMs: number): Promise<string> {
  if (process.stdin.isTTY) {
    throw new OperatorError('--log-file -: expected a log on standard input, and it is a terminal');
  }
  const folder = mkdtempSync(join(tmpdir(), SPOOL_PREFIX));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = spoolIn(folder);
  let bytes = 0;
  let head = Buffer.alloc(0);
  try {
    await pipeline(
      process.stdin,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          if (head.length < GZIP.length) head = Buffer.concat([head, chunk.subarray(0, 2)]);
          bytes += chunk.length;
          if (bytes > BYTES_MAX) {
            throw new OperatorError(
              '--log-file -: expected at most 2 GiB on standard input, got more',
            );
          }
          yield chunk;
        }
      },
      createWriteStream(path, { mode: 0o600 }),
      { signal: AbortSignal.timeout(patienceMs) },
    );
  } catch (fault) {
    if (fault instanceof OperatorError) throw fault;
    if (errorCode(fault) === 'ABORT_ERR') {
      throw new OperatorError(
        `--log-file -: standard input did not end within ${patienceMs / 1000} s: give it a log that ends, or more time with --timeout`,
      );
    }
    throw new OperatorError(
      `--log-file -: cannot keep standard input: ${String(errorCode(fault))}`,
    );
  }
  if (!head.subarray(0, 2).equals(GZIP)) return path;
  renameSync(path, `${path}.gz`);
  return `${path}.gz`;
}
