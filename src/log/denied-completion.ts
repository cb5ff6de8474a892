import { SECOND } from '../domain/time.ts';
import type { ArchiverFailure, Upload } from '../domain/upload.ts';

type Denial = (upload: Upload) => ArchiverFailure | undefined;

/**
 * Some archivers say that a file is done when it is not. Finds the failure that gives such a line the lie:
 *
 *  - WAL-G prints `FILE PATH: …` also for an upload that failed; the error comes within the same moment.
 *    PostgreSQL waits a second before it tries again, so what comes later is another try.
 *  - pgBackRest tells PostgreSQL that a file which it dropped was pushed. A dropped file never comes back.
 *  - Barman names a file before it archives it, and has no line for the end; what goes wrong with it is
 *    the next that this process says.
 */
export function denialOf(uploads: readonly Upload[], failures: readonly ArchiverFailure[]): Denial {
  const own = failures.filter(
    ({ archiver, retrying }) => archiver !== undefined && archiver !== 'wal-e' && retrying !== true,
  );
  if (own.length === 0) return () => undefined;

  const byFile = new Map<string, ArchiverFailure[]>();
  const nameless: ArchiverFailure[] = [];
  for (const failure of own) {
    if (failure.file === undefined) nameless.push(failure);
    else listAt(byFile, failure.file).push(failure);
  }
  const lastOfProcess = lastOfProcessBefore(uploads);

  return (upload) => {
    if (upload.state !== 'complete' || upload.endedAt === undefined) return undefined;
    const endedAt = upload.endedAt;
    const named = (byFile.get(upload.file) ?? []).filter(
      (failure) => failure.archiver === upload.archiver && failure.host === upload.host,
    );
    switch (upload.archiver) {
      case 'wal-g':
        return (
          named.find(({ at }) => at - endedAt >= -SAME_MOMENT && at - endedAt <= SECOND) ??
          nameless.find(
            (failure) =>
              failure.archiver === 'wal-g' &&
              failure.host === upload.host &&
              endedAt - failure.at >= 0 &&
              endedAt - failure.at <= SAME_MOMENT,
          )
        );
      case 'pgbackrest':
        return named.find(({ at, text }) => at <= endedAt && text.startsWith('dropped WAL file'));
      case 'barman':
        return named.find((failure) => failure.at >= endedAt && lastOfProcess(failure) === upload);
      case 'wal-e':
      case 'barman-cloud':
      case undefined:
        return undefined;
    }
  };
}

/** Within one try of WAL-G: between an error that names no file, the line about its file, and its last words. */
const SAME_MOMENT = SECOND / 10;

/** Whether WAL-G names a file right after a complaint: then the complaint was about pushing that file. */
export function createFollowedByEnd(
  uploads: readonly Upload[],
): (failure: ArchiverFailure) => boolean {
  const moment = (host: string | undefined, at: number, later: number): string =>
    `${host ?? ''} ${Math.floor(at / SAME_MOMENT) + later}`;
  const ends = new Set(
    uploads
      .filter(({ archiver }) => archiver === 'wal-g')
      .map(({ host, endedAt }) => moment(host, endedAt ?? 0, 0)),
  );
  return ({ archiver, host, at }) =>
    archiver === 'wal-g' && (ends.has(moment(host, at, 0)) || ends.has(moment(host, at, 1)));
}

/** Which upload a process had named last when it complained. */
function lastOfProcessBefore(
  uploads: readonly Upload[],
): (failure: ArchiverFailure) => Upload | undefined {
  const byPid = new Map<number, Upload[]>();
  for (const upload of uploads) {
    if (upload.archiver !== 'barman' || upload.pid === undefined) continue;
    listAt(byPid, upload.pid).push(upload);
  }
  return ({ pid, at, file }) =>
    (pid === undefined ? [] : (byPid.get(pid) ?? [])).findLast(
      (upload) => upload.file === file && (upload.endedAt ?? Infinity) <= at,
    );
}

function listAt<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const fresh: Item[] = [];
  lists.set(key, fresh);
  return fresh;
}
