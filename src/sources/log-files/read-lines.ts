import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** Longer lines are cut into pieces: nothing that an archiver writes is near this. */
const LINE_MAX = 1024 * 1024;

/** Streams the lines of a text file, plain or .gz, without ever holding more than a piece of it. */
export async function readLines(
  path: string,
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024, signal });
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // pipe() does not pass errors on.
  if (text !== file) file.on('error', (fault) => text.destroy(fault));
  text.setEncoding('utf8');

  let rest = '';
  for await (const chunk of text as AsyncIterable<string>) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      const line = rest + chunk.slice(from, end);
      onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
      rest = '';
      from = end + 1;
    }
    rest += chunk.slice(from);
    if (rest.length > LINE_MAX) {
      onLine(rest);
      rest = '';
    }
  }
  if (rest !== '') onLine(rest);
}
