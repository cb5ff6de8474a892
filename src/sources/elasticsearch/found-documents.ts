import { harmlessText } from '../../domain/harmless-text.ts';
import { unavailable } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import type { UnreadLines, UnreadPart } from '../../domain/upload-log.ts';
import { came, type Outcome } from '../outcome.ts';
import type { Documents } from './documents.ts';

/** None at all where some were found and none of them can be read. */
export function someReadable(
  documents: Documents,
  { index }: Pick<ElasticsearchSettings, 'index'>,
): Outcome<Documents> {
  const { readable, unreadable } = documents;
  return readable.length === 0 && unreadable.length > 0
    ? unavailable('bad-response', `index ${index}: ${unreadableWords(documents)}`)
    : came(documents);
}

/** "1 of 20 documents cannot be read: its @timestamp is no time: "-1e20"" */
export const unreadableWords = ({ readable, unreadable }: Documents): string =>
  `${unreadable.length} of ${readable.length + unreadable.length} documents cannot be read: ${harmlessText(unreadable[0] ?? '', 120)}`;

/** Some that could not be read may hold what the others do not tell. */
export const unreadDocuments = (
  documents: Documents,
  { index }: Pick<ElasticsearchSettings, 'index'>,
): readonly UnreadPart[] =>
  documents.unreadable.length === 0
    ? []
    : [{ part: 'documents', detail: `index ${index}: ${unreadableWords(documents)}` }];

const SAMPLES = 5;

/** Documents count as lines: each holds one, or the lines of one record. */
export const withUnreadable = (
  unread: UnreadLines,
  unreadable: readonly string[],
): UnreadLines => ({
  ...unread,
  count: unread.count + unreadable.length,
  samples: [
    ...unread.samples,
    ...unreadable.map((why) => harmlessText(`a document without a line: ${why}`, 200)),
  ].slice(0, SAMPLES),
});
