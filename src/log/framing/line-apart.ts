import { ARCHIVER_KINDS } from '../../archivers/archivers.ts';

/** The fields in which a collector keeps the line of an archiver that it took apart. */
export const LINES_APART = ARCHIVER_KINDS.flatMap(({ log }) => log.apart ?? []);
type LineApart = (typeof LINES_APART)[number];

/** The line as it was written; undefined where none was taken apart. */
export function wholeLine(textOf: (field: string) => string | undefined): string | undefined {
  for (const apart of LINES_APART) {
    const message = textOf(apart.message);
    if (message !== undefined) return joined(apart, textOf(apart.header), message);
  }
  return undefined;
}

/** The whole line, if the header is one; else the message alone. */
const joined = (apart: LineApart, header: string | undefined, message: string): string =>
  header !== undefined && apart.isHeader(header) ? `${header.trim()} ${message}` : message;
