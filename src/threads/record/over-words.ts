import { durationWords } from '../../domain/duration-words.ts';
import type { VerdictCode } from '../../domain/finding.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Change } from './thread-record.ts';
import type { PastTrouble } from './timeline.ts';

/** What was wrong, once it is over. */
const WAS: Readonly<Record<VerdictCode, string>> = {
  'several-primaries': 'there was more than one primary',
  'wrong-host': 'the wrong server archived WAL',
  'no-primary': 'there was no primary',
  'upload-failing': 'WAL uploads failed',
  'upload-stuck': 'a WAL upload was stuck',
  'archiver-not-running': 'WAL archiving had stopped',
  'wal-disk-full': 'the WAL disk was full',
  'wal-gap': 'WAL was missing from the archive',
  'backlog-growing': 'WAL was piling up',
  'base-backup-late': 'the base backup was overdue',
  'base-backup-failed': 'the last base backup had failed',
  'log-shipping-missing': 'the logs of uploads did not arrive',
  'metrics-stale': 'the metric of uploads was wrong',
  'cannot-tell': 'Wale could not tell whether WAL was archived',
  idle: 'there was nothing to archive',
  healthy: 'WAL archiving was healthy',
};

/** "Over: upload …34 was stuck from … to …, 94 s". */
export const overWords = ({ worst, since, until }: PastTrouble): string =>
  `Over: ${wasWords(worst)} from ${moment(since)} to ${moment(until)}, ${durationWords(until - since)}`;

const wasWords = ({ code, file }: Change): string =>
  code === 'upload-stuck' && file !== undefined ? `upload …${file.slice(-2)} was stuck` : WAS[code];

const moment = (at: EpochMs): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
