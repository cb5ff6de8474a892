import type { Cause } from '../cause.ts';

export const DISK_FULL: Cause = {
  cause: 'disk-full',
  words: 'no space left on the device it writes to',
  signs: [
    '[Errno 28]',
    'No space left on device',
    '[Errno 122]',
    'Disk quota exceeded',
    'not enough space on the disk',
  ],
  examples: [
    {
      log: 'command',
      store: 'files',
      message: 'There is not enough space on the disk.',
      source: 'copy of Windows, ERROR_DISK_FULL',
    },
    {
      log: 'wal-e traceback',
      store: 'files',
      message: 'OSError: [Errno 28] No space left on device',
      source: 'WAL-E 1.1.1 with a file store, captured',
    },
    {
      log: 'wal-g',
      store: 'files',
      message:
        'FILE error : Unable to copy file /srv/wal-archive/wal_005/000000050000001000000060.lz4: write /srv/wal-archive/wal_005/000000050000001000000060.lz4: no space left on device',
      source: 'Go’s os in WAL-G with a file store, from their sources',
    },
    {
      log: 'pgbackrest',
      store: 'files',
      message:
        "[104]: archive-push command encountered error(s):\n       repo1: [FileWriteError] unable to write '/srv/pgbackrest/archive/main/15-1/0000000200000000/000000020000000000000031': [28] No space left on device",
      source: 'pgBackRest 2.45, the form of a capture',
    },
    {
      log: 'barman',
      store: 'files',
      message: "[Errno 28] No space left on device: '/var/lib/barman/main/wals/0000000200000000'",
      source: 'Barman 3.4.0, the form of a capture',
    },
  ],
  steps: [
    {
      text: 'see which file system is full: the store, a spool, or the temporary folder of the compressor',
      command: 'df -h',
    },
    {
      text: 'only what is certainly not needed may be deleted: free space there, and never in pg_wal or archive_status. Uploads should then resume by themselves',
    },
  ],
};
