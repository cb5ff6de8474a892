import {
  isNoLog,
  mayHideErrors,
  unreadCountWords,
  unreadWords,
} from '../../domain/unread-words.ts';
import type { UnreadLines } from '../../domain/upload-log.ts';

/** "no errors", or how far that is known. */
export const noneWords = (what: 'errors' | 'uploads', unread: UnreadLines): string =>
  !mayHideErrors(unread)
    ? `no ${what}`
    : what === 'errors' && unread.undated !== undefined
      ? 'no errors but some whose time is not known'
      : `no ${what} in what was understood`;

/** What could not be read, below a list; the lines themselves, as far as they are kept. */
export function unreadText(unread: UnreadLines): readonly string[] {
  const { count, samples, troubling = [] } = unread;
  const shown = [...new Set([...troubling.map(({ sample }) => sample), ...samples])];
  return [
    ...unreadWords({ ...unread, count: 0 }).flatMap((sentence) =>
      isNoLog(unread) ? [sentence] : ['', sentence],
    ),
    ...(count === 0 || isNoLog(unread)
      ? []
      : [
          '',
          `not understood: ${unreadCountWords(unread)}:`,
          ...shown.slice(0, SHOWN).map((sample) => `  ${sample}`),
        ]),
  ];
}

const SHOWN = 8;
