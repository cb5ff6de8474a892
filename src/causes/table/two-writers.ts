import type { Cause } from '../cause.ts';
import { UPGRADED } from './upgraded.ts';

export const TWO_WRITERS: Cause = {
  cause: 'two-writers',
  words: 'another server writes to the same place in the store',
  unless: UPGRADED,
  signs: [
    'already archived, contents differ',
    'already exists in the * archive with a different checksum',
    'is already present in server',
    'in WAL archive equal to or newer than timeline',
    'Impossible to write already existing file',
    'do not match * stanza version',
    'do not match stanza version',
    'Expected empty archive',
    'already exists in archive with different checksum',
  ],
  exitCodes: [{ from: 44, to: 45, of: 'pgbackrest' }],
  examples: [
    {
      log: 'command',
      message:
        'ERROR: WAL file already exists in archive with different checksum: "/backup/wal/orders/000000050000001000000060"',
      source: 'pg_probackup archive-push, from its source (src/archive.c)',
    },
    {
      log: 'barman-cloud',
      message:
        'WAL archive check failed for server main: Found 1 file in WAL archive equal to or newer than timeline 2',
      source: 'barman-cloud-check-wal-archive 3.19.1, captured',
    },
    {
      log: 'barman-cloud',
      message: 'WAL archive check failed for server orders: Expected empty archive',
      source:
        'barman-cloud-check-wal-archive, from its source: the place in the store holds another cluster’s WAL',
    },
    {
      log: 'wal-g',
      message:
        "WAL file 'pg_wal/000000050000001000000060' already archived, contents differ, unable to overwrite",
      source: 'WAL-G, wal-g pull request 109',
    },
    {
      log: 'pgbackrest',
      message:
        "[045]: WAL file '00000002000000000000002E' already exists in the repo1 archive with a different checksum",
      source: 'pgBackRest 2.45, captured',
    },
    {
      log: 'pgbackrest',
      message:
        '[044]: PostgreSQL version 15, system-id 7711548661751755141 do not match repo1 stanza version 15, system-id 7711548661751755999',
      source: 'pgBackRest 2.45, from its source',
    },
    {
      log: 'barman',
      message:
        'Error: 00000002000000000000004A is already present in server main. File moved to errors directory.',
      source: 'Barman 3.4.0, captured: at level INFO',
    },
    {
      log: 'barman',
      message:
        "Impossible to write already existing file '0000000100000004000000A3' in put-wal for server 'main' (SSH host: 192.0.2.1)",
      source: 'Barman 2.10, barman issue 254',
    },
  ],
  steps: [
    {
      text: 'pgBackRest took nothing, since its stanza is of another cluster: see which, and whether this one was upgraded or made anew, or has the wrong stanza in archive_command',
      command: 'sudo -u postgres pgbackrest info',
      only: ['pgbackrest'],
      when: ['exit code 44', '[044]', 'stanza version'],
    },
    {
      text: 'stop: find out which other server archives to this prefix before anything is overwritten. The copy of {segment} in the store is not the one of this server',
    },
    {
      text: 'compare the system identifiers on both servers',
      command: 'sudo -u postgres psql -Atc "SELECT system_identifier FROM pg_control_system()"',
    },
    {
      text: 'only if this cluster was restored or rebuilt, and never by overwriting what is there: give it a prefix (a stanza, a server) of its own, and then take a base backup',
    },
  ],
};
