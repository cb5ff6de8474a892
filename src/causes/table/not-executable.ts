import type { Cause } from '../cause.ts';

export const NOT_EXECUTABLE: Cause = {
  cause: 'not-executable',
  words: 'the archive command cannot be run',
  signs: [
    'sh: line *: /*/wal-g: No such file or directory',
    'sh: line *: /*/wal-e: No such file or directory',
    'sh: line *: /*/envdir: No such file or directory',
    'sh: line *: /*/pgbackrest: No such file or directory',
    'sh: line *: /*/barman-wal-archive: No such file or directory',
    'sh: line *: /*/barman-cloud-wal-archive: No such file or directory',
    'cannot execute: required file not found',
    'command not found',
    'Failed to exec ssh',
    'is not recognized as an internal or external command',
    '/bin/ssh: No such file or directory',
    'error while loading shared libraries',
    'ImportError: * cannot open shared object file',
    'version `GLIBC',
    'ModuleNotFoundError',
    'No module named',
    'Missing required python module',
    'sh: *: not found',
    'sh: *: Permission denied',
    'bash: *: Permission denied',
    '[Errno 8]',
    'Exec format error',
    'unable to execute',
    'Error executing ssh: [Errno 2]',
    'Error executing ssh: [Errno 13]',
    "No such file or directory: 'lzop'",
    'executable file not found',
    'fork/exec * no such file or directory',
    'fork/exec * permission denied',
  ],
  exitCodes: [{ from: 126, to: 127 }],
  examples: [
    {
      log: 'command',
      message:
        'ImportError: libssl.so.1.1: cannot open shared object file: No such file or directory',
      source: 'Python 3, as after an upgrade of the system',
    },
    {
      log: 'command',
      message:
        "'wal-g' is not recognized as an internal or external command,\noperable program or batch file.",
      source: 'cmd.exe of Windows',
    },
    {
      log: 'command',
      message: 'scp: command not found\nlost connection',
      source: 'bash on the other host under scp, whose connection then ends',
    },
    {
      log: 'command',
      message:
        'bash: rsync: command not found\nrsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: error in rsync protocol data stream (code 12) at io.c(228) [sender=3.2.3]',
      source: 'bash on the other host under rsync 3.2',
    },
    {
      log: 'command',
      message:
        'rsync: [sender] Failed to exec ssh: No such file or directory (2)\nrsync error: error in IPC code (code 14) at pipe.c(85) [sender=3.2.3]',
      source: 'rsync 3.2, from its source (pipe.c): there is no ssh on this host',
    },
    {
      log: 'command',
      message: '/usr/bin/ssh: No such file or directory\nlost connection',
      source: 'OpenSSH’s scp where there is no ssh, as in a container',
    },
    {
      log: 'command',
      message: '/bin/sh: line 1: /usr/local/bin/wal-g: No such file or directory',
      source: 'bash as sh (Red Hat), of a program named by its path',
    },
    {
      log: 'command',
      message:
        '/bin/sh: line 1: /usr/bin/barman-cloud-wal-archive: cannot execute: required file not found',
      source:
        'bash 5.2 as sh: the interpreter of the script is gone, as after an upgrade of Python',
    },
    {
      log: 'command',
      message:
        'wal-g: error while loading shared libraries: libsodium.so.23: cannot open shared object file: No such file or directory',
      source: 'the loader of glibc',
    },
    {
      log: 'command',
      message:
        "wal-g: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by wal-g)",
      source: 'the loader of glibc: built for a newer system',
    },
    {
      log: 'pgbackrest',
      message:
        "[102]: remote-0 process on 'repo-host' terminated unexpectedly [127]: sh: pgbackrest: not found",
      source: 'dash under pgBackRest',
    },
    {
      log: 'command',
      message: "ModuleNotFoundError: No module named 'boto3'",
      source: 'Python 3',
    },
    {
      log: 'command',
      message: 'Missing required python module: boto3',
      source: 'barman-cloud 3.19.1, captured',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 127',
      source: 'PostgreSQL 15, captured: at level FATAL, and not counted in failed_count',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 126',
      source: 'PostgreSQL 15, from its source: the shell may not execute the program',
    },
    {
      log: 'wal-e traceback',
      message: "OSError: [Errno 8] Exec format error: 'lzop'",
      source: 'Python’s subprocess, from its source',
    },
    {
      log: 'barman',
      message: "Error executing ssh: [Errno 13] Permission denied: 'ssh'",
      source:
        'barman-wal-archive, barman issue 559: a snap or SELinux forbids it, and the network is fine',
    },
    {
      log: 'wal-e traceback',
      message: "FileNotFoundError: [Errno 2] No such file or directory: 'lzop'",
      source: 'Python’s subprocess in WAL-E, from its source',
    },
  ],
  steps: [
    {
      text: 'the program may be missing on the other host, or from the PATH there: ssh, scp and rsync each run one at the far end',
      when: ['lost connection', 'connection unexpectedly closed', 'remote-* process'],
    },
    {
      text: 'see what archive_command is: is each of its programs there, and can the postgres user execute it? Do not try it on a file of pg_wal',
      command: 'sudo -u postgres psql -Atc "SHOW archive_command"',
    },
  ],
};
