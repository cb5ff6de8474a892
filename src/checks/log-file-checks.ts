import type { Check } from '../domain/check.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { EndsEarlier } from '../domain/evidence.ts';
import type { Reading } from '../domain/reading.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { unreadWords } from '../domain/unread-words.ts';

const NO_LOG = 'no upload, no error and no cause is seen';

/** Whether log files can be read, hold an archiver's log, and are understood. */
export function logFileChecks(
  log: Reading<UploadLog>,
  /** Of files whose newest record is old, what they hold is said as of then. */
  endsEarlier: EndsEarlier | undefined,
): readonly Check[] {
  const subject = 'log files';
  if (log.kind === 'unavailable') {
    const remedy = 'name the file that the archiver writes to, and let it be read';
    return [{ subject, outcome: 'broken', found: log.detail, cost: NO_LOG, remedy }];
  }
  const { uploads, failures, unread } = log.value;
  const asOf =
    endsEarlier === undefined
      ? ''
      : ` as of the newest record, ${durationWords(endsEarlier.askedAt - endsEarlier.newestRecord)} ago`;
  const found = `${uploads.length} uploads and ${failures.length} errors${asOf}`;
  const [why] = unreadWords(unread);
  const count = unread.count + (unread.undated?.count ?? 0);
  const lines: Check =
    count === 0 && why === undefined
      ? { subject: 'log lines', outcome: 'works', found: 'all of them are understood' }
      : {
          subject: 'log lines',
          outcome: uploads.length + failures.length === 0 ? 'broken' : 'lacking',
          found: why ?? `${count} are not understood, such as: ${unread.samples[0] ?? ''}`,
          cost: NO_LOG,
          remedy: 'see whether it is the archiver’s log, and that alone',
        };
  return uploads.length + failures.length === 0
    ? [
        {
          subject,
          outcome: 'lacking',
          found: 'no upload and no error in the time looked at',
          cost: NO_LOG,
          remedy: 'see whether it is the file that the archiver writes to',
        },
        lines,
      ]
    : [{ subject, outcome: 'works', found }, lines];
}
