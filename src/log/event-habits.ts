import { kindOf, namesHosts } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { ArchiverEvent } from './archiver-event.ts';

/** Only an archiver that always writes UTC tells of base backups line by line. */
export function isAlwaysUtc(event: ArchiverEvent): boolean {
  if (event.kind === 'base-backup') return true;
  if (event.kind === 'other') return false;
  const { archiver } = event.kind === 'failure' ? event.failure : event;
  return archiver !== undefined && kindOf(archiver).log.isUtc;
}

/** Whether its complaint is what the programs that it runs complained of. */
export const speaksForHelpers = ({
  archiver,
}: {
  readonly archiver?: Archiver | undefined;
}): boolean => archiver !== undefined && kindOf(archiver).log.speaksForHelpers;

/** A log that names servers needs no host. What PostgreSQL complains of is counted as it is read. */
export function belongsToNobody(event: ArchiverEvent): boolean {
  if (event.kind === 'other') return false;
  if (event.kind === 'base-backup') return event.host === undefined;
  if (event.kind === 'base-backup-complete') return false;
  if (event.kind === 'failed-command') return false;
  if (event.kind === 'failure' && event.failure.reportedBy === 'postgresql') return false;
  const { host, archiver } = event.kind === 'failure' ? event.failure : event;
  return host === undefined && namesHosts(archiver);
}
