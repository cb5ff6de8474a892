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
      text: 'ask who stopped it and why; start it again when that is over',
      command: 'sudo -u postgres pgbackrest --stanza=STANZA start',
    },
  ],
};
