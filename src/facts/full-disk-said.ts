import type { Snapshot } from '../domain/snapshot.ts';
import { HOUR, type DurationMs } from '../domain/time.ts';
import type { ArchiverFailure } from '../domain/upload.ts';
import { seriesOf } from './archive-metric.ts';
import type { Primary } from './primary.ts';
import { isBy, lastEndAt, newest } from './uploads.ts';

/** PostgreSQL says it at each start, and stays down or starts again: what is older is another matter. */
const CURRENT: DurationMs = HOUR;

/**
 * PostgreSQL's newest word that the disk of pg_wal is full, unless something newer says that it goes on: an upload of
 * that host, or the room that the metrics saw since. While nobody says who the primary is, any host's word counts.
 */
export function fullDiskSaid(snapshot: Snapshot, primary: Primary): ArchiverFailure | undefined {
  const { uploadLog, at } = snapshot;
  if (uploadLog.kind === 'unavailable') return undefined;
  const log = uploadLog.value;
  const counts = primary.kind === 'one' ? isBy(primary.host, log) : () => true;
  const said = newest(
    log.failures.filter((failure) => failure.walDiskFull === true && counts(failure)),
    (failure) => failure.at,
  );
  if (said === undefined || at - said.at > CURRENT) return undefined;
  if ((lastEndAt(log.uploads.filter(isBy(said.host, log))) ?? 0) > said.at) return undefined;
  const host = primary.kind === 'one' ? primary.host : said.host;
  const sampled = host === undefined ? undefined : seriesOf(snapshot, 'walDiskFree', host);
  const seenAt = sampled?.points.findLast((point) => point.at <= at)?.at;
  return seenAt !== undefined && seenAt > said.at ? undefined : said;
}

/** True where PostgreSQL's archiver complained of its command since: only a server that runs has one. */
export const archiverComplainedAfter = ({ uploadLog }: Snapshot, said: ArchiverFailure): boolean =>
  uploadLog.kind !== 'unavailable' &&
  uploadLog.value.failures.some(
    ({ reportedBy, operation, host, at }) =>
      reportedBy === 'postgresql' && operation === 'push' && host === said.host && at > said.at,
  );
