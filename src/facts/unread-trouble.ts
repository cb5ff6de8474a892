import type { Snapshot } from '../domain/snapshot.ts';
import { SECOND, type EpochMs } from '../domain/time.ts';
import { undatedWords, zoneErrorWords } from '../domain/unread-words.ts';
import type { TroublingLines, UploadLog } from '../domain/upload-log.ts';
import { archivingHost, isBy, lastEndBy, newest } from './uploads.ts';

/**
 * What was not read of a log and may hide a failure, a sentence each: of the host that archives, and not
 * followed by an upload that completed. What another host says is no matter of archiving.
 */
export function unreadTrouble(snapshot: Snapshot): readonly string[] {
  const { uploadLog } = snapshot;
  if (uploadLog.kind === 'unavailable') return [];
  const { unread } = uploadLog.value;
  const { troubling = [], undated, zoneErrors = [], noLogs = [] } = unread;
  // From the index a time in the future counts as that of its arrival; a file has none.
  const inTheFuture = uploadLog.value.source === 'log files' ? zoneErrors : [];
  const host = archivingHost(snapshot);
  const isMine = isBy(host, uploadLog.value);
  const mayBeMine = (item: { readonly host: string | undefined }): boolean =>
    host === undefined || item.host === undefined || isMine(item);

  const lastEnd = lastEndBy(uploadLog.value, host);
  const lines = troubling.filter((one) => mayBeMine(one) && !isMadeGood(one, lastEnd));
  const count = lines.reduce((sum, one) => sum + one.count, 0);
  const complaints = undated?.newest.filter(mayBeMine) ?? [];
  const other = otherArchiver(uploadLog.value, isMine);
  return [
    ...(other === undefined ? [] : [other]),
    ...inTheFuture.filter(({ offset }) => offset > 0).map(zoneErrorWords),
    ...noLogs.filter(({ mayHideFailure }) => mayHideFailure).map(({ sentence }) => sentence),
    ...(count === 0
      ? []
      : [
          `${count} not understood that ${count === 1 ? 'looks like an error' : 'look like errors'}, such as: ${lines[0]?.sample ?? ''}`,
        ]),
    ...(undated === undefined || complaints.length === 0
      ? []
      : [
          undatedWords({
            count: complaints.length < undated.newest.length ? complaints.length : undated.count,
            newest: complaints,
          }),
        ]),
  ];
}

/** The newest uploads are of an archiver that is not searched for: most of its lines are not found. */
function otherArchiver(
  { archiver, searchedFor, uploads }: UploadLog,
  isMine: ReturnType<typeof isBy>,
): string | undefined {
  const last = newest(
    uploads.filter((upload) => isMine(upload) && upload.archiver !== undefined),
    ({ beganAt, endedAt }) => endedAt ?? beganAt,
  )?.archiver;
  if (last === undefined || searchedFor === undefined || searchedFor.includes(last)) {
    return undefined;
  }
  const said = archiver === undefined ? 'does not name it' : `says ${archiver}`;
  return `they are lines of ${last}, and elasticsearch.archiver ${said}: set it to ${last}`;
}

/** WAL-G names a file right after an error as well: what completes in the same second proves nothing. */
const isMadeGood = ({ newestAt }: TroublingLines, lastEnd: EpochMs | undefined): boolean =>
  newestAt !== undefined && lastEnd !== undefined && lastEnd > newestAt + SECOND;
