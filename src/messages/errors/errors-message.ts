import type { ErrorList } from '../../domain/archiver-error.ts';
import { durationWords } from '../../domain/duration-words.ts';
import { MINUTE, type EpochMs } from '../../domain/time.ts';
import { errorsByCause, type ErrorGroup } from './errors-by-cause.ts';
import { errorLine } from './error-lines.ts';
import { dataTable } from '../slack/data-table.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { fold } from '../slack/fold.ts';
import { cut, joinWithin, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message, MessageBlock } from '../slack/message.ts';
import { preformattedBlock, sectionBlock } from '../slack/text-blocks.ts';
import { withDates } from '../slack/with-dates.ts';
import { plural, timeWords } from '../quantities.ts';
import { unreadBlocks } from '../unread/unread-blocks.ts';
import { noneWords } from '../unread/unread-text.ts';

/** So many causes are quoted; the table has them all. */
const QUOTED = 3;
const QUOTE_MAX = 400;
/** So many errors are listed one by one. */
const LISTED = 30;
const LINE_MAX = 300;
/** PostgreSQL tries again after at most a minute: an error that is older than a few tries is over, or stuck. */
const GOES_ON: number = 3 * MINUTE;

/** The errors for Slack: by cause in a table, the newest first, with one quote each; one by one in a fold. */
export function errorsMessage(
  cluster: string,
  { errors, from, unread }: ErrorList,
  at: EpochMs,
): Message {
  const groups = errorsByCause(errors);
  const span = `in the log of the last ${durationWords(at - from)}`;
  const headline =
    errors.length === 0
      ? `${cluster}: ${noneWords('errors', unread)} ${span}`
      : `${cluster}: ${plural(errors.length, 'error')}, ${plural(groups.length, 'cause')}, ${span}`;
  const lines = groups.map((group) => groupWords(group, at));
  return {
    text: joinWithin([headline, ...lines].map(escapeMrkdwn), SLACK_LIMITS.messageText),
    blocks: [
      sectionBlock([`*${escapeMrkdwn(headline)}*`]),
      ...groups.slice(0, QUOTED).flatMap((group) => [
        sectionBlock([withDates(escapeMrkdwn(groupWords(group, at)), at)]),
        // In preformatted rich text nothing is parsed: no mention, no link, no formatting.
        preformattedBlock(cut(group.quote, QUOTE_MAX)),
      ]),
      ...tableOf(groups),
      ...listOf(errors, at),
      ...unreadBlocks(unread),
    ],
  };
}

function groupWords({ name, words, count, first, last, hosts }: ErrorGroup, at: EpochMs): string {
  const meaning = words === undefined ? '' : `: ${words}`;
  const where = hosts.length === 0 ? '' : ` on ${hosts.slice(0, 3).join(', ')}`;
  const goesOn = at - last <= GOES_ON ? ', going on now' : '';
  const when = first === last ? timeWords(last) : `${timeWords(first)} to ${timeWords(last)}`;
  return `${name}${meaning} · ${count}×${where}, ${when}${goesOn}`;
}

/** One cause needs no table: it is all said above. */
function tableOf(groups: readonly ErrorGroup[]): MessageBlock[] {
  if (groups.length < 2) return [];
  const rows = groups.map(({ name, count, first, last, hosts }) => [
    name,
    { value: count, words: String(count) },
    timeWords(first),
    timeWords(last),
    hosts.join(', '),
  ]);
  return [dataTable('Errors by cause', ['cause', 'count', 'first', 'last', 'hosts'], rows).block];
}

function listOf(errors: ErrorList['errors'], at: EpochMs): MessageBlock[] {
  if (errors.length === 0) return [];
  const left = errors.length - LISTED;
  const lines = errors
    .slice(0, LISTED)
    .map((error) => withDates(escapeMrkdwn(cut(errorLine(error), LINE_MAX)), at));
  return [
    fold(left > 0 ? `The newest ${LISTED} of ${errors.length} errors` : 'Each error', [
      sectionBlock(lines),
      ...(left > 0 ? [sectionBlock(['`wale errors` in a terminal shows all of them'])] : []),
    ]),
  ];
}
