import type { Cause } from '../cause.ts';

const SIGKILL = [
  'exit code 137',
  'terminated by signal 9',
  'terminated on signal * SIGKILL',
  'signal: killed',
  'runtime: out of memory',
  'runtime: cannot allocate memory',
];
const FROM_OUTSIDE = [
  'exit code 130',
  'exit code 131',
  'exit code 143',
  'terminated by signal 2',
  'terminated by signal 3',
  'terminated by signal 15',
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'signal: terminated',
  'signal: quit',
  'signal: interrupt',
];
const SIGPIPE = ['exit code 141', 'terminated by signal 13', 'SIGPIPE'];

export const KILLED: Cause = {
  cause: 'killed',
  words: 'the upload was ended by a signal',
  mayPass: true,
  signs: [
    'runtime: cannot allocate memory',
    'terminated by signal',
    'terminated on signal',
    'signal: killed',
    'signal: terminated',
    'signal: quit',
    'signal: hangup',
    'signal: interrupt',
    'runtime: out of memory',
    'request context canceled',
  ],
  // A shell reports 128 plus the number of the signal: SIGHUP, SIGINT, SIGQUIT; SIGKILL, SIGUSR1; SIGUSR2, SIGPIPE,
  // SIGALRM, SIGTERM; SIGXCPU, SIGXFSZ. Nobody sends the others, and pgBackRest 1.x used 100 to 199 for its own errors:
  // 157 if a segment did not arrive (lib/pgBackRest/Common/Exception.pm).
  exitCodes: [
    { from: 129, to: 131 },
    { from: 137, to: 138 },
    { from: 140, to: 143 },
    { from: 152, to: 153 },
  ],
  examples: [
    {
      log: 'command',
      message: 'fatal error: runtime: cannot allocate memory',
      source: 'Go’s runtime, where a limit of memory is reached',
    },
    {
      log: 'wal-g',
      message: 'fatal error: runtime: out of memory',
      source: 'Go’s runtime in WAL-G, wal-g issue 1111: it ends itself for want of memory',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/00000001000000000000009B.lz4' to bucket 'backup-bucket': RequestCanceled: request context canceled\ncaused by: context canceled",
      source: 'WAL-G 3.0.9, captured: it was sent SIGTERM',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 137',
      source: 'PostgreSQL 15, captured: at level FATAL, and not counted in failed_count',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 143',
      source: 'PostgreSQL 15, captured: at level FATAL',
    },
    {
      log: 'postgresql',
      message: 'archive command was terminated by signal 9: Killed',
      source: 'PostgreSQL 15, captured: at level FATAL',
    },
    {
      log: 'command',
      message: 'fatal error: runtime: out of memory',
      source: 'WAL-G, whose Go runtime got no memory: wal-g issue 1111',
    },
    {
      log: 'pgbackrest',
      message: 'archive-push command end: terminated on signal [SIGTERM]',
      source: 'pgBackRest 2.45, from its source',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 141',
      source: 'a shell under PostgreSQL: a pipe in archive_command whose reader has ended',
    },
    {
      log: 'postgresql',
      message: 'archive command was terminated by signal 3: Quit',
      source: 'PostgreSQL that stopped at once when its disk was full',
    },
  ],
  steps: [
    {
      text: 'SIGKILL comes from the out-of-memory killer or from somebody: look for the first',
      command: 'sudo journalctl -k --since -1h | grep -i -E "out of memory|killed process"',
      when: SIGKILL,
    },
    {
      text: 'PostgreSQL ends its archiver when it shuts down or crashes (PANIC, a full disk), and somebody may have killed it: find out which it was',
      command: 'sudo journalctl --since -1h | grep -i -E "postgres|patroni" | tail -n 30',
      when: FROM_OUTSIDE,
    },
    {
      text: 'SIGPIPE means that what reads its output has ended: see what archive_command is piped into, and whether that runs',
      command: 'sudo -u postgres psql -Atc "SHOW archive_command"',
      when: SIGPIPE,
    },
    {
      text: 'look in the system log for what ended it',
      command: 'sudo journalctl --since -1h -p warning | tail -n 30',
    },
    {
      text: 'ask whether somebody killed it: after that uploads should resume at once, by themselves',
    },
  ],
};
