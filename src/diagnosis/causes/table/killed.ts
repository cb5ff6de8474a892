import type { Cause } from '../cause.ts';

export const KILLED: Cause = {
  cause: 'killed',
  words: 'the upload was killed by a signal',
  signs: [
    'terminated by signal',
    'terminated on signal',
    'signal: killed',
    'signal: terminated',
    'runtime: out of memory',
  ],
  // A shell reports 128 plus the number of the signal: 137 is SIGKILL, 143 SIGTERM.
  exitCodes: [{ from: 128, to: 192 }],
  examples: [
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
  ],
  steps: [
    {
      text: 'look for the out-of-memory killer',
      command: 'sudo journalctl -k | grep -i "killed process"',
    },
    {
      text: 'ask whether somebody killed it: after that uploads should resume at once, by themselves',
    },
  ],
};
