import { StringDecoder } from 'node:string_decoder';

/** Turns the bytes of a log, piece by piece, into text whose lines end in a line feed. */
export function createTextOfLog(): (bytes: Buffer) => string {
  let decode: ((bytes: Buffer) => string) | undefined;
  let endsInReturns: boolean | undefined;
  return (bytes) => {
    decode ??= decoderFor(bytes);
    const text = decode(bytes);
    endsInReturns ??= hasReturnsAlone(text);
    return endsInReturns ? text.replaceAll('\r', '\n') : text;
  };
}

/** PowerShell 5 writes what it redirects (`>`) in UTF-16, with a byte order mark; all else is UTF-8. */
function decoderFor(bytes: Buffer): (bytes: Buffer) => string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : undefined;
  if (encoding === undefined) {
    const utf8 = new StringDecoder('utf8');
    return (piece) => utf8.write(piece);
  }
  const utf16 = new TextDecoder(encoding);
  return (piece) => utf16.decode(piece, { stream: true });
}

/**
 * Where no line feed is, a carriage return ends a line. Beside line feeds it never does: a client could begin lines of
 * its own with it, in a statement that PostgreSQL logs.
 */
const hasReturnsAlone = (text: string): boolean =>
  !text.includes('\n') && text.slice(0, -1).includes('\r');
