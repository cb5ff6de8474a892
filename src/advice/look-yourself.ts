import type { Archiver } from '../domain/archiver.ts';
import type { NextStep } from '../domain/finding.ts';
import type { Site } from '../domain/site.ts';
import { atSite } from './at-site.ts';
import { askPostgres, readArchiverLog } from './host-commands.ts';

/** What to run by hand where Wale cannot tell: which host is the primary, what its archiver says and PostgreSQL counts. */
export const lookYourself = (
  primary: string | undefined,
  archiver: Archiver | undefined,
  site?: Site,
): readonly NextStep[] =>
  atSite(
    [
      ...(primary === undefined
        ? [{ text: 'find the primary', command: 'sudo patronictl list' }]
        : []),
      readArchiverLog(primary, archiver, site),
      askPostgres(primary),
    ],
    site,
  );
