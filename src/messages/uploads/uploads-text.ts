import type { Upload } from '../../domain/upload.ts';
import type { UploadLog } from '../../domain/upload-log.ts';
import { durationWords } from '../../domain/duration-words.ts';
import { isNoLog } from '../../domain/unread-words.ts';
import { rateWords, timeWords } from '../quantities.ts';
import { noneWords, unreadText } from '../unread/unread-text.ts';

export const UPLOAD_COLUMNS = ['segment', 'host', 'pid', 'state', 'began', 'took', 'rate'];

/** One upload in the columns of a table. */
export const uploadCells = (upload: Upload): readonly string[] => [
  upload.file,
  upload.host ?? '-',
  upload.pid === undefined ? '-' : String(upload.pid),
  upload.state,
  upload.beganAt === undefined ? '-' : timeWords(upload.beganAt),
  upload.beganAt === undefined || upload.endedAt === undefined
    ? '-'
    : tookWords(upload.endedAt - upload.beganAt),
  upload.rateKiBps === undefined ? '-' : rateWords(upload.rateKiBps),
];

/** The uploads as the lines of a table, under its head. */
function uploadsTable(uploads: readonly Upload[]): readonly string[] {
  const rows = uploads.map(uploadCells);
  const widths = UPLOAD_COLUMNS.map((head, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), head.length),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();

  return [line(UPLOAD_COLUMNS), ...rows.map(line)];
}

/** The uploads as a table, the newest at the bottom, next to the prompt. */
export function uploadsText(uploads: readonly Upload[], log: UploadLog): string {
  const { unread } = log;
  return [
    ...(uploads.length > 0
      ? uploadsTable(uploads)
      : isNoLog(unread)
        ? []
        : [noneWords('uploads', unread)]),
    ...(log.truncated ? ['', 'older uploads were not fetched'] : []),
    ...unreadText(unread),
    '',
  ].join('\n');
}

const tookWords = (took: number): string =>
  took < 2000 ? `${Math.round(took)} ms` : durationWords(took);
