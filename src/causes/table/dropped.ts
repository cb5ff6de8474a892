import type { Cause } from '../cause.ts';

export const DROPPED: Cause = {
  cause: 'dropped',
  words:
    'the archiver dropped WAL to keep the disk from filling up: that WAL is not in the archive',
  signs: ['dropped WAL file * because archive queue exceeded'],
  examples: [
    {
      log: 'pgbackrest',
      message: "dropped WAL file '00000002000000000000003C' because archive queue exceeded 16MB",
      source:
        'pgBackRest 2.45, captured: at level WARN, and PostgreSQL is told that the file is archived',
    },
  ],
  steps: [
    { text: 'find what kept the queue from draining: the errors before the first "dropped"' },
    {
      text: 'look at the queue limit',
      command: 'grep -n archive-push-queue-max {settings}',
      only: ['pgbackrest'],
    },
    {
      text: 'only once archiving works again: take a base backup, which reads the whole database. No recovery gets past {segment} from an older one',
    },
  ],
};
