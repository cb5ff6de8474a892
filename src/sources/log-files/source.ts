import type { Stats } from 'node:fs';
import { createLogReader } from '../../log/log-reader.ts';
import type { LogLook, Question, Source } from '../../domain/contracts.ts';
import type { LogEvidence } from '../../domain/evidence.ts';
import type { HostZones } from '../../domain/host-zones.ts';
import { errorCode } from '../../domain/error-code.ts';
import { measured, type Reading } from '../../domain/reading.ts';
import { MINUTE, type DurationMs, type EpochMs } from '../../domain/time.ts';
import type { NoLog, UploadLog } from '../../domain/upload-log.ts';
import { faultWords, plainFile, unreadable } from './file-fault.ts';
import { findFiles, notRead, type FoundFiles } from './find-files.ts';
import { createFirstLook, isCalledLog } from './first-look.ts';
import { createGatheredLog } from './gathered-log.ts';
import { readLines } from './read-lines.ts';
import { shownPath } from './shown-path.ts';

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
    examine: async (cluster, question) => {
      const { uploadLog: log, endsEarlier } = await evidenceOf(cluster, question);
      return { kind: 'files', log, endsEarlier };
    },
  };
}

interface FilesRead {
  readonly log: Reading<UploadLog>;
  /** Of what the archiver did, or PostgreSQL said of it; undefined if there is none. */
  readonly newestRecord: EpochMs | undefined;
}

async function readLogFiles(
  paths: readonly string[],
  lookbackMs: DurationMs,
  zones: HostZones | undefined,
  question: Question,
): Promise<FilesRead> {
  const { at, signal } = question;
  const from = at - lookbackMs;
  const gathered = createGatheredLog(lookbackMs, question);
  /** A file may have two names, or get another one while the first is read: logs are rotated. */
  const read = new Set<string>();
  let hasUnderstood = false;
  const ofStrangers: NoLog[] = [];
  let found: FoundFiles;
  try {
    found = findFiles(paths, from);
  } catch (fault) {
    return { log: unreadable(paths.join(', '), fault, signal), newestRecord: undefined };
  }
  gathered.notRead(found.leftOut);
  const isBesideOthers = found.files.length > 1;
  for (const { path, isFound } of found.files) {
    let stats: Stats | undefined;
    try {
      stats = plainFile(path);
      const identity = `${stats.dev}:${stats.ino}`;
      if (read.has(identity)) continue;
      read.add(identity);
      const changedAt = stats.mtimeMs;
      const reader = createLogReader(gathered.event, changedAt, zones);
      const seen = createFirstLook();
      const { wasTruncated } = await readLines(
        path,
        (line) => {
          seen.look(line);
          reader.read(line);
        },
        signal,
      );
      if (wasTruncated) gathered.notRead([truncated(path)]);
      const lines = reader.end();
      const file = { path, isFound, isOfTheTime: changedAt >= from, isBesideOthers };
      const noLog = seen.noLog(file, lines);
      gathered.unread({ lines, hosts: reader.unreadHosts(), noLog });
      hasUnderstood ||= reader.hasUnderstood();
      if (!reader.hasUnderstood() && noLog.length === 0 && lines.troubling === undefined)
        ofStrangers.push(seen.ofStrangers(path));
    } catch (fault) {
      const code = errorCode(fault);
      if (!isFound || code === undefined || signal.aborted) {
        return { log: unreadable(path, fault, signal), newestRecord: undefined };
      }
      const mayHide = stats === undefined || mayHideFailure(path, stats, from);
      gathered.notRead([{ ...notRead(path, faultWords(code)), mayHideFailure: mayHide }]);
    }
  }
  // Beside an archiver’s log, those of other programs are what a folder of logs holds.
  if (!hasUnderstood) gathered.notRead(ofStrangers);
  return { log: measured(gathered.log(), at), newestRecord: gathered.newestRecord() };
}

const truncated = (path: string): NoLog => ({
  sentence: `${shownPath(path)} was emptied while it was read, so not all of it was: ask again, and name the file that it was copied to as well`,
  mayHideFailure: true,
});

/** What cannot be read of a folder: a log may, if it changed within the time that is looked at. */
const mayHideFailure = (path: string, { size, mtimeMs }: Stats, from: EpochMs): boolean =>
  size > 0 && mtimeMs >= from && isCalledLog(path);
