import { basename, dirname, join } from 'node:path';
import { harmlessText } from '../../domain/harmless-text.ts';

/** How the folder that holds standard input begins: what comes on it is kept in a file, since a log may be read twice. */
export const SPOOL_PREFIX = 'wale-standard-input-';
const SPOOLED = 'standard-input';

/** Where standard input is kept in its folder. */
export const spoolIn = (folder: string): string => join(folder, SPOOLED);

/** A log as people know it: nobody has heard of the file that standard input is kept in. */
export const shownPath = (path: string): string =>
  basename(path, '.gz') === SPOOLED && basename(dirname(path)).startsWith(SPOOL_PREFIX)
    ? 'standard input'
    : harmlessText(path, 200);
