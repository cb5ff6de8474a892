import type { Archiver } from '../../domain/archiver.ts';
import type { Cause } from '../cause.ts';

/** Those that wait for no process of their own, but may stand behind timeout. */
const TIMED: readonly Archiver[] = ['wal-e', 'wal-g', 'barman-cloud'];

export const GAVE_UP_WAITING: Cause = {
  cause: 'gave-up-waiting',
  words: 'the push was given up before it was done: it is too slow, stuck or locked out',
  mayPass: true,
  unless: ['unable to acquire lock * Permission denied'],
  signs: [
    'to the archive asynchronously after',
    'unable to acquire lock',
    'another archive-push process',
  ],
  exitCodes: [
    { from: 50, to: 50, of: 'pgbackrest' },
    { from: 82, to: 82, of: 'pgbackrest' },
    // timeout of GNU coreutils, around the archiver.
    { from: 124, to: 124, of: 'wal-e' },
    { from: 124, to: 124, of: 'wal-g' },
    { from: 124, to: 124, of: 'barman-cloud' },
    { from: 124, to: 124, of: 'barman' },
  ],
  examples: [
    {
      log: 'pgbackrest',
      message:
        "[082]: unable to push WAL file '00000002000000000000003B' to the archive asynchronously after 60 second(s)",
      source: 'pgBackRest 2.45, captured with a shorter time',
    },
    {
      log: 'pgbackrest',
      message:
        "[050]: unable to acquire lock on file '/tmp/pgbackrest/main-archive-1.lock': Resource temporarily unavailable",
      source: 'pgBackRest 2.45, from its source',
    },
  ],
  steps: [
    {
      text: 'see what the background process is doing, and since when',
      command: "ps -eo pid,lstart,etime,stat,wchan:20,args | grep '[a]rchive-push'",
      only: ['pgbackrest'],
    },
    {
      text: 'timeout, in archive_command, ended the push: see what the limit is',
      command: 'sudo -u postgres psql -Atc "SHOW archive_command"',
      only: TIMED,
    },
    {
      text: 'read its log: it holds the reason',
      command: '{log}',
    },
    {
      text: 'only if it is slow, and neither fails nor hangs: raise process-max in {settings}',
      only: ['pgbackrest'],
    },
    {
      text: 'only if uploads are slow, and neither fail nor hang: raise the limit. A lower one makes no upload faster',
      only: TIMED,
    },
  ],
};
