import { overWords } from '../../threads/record/over-words.ts';
import type { Change, ThreadRecord } from '../../threads/record/thread-record.ts';
import { pastTrouble } from '../../threads/record/timeline.ts';
import type { EpochMs } from '../../domain/time.ts';
import { plural, timeWords } from '../quantities.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { fold } from '../slack/fold.ts';
import type { MessageBlock } from '../slack/message.ts';
import { sectionBlock } from '../slack/text-blocks.ts';
import { withDates } from '../slack/with-dates.ts';
import { MARKS } from '../status/answer.ts';

/** What the reply said before: that it is over, or how it began, and each change since. */
export function memoryLines({ timeline, openedAt }: ThreadRecord): readonly string[] {
  const [first, second] = timeline;
  if (first === undefined || second === undefined) return [];
  const past = pastTrouble({ timeline, openedAt });
  return [past === undefined ? `First: ${changeWords(first)}` : overWords(past)].map(escapeMrkdwn);
}

/** The same as blocks, with the whole course folded. */
export function memoryBlocks(record: ThreadRecord, now: EpochMs): MessageBlock[] {
  const lines = memoryLines(record);
  if (lines.length === 0) return [];
  const { timeline } = record;
  const course = timeline.map((change) => withDates(escapeMrkdwn(changeWords(change)), now));
  return [
    sectionBlock(lines.map((line) => withDates(line, now))),
    fold(`Timeline: ${plural(timeline.length - 1, 'change')}`, [sectionBlock(course)]),
  ];
}

const changeWords = ({ at, severity, headline }: Change): string =>
  `${MARKS[severity].join(' ')} ${timeWords(at)}: ${headline}`;
