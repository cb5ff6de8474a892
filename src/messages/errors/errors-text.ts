import type { ErrorList } from '../../domain/archiver-error.ts';
import { isNoLog } from '../../domain/unread-words.ts';
import { errorLine } from './error-lines.ts';
import { noneWords, unreadText } from '../unread/unread-text.ts';

/** The errors for a terminal, the newest first, each with the words it stands on; then what was not read. */
export const errorsText = ({ errors, unread }: ErrorList): string =>
  [
    ...(errors.length === 0 && !isNoLog(unread) ? [noneWords('errors', unread)] : []),
    ...errors.flatMap((error) => [
      errorLine(error),
      `    > ${error.text}`,
      ...(error.command === undefined ? [] : [`    > ${error.command}`]),
    ]),
    ...unreadText(unread),
    '',
  ].join('\n');
