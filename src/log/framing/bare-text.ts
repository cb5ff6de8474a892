/** What some editors and shells put in front of a text. */
export const withoutByteOrderMark = (text: string): string =>
  text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;

/** `docker compose logs` and stern colour the names, also in a file that their output was written to. */
export const uncoloured = (line: string): string =>
  // eslint-disable-next-line no-control-regex -- it is what colours begin with
  line.includes('\u001b[') ? line.replace(/\u001b\[[0-9;]{0,20}m/g, '') : line;

/** What stands before each record in `journalctl -o json-seq` (RFC 7464) and `-o json-sse`. */
export const withoutStreamMark = (line: string): string =>
  // eslint-disable-next-line no-control-regex -- it is the mark
  line.replace(/^(?:\u001e|data: )(?=\{)/, '');

/** An object, or a list of them. */
export const beginsJson = (line: string): boolean => {
  const first = line.charCodeAt(0);
  return first === 0x7b || (first === 0x5b && line.charCodeAt(1) === 0x7b);
};
