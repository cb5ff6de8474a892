import type { Archiver } from '../domain/archiver.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { Evidence, NextStep } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import { askPostgres, checkArchiveSettings, readArchiverLog } from '../advice/host-commands.ts';
import type { Decision } from './rule.ts';

/** What PostgreSQL and the log say of one host. */
interface Word {
  readonly host: string;
  readonly archiver: Archiver | undefined;
  readonly byPostgres: EpochMs;
  /** How many wait in archive_status. */
  readonly files: number | undefined;
  readonly silence: DurationMs;
  /** What the log says, and how to see whether it is the log that lacks something. */
  readonly log: { readonly evidence: readonly Evidence[]; readonly nextSteps: readonly NextStep[] };
}

/**
 * PostgreSQL counts successes that neither the log nor the metric made from it knows of. Either the archiver's log no
 * longer reaches both, or archive_command says success and stores nothing: only a look tells which.
 */
export function postgresSaysOtherwise(
  { at, cluster }: Snapshot,
  { host, archiver, byPostgres, files, silence, log }: Word,
): Decision {
  const archived = `${durationWords(at - byPostgres)} ago`;
  return {
    kind: 'problem',
    code: 'cannot-tell',
    severity: 'unknown',
    headline: `no upload from ${host} in the log for ${durationWords(silence)}, yet PostgreSQL says it archived a segment ${archived}: a monitoring fault or a silent drop`,
    evidence: [
      { from: 'metric', text: `pg_stat_archiver counted the last success ${archived}` },
      ...(files === undefined ? [] : [filesWaiting(files)]),
      ...log.evidence,
    ],
    nextSteps: [
      {
        text: 'look into the store for the newest segment: if it is there, only the log is missing; if not, archive_command says success without storing',
      },
      readArchiverLog(host, archiver, cluster.site),
      askPostgres(host),
      checkArchiveSettings(host),
      ...log.nextSteps,
      {
        text: 'only if archive_command stored nothing, and once it is repaired: take a base backup, which reads the whole database. The WAL in between is not in the archive',
      },
    ],
  };
}

const filesWaiting = (files: number): Evidence => ({
  from: 'metric',
  text: `${files} ${files === 1 ? 'file waits' : 'files wait'} in archive_status`,
});
