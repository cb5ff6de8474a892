import type { Cause } from '../cause.ts';

export const PERMISSION: Cause = {
  cause: 'permission',
  words: 'permission denied for a file or folder that the archiver needs',
  signs: [
    '[Errno 13]',
    'sudo: a password is required',
    'sudo: a terminal is required',
    'sudo: no tty present',
    'not in the sudoers file',
    '[Errno 1]',
    '[Errno 30]',
    'Permission denied',
    'Access is denied',
    'Operation not permitted',
    'Read-only file system',
  ],
  examples: [
    {
      log: 'command',
      message: 'Access is denied.\n        0 file(s) copied.',
      source: 'copy of Windows, ERROR_ACCESS_DENIED',
    },
    {
      log: 'pgbackrest',
      store: 'files',
      message:
        "[103]: unable to find a valid repository:\n       repo1: [FileOpenError] unable to load info file '/srv/pgbackrest/archive/main/archive.info' or '/srv/pgbackrest/archive/main/archive.info.copy':\n       FileOpenError: unable to open file '/srv/pgbackrest/archive/main/archive.info' for read: [13] Permission denied",
      source: 'pgBackRest, from its source: the repository is there',
    },
    {
      log: 'barman-cloud',
      message:
        "Barman cloud WAL archiver exception: HTTPSConnectionPool(host='s3.example.com', port=443): Max retries exceeded with url: /backup-bucket (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno 13] Permission denied'))",
      source: 'urllib3, from its source: SELinux or a local rule forbids the connection',
    },
    {
      log: 'pgbackrest',
      message:
        "[050]: unable to acquire lock on file '/tmp/pgbackrest/main-archive-1.lock': Permission denied\n       HINT: does 'postgres:postgres' running pgBackRest have permissions on the '/tmp/pgbackrest/main-archive-1.lock' file?",
      source: 'pgBackRest, from its source: it was run as another user before',
    },
    {
      log: 'command',
      message: 'sudo: no tty present and no askpass program specified',
      source: 'sudo before 1.9, from its source',
    },
    {
      log: 'command',
      message:
        'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper',
      source: 'sudo 1.9, from its source',
    },
    {
      log: 'command',
      message: 'sudo: a password is required',
      source: 'sudo, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'files',
      message:
        "PermissionError: [Errno 13] Permission denied: '/srv/wal-archive/wal_005/000000010000000000000013.lzo'",
      source: 'WAL-E 1.1.1 with a file store, captured',
    },
    {
      log: 'wal-g',
      store: 'files',
      message:
        'FILE error : Unable to open file /srv/wal-archive/wal_005/000000050000001000000060.lz4: open /srv/wal-archive/wal_005/000000050000001000000060.lz4: permission denied',
      source: 'Go’s os in WAL-G with a file store, from their sources',
    },
    {
      log: 'pgbackrest',
      store: 'files',
      message:
        "[104]: archive-push command encountered error(s):\n       repo1: [FileOpenError] unable to open file '/srv/pgbackrest/archive/main/15-1/0000000200000000/000000020000000000000031-c2ffefaf2f702563155e746cdbe083e8d103dfa1.gz' for write: [13] Permission denied",
      source: 'pgBackRest 2.45, captured',
    },
    {
      log: 'barman',
      store: 'files',
      message:
        "[Errno 13] Permission denied: '/var/lib/barman/main/wals/0000000200000000/00000002000000000000004B'",
      source: 'Barman 3.4.0, captured',
    },
  ],
  steps: [
    {
      text: 'see whether SELinux or a local firewall rule blocks the connection: it was not a file that was refused',
      command: 'sudo ausearch -m avc -ts recent; sudo nft list ruleset',
      when: ['new connection: [Errno 13]'],
    },
    {
      text: 'check owner and mode of every folder down to the path, for the user the archiver runs as',
      command: 'sudo namei -l {path}',
    },
  ],
};
