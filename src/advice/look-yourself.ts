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
  isSure = primary !== undefined,
): readonly NextStep[] =>
  atSite(
    [
      ...(isSure
        ? []
        : [
            {
              text: primary === undefined ? 'find the primary' : 'make sure who the primary is',
              command: 'sudo patronictl list',
              ...(primary === undefined ? {} : { host: primary }),
            },
          ]),
      readArchiverLog(primary, archiver, site),
      askPostgres(primary),
    ],
    site,
  );
