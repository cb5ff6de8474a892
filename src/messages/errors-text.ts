import type { ArchiverError } from '../domain/archiver-error.ts';
import { errorLine } from './error-lines.ts';

/** The errors for a terminal, the newest first, each with the words it stands on. */
export const errorsText = (errors: readonly ArchiverError[]): string =>
  errors.length === 0
    ? 'no errors\n'
    : `${errors.map((error) => `${errorLine(error)}\n    > ${error.text}`).join('\n')}\n`;
