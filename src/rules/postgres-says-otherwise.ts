import type { Archiver } from '../domain/archiver.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import {
  askPostgres,
  checkArchiveSettings,
  checkLogLevel,
  readArchiverLog,
} from '../advice/host-commands.ts';
import type { Decision } from './rule.ts';

/** What PostgreSQL and the log say of one host. */
interface Word {
  readonly host: string;
  readonly archiver: Archiver | undefined;
  readonly byPostgres: EpochMs;
  readonly files: number;
  readonly silence: DurationMs;
}

/**
 * PostgreSQL counts successes that neither the log nor the metric made from it knows of. Either the archiver's log no
 * longer reaches both, or archive_command says success and stores nothing: only a look tells which.
 */
export function postgresSaysOtherwise(
  { at, cluster }: Snapshot,
  { host, archiver, byPostgres, files, silence }: Word,
): Decision {
  const archived = `${durationWords(at - byPostgres)} ago`;
  return {
    kind: 'problem',
    code: 'cannot-tell',
    severity: 'unknown',
    headline: `no upload from ${host} in the log for ${durationWords(silence)}, yet PostgreSQL says it archived a segment ${archived}: a monitoring fault or a silent drop`,
    evidence: [
      { from: 'metric', text: `pg_stat_archiver counted the last success ${archived}` },
      {
        from: 'metric',
        text: `${files} ${files === 1 ? 'file waits' : 'files wait'} in archive_status`,
      },
      {
        from: 'log',
        text: `no upload began and none failed for ${durationWords(silence)}, and other log lines of this host arrive`,
      },
    ],
    nextSteps: [
      {
        text: 'look into the store for the newest segment: if it is there, only the log is missing; if not, archive_command says success without storing',
      },
      readArchiverLog(host, archiver, cluster.site),
      askPostgres(host),
      checkArchiveSettings(host),
      ...checkLogLevel(host, archiver),
      {
        text: 'only if archive_command stored nothing, and once it is repaired: take a base backup, which reads the whole database. The WAL in between is not in the archive',
      },
    ],
  };
}
