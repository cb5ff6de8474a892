import type { Cause } from '../cause.ts';

export const MISSING_FILE: Cause = {
  cause: 'missing-file',
  words: 'PostgreSQL asks for a WAL file that is gone',
  signs: [
    'could not find file for wal-push',
    'requested WAL segment * has already been removed',
    "No such file or directory: 'pg_wal/",
    "No such file or directory: 'pg_xlog/",
    "cannot stat 'pg_wal/* No such file or directory",
    'link_stat *pg_wal/* No such file or directory',
    "cannot stat '/*/pg_wal/* No such file or directory",
    "No such file or directory: '/*/pg_wal/",
    'open /*/pg_wal/* no such file or directory',
    'open pg_wal/* no such file or directory',
    'open pg_xlog/* no such file or directory',
    'unable to open missing file *pg_wal',
    'ArchiveNonExistenceError',
    'removed orphan archive status',
    'removal of orphan archive status',
    'pg_wal*: The system cannot find the file specified',
  ],
  examples: [
    {
      log: 'command',
      message:
        'rsync: [sender] link_stat "/var/lib/postgresql/15/main/pg_wal/000000050000001000000060" failed: No such file or directory (2)\nrsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1330) [sender=3.2.3]',
      source: 'rsync 3.2, from its source',
    },
    {
      log: 'command',
      message:
        "cp: cannot stat '/var/lib/postgresql/15/main/pg_wal/000000050000001000000060': No such file or directory",
      source: 'GNU coreutils',
    },
    {
      log: 'barman',
      message:
        'error: unexpected termination of replication stream: ERROR:  requested WAL segment 000000020000000000000031 has already been removed',
      source: 'PostgreSQL to pg_receivewal: nothing kept it',
    },
    {
      log: 'wal-e',
      message: 'could not find file for wal-push',
      source: 'WAL-E 1.1.1, captured',
    },
    {
      log: 'wal-e traceback',
      message:
        "FileNotFoundError: [Errno 2] No such file or directory: 'pg_wal/000000010000000000000013'",
      source: 'Python in WAL-E, wal-e issue 147',
    },
    {
      log: 'wal-g',
      message:
        "upload: could not open 'pg_wal/000000050000001000000060'\n: open pg_wal/000000050000001000000060: no such file or directory",
      source: 'WAL-G, from its source',
    },
    {
      log: 'pgbackrest',
      message: "[055]: unable to open missing file 'pg_wal/000000020000000000000031' for read",
      source: 'pgBackRest 2.45, from its source',
    },
    {
      log: 'postgresql',
      message:
        'removed orphan archive status file "pg_wal/archive_status/000000020000000000000031.ready"',
      source: 'PostgreSQL 15, from its source: the segment vanished before it was archived',
    },
  ],
  steps: [
    {
      text: 'look for the file, on this host and on the replicas (as the postgres user, in the data folder)',
      command: 'ls -l pg_wal/{segment}*',
    },
    {
      text: 'only if it is gone everywhere and not in the store, and once archiving works again: take a base backup, which reads the whole database. No recovery gets past the file from an older one',
    },
  ],
};
