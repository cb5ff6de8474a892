import { statSync, type Stats } from 'node:fs';
import { createLogReader } from '../../log/log-reader.ts';
import { createUploadLedger } from '../../log/upload-ledger.ts';
import type { LogLook, Question, Source } from '../../domain/contracts.ts';
import type { LogEvidence } from '../../domain/evidence.ts';
import type { HostZones } from '../../domain/host-zones.ts';
import { errorCode } from '../../domain/error-code.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { measured, unavailable, type Reading, type Unavailable } from '../../domain/reading.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';
import { hasEnded, type ArchiverFailure, type Upload } from '../../domain/upload.ts';
import { allUnread, type UnreadHosts } from '../../domain/unread-hosts.ts';
import type { NoLog, UnreadLines, UploadLog, UploadRate } from '../../domain/upload-log.ts';
import { findFiles, notRead, type FoundFiles } from './find-files.ts';
import { createFirstLook, isCalledLog } from './first-look.ts';
import { createFutureWatch } from './future-watch.ts';
import { readLines } from './read-lines.ts';
import { togetherUnread } from './together-unread.ts';

/**
 * A file that is read where it is written holds nothing newer than the begin of an upload that hangs; whoever was
 * paged after a quarter of an hour reads it within another. One that is silent for longer may as well be a copy.
 */
const SILENT_AFTER: DurationMs = 30 * MINUTE;

/**
 * The archiver's log in files on the spot: the runbook's second way. For each cluster the zones of archivers that
 * write local time. Of the clusters in `alone` nothing else is known, of no moment: what the files
 * hold of one is judged as of the newest record.
 */
export function createLogFiles(
  paths: readonly string[],
  lookbackMs: DurationMs,
  zones: ReadonlyMap<string, HostZones>,
  alone: ReadonlySet<string> = new Set(),
): Source<LogEvidence, LogLook> {
  const readFor = (cluster: string, question: Question): Promise<FilesRead> =>
    readLogFiles(paths, lookbackMs, zones.get(cluster), question);
  const evidenceOf = async (cluster: string, question: Question): Promise<LogEvidence> => {
    const { log, newestRecord } = await readFor(cluster, question);
    const uploadLogSource = 'log files';
    const isNow =
      newestRecord === undefined || question.at - newestRecord < SILENT_AFTER || question.historic;
    if (isNow || !alone.has(cluster)) return { uploadLog: log, uploadLogSource };
    const earlier = await readFor(cluster, { ...question, at: newestRecord });
    const endsEarlier = { newestRecord, askedAt: question.at };
    return { uploadLog: earlier.log, uploadLogSource, endsEarlier };
  };
  return {
    read: async (clusters, question) =>
      new Map(
        await Promise.all(
          clusters.map(async (name): Promise<[string, LogEvidence]> => [
            name,
            await evidenceOf(name, question),
          ]),
        ),
      ),
    examine: async (cluster, question) => ({
      kind: 'files',
      log: (await readFor(cluster, question)).log,
    }),
  };
}

/** What only a log has that travels. */
const NOT_SHIPPED = unavailable('not-configured', 'files are read where they are written');

interface FilesRead {
  readonly log: Reading<UploadLog>;
  /** Of what the archiver did, or PostgreSQL said of it; undefined if there is none. */
  readonly newestRecord: EpochMs | undefined;
}

async function readLogFiles(
  paths: readonly string[],
  lookbackMs: DurationMs,
  zones: HostZones | undefined,
  { at, historic, signal }: Question,
): Promise<FilesRead> {
  const from = at - lookbackMs;
  const ledger = createUploadLedger(from);
  const parts: UnreadLines[] = [];
  const unreadHosts: (UnreadHosts | undefined)[] = [];
  const noLogs: NoLog[] = [];
  const future = createFutureWatch(at);
  let newestRecord: EpochMs | undefined;
  /** A file may have two names, or get another one while the first is read: logs are rotated. */
  const read = new Set<string>();
  let found: FoundFiles;
  try {
    found = findFiles(paths, from);
  } catch (fault) {
    return { log: unreadable(paths.join(', '), fault, signal), newestRecord: undefined };
  }
  noLogs.push(...found.leftOut);
  for (const { path, isFound } of found.files) {
    let stats: Stats | undefined;
    try {
      stats = plainFile(path);
      const identity = `${stats.dev}:${stats.ino}`;
      if (read.has(identity)) continue;
      read.add(identity);
      const changedAt = stats.mtimeMs;
      const reader = createLogReader(
        (event) => {
          if (event.kind === 'other') return;
          const { host, at: when } = event.kind === 'failure' ? event.failure : event;
          if (historic && when > at) return;
          future.note(host, when);
          newestRecord = Math.max(newestRecord ?? when, when);
          ledger.add(event);
        },
        changedAt,
        zones,
      );
      const seen = createFirstLook();
      const { wasTruncated } = await readLines(
        path,
        (line) => {
          seen.look(line);
          reader.read(line);
        },
        signal,
      );
      if (wasTruncated) noLogs.push(truncated(path));
      const unread = reader.end();
      const isBesideOthers = found.files.length > 1;
      const file = { path, isFound, isOfTheTime: changedAt >= from, isBesideOthers };
      const noLog = seen.noLog(file, unread);
      noLogs.push(...noLog);
      // What is no log has no lines that could be errors, and what is passed over none at all.
      if (noLog.length === 0) parts.push(unread);
      else if (noLog.some(({ mayHideFailure }) => mayHideFailure)) {
        parts.push({ ...unread, troubling: undefined });
      }
      unreadHosts.push(reader.unreadHosts());
    } catch (fault) {
      const code = errorCode(fault);
      if (isFound && code !== undefined && !signal.aborted) {
        noLogs.push({
          ...notRead(path, WORDS[code] ?? code),
          mayHideFailure: stats === undefined || mayHideFailure(path, stats, from),
        });
        continue;
      }
      return { log: unreadable(path, fault, signal), newestRecord: undefined };
    }
  }
  const uploads = ledger.uploads();
  const log: UploadLog = {
    source: 'log files',
    from,
    to: at,
    uploads,
    truncated: false,
    baseBackups: ledger.baseBackups(),
    completeBackups: ledger.completeBackups(),
    ended: measured({ from, uploads: uploads.filter(hasEnded) }, at),
    failures: ledger.failures().filter((failure: ArchiverFailure) => failure.at >= from),
    rate: measured(rateOf(uploads, at), at),
    pipeline: NOT_SHIPPED,
    unreadParts: [],
    shippingLag: NOT_SHIPPED,
    unreadHosts: allUnread(unreadHosts),
    unread: togetherUnread(parts, future.zoneErrors(), noLogs),
  };
  return { log: measured(log, at), newestRecord };
}

const truncated = (path: string): NoLog => ({
  sentence: `${harmlessText(path, 200)} was emptied while it was read, so not all of it was: ask again, and name the file that it was copied to as well`,
  mayHideFailure: true,
});

/** What cannot be read of a folder: a log may, if it changed within the time that is looked at. */
const mayHideFailure = (path: string, { size, mtimeMs }: Stats, from: EpochMs): boolean =>
  size > 0 && mtimeMs >= from && isCalledLog(path);

/** A pipe or a device has no end, and opening one may wait for ever. */
function plainFile(path: string): Stats {
  const stats = statSync(path);
  if (stats.isFile()) return stats;
  throw Object.assign(new Error('no plain file'), {
    code: stats.isDirectory() ? 'EISDIR' : NO_FILE,
  });
}
const NO_FILE = 'ENOTFILE';

function unreadable(path: string, fault: unknown, signal: AbortSignal): Unavailable {
  if (signal.aborted) {
    return unavailable(
      'timeout',
      `${path} was not read to its end in time: allow more with --timeout`,
    );
  }
  const code = errorCode(fault);
  if (code === undefined) throw fault;
  return unavailable('unreachable', `cannot read ${path}: ${WORDS[code] ?? code}`);
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOFILES: 'there is no file in it, or none that matches',
  [NO_FILE]: 'it is no plain file, but a pipe, a device or a socket',
  Z_DATA_ERROR: 'it is no gzip file',
  Z_BUF_ERROR: 'the gzip file is cut off',
};

function rateOf(uploads: readonly Upload[], at: EpochMs): UploadRate {
  const lastMinute = Math.floor(at / MINUTE) * MINUTE;
  const firstMinute = lastMinute - 59 * MINUTE;
  const perMinute = Array<number>(60).fill(0);
  for (const upload of uploads) {
    if (upload.state !== 'complete') continue;
    const minute = Math.floor((upload.endedAt - firstMinute) / MINUTE);
    if (minute >= 0 && minute < 60) perMinute[minute] = (perMinute[minute] ?? 0) + 1;
  }
  return { firstMinute, perMinute };
}
