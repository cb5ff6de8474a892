import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { LINE_MAX } from '../../log/framing/line-bounds.ts';

/**
 * Streams the lines of a text file, plain or .gz, without ever holding more than a piece of it. Of a line beyond
 * LINE_MAX only the beginning is handed on, longer than that: whoever reads it sees that it is not whole.
 */
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
      const line = begun(rest, chunk.slice(from, end));
      onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
      rest = '';
      from = end + 1;
    }
    rest = begun(rest, chunk.slice(from));
  }
  if (rest !== '') onLine(rest);
}

const begun = (rest: string, more: string): string => (rest.length > LINE_MAX ? rest : rest + more);
