import type { Cause } from '../cause.ts';

export const STOPPED: Cause = {
  cause: 'stopped',
  words: 'somebody stopped archiving on purpose',
  signs: ['stop file exists'],
  exitCodes: [{ from: 62, to: 62, of: 'pgbackrest' }],
  examples: [
    {
      log: 'pgbackrest',
      message: '[062]: stop file exists for stanza main',
      source: 'pgBackRest 2.45, captured',
    },
  ],
  steps: [
    {
      text: 'see since when it is stopped, and ask who stopped it and why',
      command: 'ls -l --time-style=full-iso /tmp/pgbackrest',
    },
    {
      text: 'only once whoever stopped it agrees: start it again. It may be stopped for a restore or an upgrade, and pushes would harm that',
      command: 'sudo -u postgres pgbackrest --stanza=STANZA start',
    },
  ],
};
