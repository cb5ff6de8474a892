import { durationWords } from '../../domain/duration-words.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Upload } from '../../domain/upload.ts';
import type { UploadLog } from '../../domain/upload-log.ts';
import { dataTable } from '../slack/data-table.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { joinWithin, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message, MessageBlock } from '../slack/message.ts';
import { sectionBlock } from '../slack/text-blocks.ts';
import { withDates } from '../slack/with-dates.ts';
import { plural, timeWords } from '../quantities.ts';
import { unreadBlocks } from '../unread/unread-blocks.ts';
import { noneWords } from '../unread/unread-text.ts';
import { UPLOAD_COLUMNS, uploadCells } from './uploads-text.ts';
import { greatest } from '../../domain/extremes.ts';

const STATES: readonly Upload['state'][] = ['uploading', 'failed', 'skipped', 'complete'];

/** The newest uploads for Slack: how they went in a line, and a table with the newest first. */
export function uploadsMessage(cluster: string, log: UploadLog, at: EpochMs): Message {
  const { uploads, unread } = log;
  if (uploads.length === 0) {
    const none = `${cluster}: ${noneWords('uploads', unread)} in the log of the last ${durationWords(at - log.from)}`;
    return message([none], [], unread, at);
  }
  const rows = [...uploads].reverse().map(uploadCells);
  const { block, shown } = dataTable('The newest uploads', UPLOAD_COLUMNS, rows);
  const headline = `${cluster}: the newest ${plural(shown, 'upload')} of ${uploads.length}${log.truncated ? ' that were fetched' : ''}`;
  return message([headline, courseWords(uploads)], [block], unread, at);
}

/** "from …76 to …77, 2 complete, the last ended …". */
function courseWords(uploads: readonly Upload[]): string {
  const counts = STATES.flatMap((state) => {
    const count = uploads.filter((upload) => upload.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  const [first, last] = [uploads[0]?.file ?? '', uploads.at(-1)?.file ?? ''];
  const ended = greatest(uploads.flatMap(({ endedAt }) => endedAt ?? []));
  return [
    first === last ? last : `${first} to ${last}`,
    counts.join(', '),
    ...(ended !== undefined ? [`the last ended ${timeWords(ended)}`] : []),
  ].join(' · ');
}

const message = (
  [headline = '', ...more]: readonly string[],
  blocks: readonly MessageBlock[],
  unread: UploadLog['unread'],
  at: EpochMs,
): Message => ({
  text: joinWithin([headline, ...more].map(escapeMrkdwn), SLACK_LIMITS.messageText),
  blocks: [
    sectionBlock([
      `*${escapeMrkdwn(headline)}*`,
      ...more.map((line) => withDates(escapeMrkdwn(line), at)),
    ]),
    ...blocks,
    ...unreadBlocks(unread),
  ],
});
