import type { Cause } from '../cause.ts';

/** Taken when no other cause has a sign. Its examples must find none. */
export const UNKNOWN: Cause = {
  cause: 'unknown',
  words: 'cause not recognised, see the log line below',
  mayPass: true,
  signs: [],
  examples: [
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 2',
      source: 'PostgreSQL 15, captured: an exit code alone says nothing',
    },
    {
      log: 'wal-e traceback',
      message: "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
      source: 'a fault in a program',
    },
    {
      log: 'wal-g',
      message: "upload: could not Upload 'pg_wal/000000050000001000000060'\n: something new",
      source: 'made up',
    },
  ],
  steps: [
    {
      text: 'the daemon of WAL-G did the work, and says in its own log why it failed: look there for the same time',
      when: ['daemon command run error'],
    },
    {
      text: 'look at what came just before this line. Wale does not know this cause yet, so tell whoever looks after Wale',
    },
  ],
};
