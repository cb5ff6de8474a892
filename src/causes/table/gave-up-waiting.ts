import type { Cause } from '../cause.ts';

export const GAVE_UP_WAITING: Cause = {
  cause: 'gave-up-waiting',
  words:
    'the archiver timed out waiting for its own background process, which is too slow, stuck or locked out',
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
    },
    {
      text: 'read its log: it holds the reason',
      command: '{log}',
    },
    { text: 'only if it is slow, and neither fails nor hangs: raise process-max in {settings}' },
  ],
};
