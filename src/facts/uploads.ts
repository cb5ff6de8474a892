import { namesHosts } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import { loggedUploads } from '../domain/logged-uploads.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { EpochMs } from '../domain/time.ts';
import {
  hasEnded,
  lastTouched,
  type ArchiverFailure,
  type EndedUpload,
  type OpenUpload,
  type Upload,
} from '../domain/upload.ts';
import { parseWalFile, type WalSegment } from '../domain/wal-file.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import { primaryOf } from './primary.ts';
import { oncePerSnapshot } from './once.ts';

/**
 * The host whose uploads count: the primary, or, while nobody says who that is,
 * the one that pushed last. Undefined if there is neither.
 */
export const archivingHost = oncePerSnapshot(archivingIn);

function archivingIn(snapshot: Snapshot): string | undefined {
  const primary = primaryOf(snapshot);
  if (primary.kind === 'one') return primary.host;
  if (snapshot.uploadLog.kind === 'unavailable') return undefined;
  return newest(loggedUploads(snapshot.uploadLog.value), lastTouched)?.host;
}

/**
 * True for what a host wrote. A log file without host names was written by the host it lies on, and
 * a log that names servers never says of which host a segment is: the index holds one server's, or the
 * reader would have left them out.
 */
export const isBy =
  (host: string | undefined, log: UploadLog) =>
  (item: {
    readonly host: string | undefined;
    readonly archiver?: Archiver | undefined;
  }): boolean =>
    item.host === host ||
    (item.host === undefined && (log.source === 'log files' || !namesHosts(item.archiver)));

export function newest<T>(items: readonly T[], time: (item: T) => EpochMs): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || time(item) > time(best) ? item : best),
    undefined,
  );
}

export const segmentOf = (upload: Upload): WalSegment | undefined => {
  const file = parseWalFile(upload.file);
  return file?.kind === 'segment' ? file.segment : undefined;
};

export const completedSegments = (uploads: readonly Upload[]): readonly EndedUpload[] =>
  uploads
    .filter(hasEnded)
    .filter((upload) => upload.state === 'complete' && segmentOf(upload) !== undefined);

/** The newest completed segment among the uploads. */
export const lastComplete = (uploads: readonly Upload[]): EndedUpload | undefined =>
  newest(completedSegments(uploads), ({ endedAt }) => endedAt);

/** The newest segment that a host completed by its log; undefined if there is none, or no log. */
export const lastCompleteBy = (
  { uploadLog }: Snapshot,
  host: string | undefined,
): EndedUpload | undefined =>
  uploadLog.kind === 'unavailable' ? undefined : lastComplete(endedBy(uploadLog.value, host));

/**
 * What a host completed or skipped by its log. Its own failed tries and another host's lines may fill the newest
 * records: what ended is looked for further back.
 */
export const endedBy = (log: UploadLog, host: string | undefined): readonly EndedUpload[] =>
  loggedUploads(log).filter(hasEnded).filter(isBy(host, log));

/** When an upload of a host last came to a good end, by all that its log has. */
export const lastEndBy = (log: UploadLog, host: string | undefined): EpochMs | undefined =>
  lastEndAt(endedBy(log, host));

/** When one of these uploads last came to a good end. */
export function lastEndAt(uploads: readonly Upload[]): EpochMs | undefined {
  return newest(uploads.filter(hasEnded), ({ endedAt }) => endedAt)?.endedAt;
}

/**
 * Uploads that began and never ended, and that nothing later has made good: neither the same file
 * completed, nor did a newer process of the host complete anything. PostgreSQL runs one archive
 * command at a time, and a hung one is the last to write: what it began stays open.
 * Completions of the same process prove nothing, since it pushes up to 32 segments at once.
 */
export function unfinished(uploads: readonly Upload[]): readonly OpenUpload[] {
  const ended = uploads.filter(hasEnded);
  const lastFailed = new Map<string, EpochMs>();
  for (const { state, file, beganAt, endedAt } of uploads) {
    if (state !== 'failed') continue;
    lastFailed.set(file, Math.max(beganAt ?? endedAt, lastFailed.get(file) ?? 0));
  }
  return uploads
    .filter((upload) => upload.state === 'uploading')
    .filter(
      ({ file, pid, archiver, beganAt: began }) =>
        // PostgreSQL tries a file again once the try before has come back: it failed as well, and its error was not fetched.
        (lastFailed.get(file) ?? began) <= began &&
        !ended.some(
          (other) =>
            (other.file === file && other.endedAt >= began) ||
            (other.pid !== pid && other.beganAt !== undefined && other.beganAt > began) ||
            // Another archiver has taken over since then.
            (other.archiver !== archiver && other.endedAt > began),
        ),
    );
}

const timelineOf = (file: string): number | undefined => {
  const parsed = parseWalFile(file);
  return parsed?.kind === 'segment' ? parsed.segment.timeline : undefined;
};

const isSegment = (file: string | undefined): file is string =>
  file !== undefined && timelineOf(file) !== undefined;

/** The same of every host of a log, each judged by its own uploads. */
export const unfinishedOfAll = (log: UploadLog): readonly OpenUpload[] =>
  [...new Set(log.uploads.map(({ host }) => host))].flatMap((host) =>
    unfinished(log.uploads.filter(isBy(host, log))),
  );

/** PostgreSQL tries a failed file three times in a row, and again after at most a minute. */
const RETRIED_WITHIN = 3 * 60_000;

/**
 * Failures that nothing later has made good. One that stopped certain files lasts until these are
 * completed: the others may well succeed meanwhile. But a file that PostgreSQL still asks for fails
 * again within minutes, so completions long after the last failure end the matter as well.
 */
export function unresolvedFailures(
  uploads: readonly Upload[],
  failures: readonly ArchiverFailure[],
): readonly ArchiverFailure[] {
  const completes = uploads.filter(hasEnded);
  const lastSuccess = lastEndAt(uploads) ?? 0;
  const madeGood = (file: string, since: EpochMs): boolean =>
    completes.some((upload) => upload.file === file && upload.endedAt >= since);

  // What the primary of an older timeline left behind when the newer one began fails no more: it is a hole.
  const firstOfTimeline = new Map<number, EpochMs>();
  for (const upload of completes) {
    const timeline = segmentOf(upload)?.timeline;
    if (timeline === undefined) continue;
    const first = firstOfTimeline.get(timeline) ?? Infinity;
    firstOfTimeline.set(timeline, Math.min(first, upload.endedAt));
  }
  const leftBehind = (file: string, at: EpochMs): boolean => {
    const timeline = timelineOf(file);
    return (
      timeline !== undefined &&
      [...firstOfTimeline].some(([newer, first]) => newer > timeline && first >= at)
    );
  };

  return failures.filter((failure) => {
    if (lastSuccess > failure.at + RETRIED_WITHIN) return false;
    const stopped = uploads.filter(
      (upload) =>
        upload.state === 'failed' &&
        upload.endedAt === failure.at &&
        (failure.pid === undefined || upload.pid === failure.pid),
    );
    // A timeline's history file that fails while segments flow is no outage.
    const segments = stopped.filter((upload) => segmentOf(upload) !== undefined);
    if (segments.length > 0) {
      return segments.some(
        ({ file }) => !madeGood(file, failure.at) && !leftBehind(file, failure.at),
      );
    }
    // An archiver that logs no begin names the file in its error, and PostgreSQL does.
    if (stopped.length === 0 && isSegment(failure.file)) {
      return !madeGood(failure.file, failure.at) && !leftBehind(failure.file, failure.at);
    }
    return lastSuccess < failure.at;
  });
}
