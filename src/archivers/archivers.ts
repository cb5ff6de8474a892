import { ARCHIVERS, type Archiver } from '../domain/archiver.ts';
import type { ArchiverKind } from './archiver.ts';
import { BARMAN } from './barman/barman.ts';
import { BARMAN_CLOUD } from './barman-cloud/barman-cloud.ts';
import { PGBACKREST } from './pgbackrest/pgbackrest.ts';
import { WAL_E } from './wal-e/wal-e.ts';
import { WAL_G } from './wal-g/wal-g.ts';

const KINDS: Readonly<Record<Archiver, ArchiverKind>> = {
  'wal-e': WAL_E,
  'wal-g': WAL_G,
  pgbackrest: PGBACKREST,
  'barman-cloud': BARMAN_CLOUD,
  barman: BARMAN,
};

/** Every archiver that is known, in the order of their names' list. */
export const ARCHIVER_KINDS: readonly ArchiverKind[] = ARCHIVERS.map((archiver) => KINDS[archiver]);

export const kindOf = (archiver: Archiver): ArchiverKind => KINDS[archiver];

/** Whether a text names any archiver. */
export const namesArchiver = (text: string): boolean =>
  ARCHIVER_KINDS.some(({ mention }) => mention.test(text));

/** Whether a line says of a run of any archiver that it begins or is over, and not what came of it. */
export const announces = (line: string): boolean =>
  ARCHIVER_KINDS.some(({ log }) => log.announcement?.test(line) === true);

/** The runbook is about WAL-E: it is what is meant where nothing says otherwise. */
export const ASSUMED: Archiver = 'wal-e';

export const kindOrAssumed = (archiver: Archiver | undefined): ArchiverKind =>
  kindOf(archiver ?? ASSUMED);

/** Who is searched for where the configuration names nobody: a cluster may be on its way from WAL-E to WAL-G. */
export const SEARCHED_FOR: readonly Archiver[] = ['wal-e', 'wal-g'];

/** Whether a record of it names the host that wrote it; what is not known to be otherwise does. */
export const namesHosts = (archiver: Archiver | undefined): boolean =>
  archiver === undefined || kindOf(archiver).log.namesHosts;
