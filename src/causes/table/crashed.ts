import type { Cause } from '../cause.ts';

/** Signals that a program brings upon itself: neither the system nor a person ended it. */
export const CRASHED: Cause = {
  cause: 'crashed',
  words: 'the archiver crashes: a fault of the program or of its installation',
  signs: [
    'panic: runtime error',
    'terminated by signal 4',
    'terminated by signal 5',
    'terminated by signal 6',
    'terminated by signal 7',
    'terminated by signal 8',
    'terminated by signal 11',
    'terminated by signal 31',
    'segmentation fault',
    'segmentation violation',
    'SIGSEGV',
    'SIGABRT',
    'SIGBUS',
    'SIGILL',
    'SIGFPE',
    'signal: aborted',
    'signal: bus error',
    'signal: illegal instruction',
    'signal: floating point exception',
  ],
  // 128 plus SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE; SIGSEGV; SIGSYS.
  exitCodes: [
    { from: 132, to: 136 },
    { from: 139, to: 139 },
    { from: 159, to: 159 },
    // A panic of Go; the shell's own code 2 is of other commands.
    { from: 2, to: 2, of: 'wal-g' },
  ],
  examples: [
    {
      log: 'command',
      message:
        'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x9e3b2a]',
      source: 'Go’s runtime',
    },
    {
      log: 'command',
      message: 'panic: runtime error: index out of range [5] with length 5',
      source: 'Go’s runtime',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 139',
      source: 'a shell under PostgreSQL, pgbackrest issue 608: SIGSEGV',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 134',
      source: 'a shell under PostgreSQL: SIGABRT',
    },
    {
      log: 'postgresql',
      message: 'archive command was terminated by signal 11: Segmentation fault',
      source: 'PostgreSQL, from its source: without a shell in between',
    },
    {
      log: 'postgresql',
      message: 'archive command was terminated by signal 7: Bus error',
      source: 'PostgreSQL, from its source',
    },
  ],
  steps: [
    {
      text: 'WAL-G ends with 2 after a panic, and says why on stderr, without a time: look there. Most often a key for encryption is missing, too short or wrong (WALG_LIBSODIUM_KEY, WALG_PGP_KEY_PATH in {settings})',
      command: '{log}',
      only: ['wal-g'],
      when: ['exit code 2'],
    },
    {
      text: 'look for the crash (signal 11 is SIGSEGV, 6 is SIGABRT, 7 is SIGBUS) and for the library it happened in',
      command: 'sudo journalctl --since -1h | grep -i -E "segfault|trap|core"',
    },
    {
      text: 'see whether the archiver runs at all, as the user that PostgreSQL runs as',
      command: '{probe}',
    },
    {
      text: 'compare its version, and those of its libraries, with a host where it works: what was upgraded last?',
    },
  ],
};
