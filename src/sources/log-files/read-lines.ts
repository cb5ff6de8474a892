import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { LINE_MAX } from '../../log/framing/line-bounds.ts';
import { createTextOfLog } from './text-of-log.ts';

/** Whoever writes half a line writes the other half at once. */
const OTHER_HALF_AFTER_MS = 100;

const CHUNK = 256 * 1024;

/** What became of a file while it was read. */
export interface LinesRead {
  /** It was emptied, or cut: lines that were in it were not read. */
  readonly wasTruncated: boolean;
}

/**
 * Streams the lines of a text file, plain or .gz, without ever holding more than a piece of it. Of a line beyond
 * LINE_MAX only the beginning is handed on, longer than that: whoever reads it sees that it is not whole. What is
 * written while it is read is left out, but for the rest of a line that was half written.
 */
export async function readLines(
  path: string,
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<LinesRead> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const isPacked = path.endsWith('.gz');
    const textOf = createTextOfLog();
    let rest = '';
    const handOn = (): void => {
      onLine(withoutReturns(rest));
      rest = '';
    };
    const take = async (pieces: Readable, most: number): Promise<void> => {
      let lines = 0;
      for await (const piece of pieces as AsyncIterable<Buffer>) {
        const chunk = textOf(piece);
        let from = 0;
        for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
          rest = begun(rest, chunk.slice(from, end));
          handOn();
          lines += 1;
          if (lines >= most) return;
          from = end + 1;
        }
        rest = begun(rest, chunk.slice(from));
      }
    };
    // Files of the kernel have no size.
    const last = size === 0 ? Infinity : size - 1;
    await take(bytesOf(file, 0, last, isPacked, signal), Infinity);
    if (rest !== '' && !isPacked && last !== Infinity) {
      if ((await file.stat()).size <= size) await sleep(OTHER_HALF_AFTER_MS, undefined, { signal });
      await take(bytesOf(file, size, size + LINE_MAX, false, signal), 1);
    }
    if (rest !== '') handOn();
    return { wasTruncated: (await file.stat()).size < size };
  } finally {
    await file.close();
  }
}

/** The bytes of a file from one to another. The file itself stays open. */
function bytesOf(
  file: FileHandle,
  start: number,
  end: number,
  isPacked: boolean,
  signal: AbortSignal | undefined,
): Readable {
  const bytes = file.createReadStream({
    start,
    end,
    highWaterMark: CHUNK,
    signal,
    autoClose: false,
  });
  if (!isPacked) return bytes;
  const unpacked = bytes.pipe(createGunzip());
  // pipe() does not pass errors on.
  bytes.on('error', (fault) => unpacked.destroy(fault));
  return unpacked;
}

/** A terminal makes two of one. */
function withoutReturns(line: string): string {
  let end = line.length;
  while (line.charCodeAt(end - 1) === 0x0d) end -= 1;
  return line.slice(0, end);
}

const begun = (rest: string, more: string): string => (rest.length > LINE_MAX ? rest : rest + more);
