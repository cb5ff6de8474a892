import { describe, expect, it } from '@jest/globals';
import { FAILURE_CAUSES } from '../../src/causes/failure-causes.ts';
import { nextSteps } from '../../src/causes/next-steps.ts';
import { ARCHIVERS } from '../../src/domain/archiver.ts';
import { changes, isLook, unsafeSteps } from '../support/step-safety.ts';

const causes = FAILURE_CAUSES.flatMap((cause) =>
  [undefined, ...ARCHIVERS].map((archiver) => ({ name: cause.cause, archiver, cause })),
);

describe('the steps of each cause, whether or not it is the right one', () => {
  it.each(causes)(
    '$name of $archiver: begin with a look, and warn before a change',
    ({ cause, archiver }) => {
      const file = '000000050000001000000060';
      const whenever = cause.steps.flatMap(({ when }) => when ?? []);
      const complaints = ['', ...cause.examples.map(({ message }) => message), ...whenever];
      for (const complaint of [...complaints, whenever.join(' ')]) {
        const steps = nextSteps(cause, { host: 'db01', archiver, file, complaint });

        expect(steps.length).toBeGreaterThan(0);
        expect(unsafeSteps(steps)).toEqual([]);
      }
    },
  );
});

describe('what tells a look from a change', () => {
  it.each([
    ['sudo kill 4711', false],
    ['sudo kill -CONT 4711', false],
    ['sudo sv restart mtail', false],
    ['sudo -u postgres pgbackrest --stanza=STANZA stanza-create', false],
    ['sudo -u postgres pgbackrest --stanza=STANZA start', false],
    ['df -h; rm -rf /srv', false],
    ['cat /etc/passwd | sudo tee /etc/shadow', false],
    ["sudo -u postgres psql -xc 'SELECT pg_switch_wal()'", false],
    ['sudo timeout 10 strace -f -p 4711', true],
    ['sudo sh -c "tail -n 30 /var/log/pgbackrest/*-backup.log"', true],
    ['sudo journalctl -k --since -1h | grep -i -E "out of memory|killed process"', true],
    ['timedatectl; chronyc tracking', true],
    ['sudo -u postgres envdir /etc/wal-e.d/env wal-e backup-list', true],
  ])('%s: looks only: %s', (command, expected) => {
    expect(isLook(command)).toBe(expected);
  });

  it.each([
    [['take a base backup'], 2],
    [['only if it is gone: take a base backup'], 1],
    [['look into the store', 'take a base backup, but only if it is gone'], 1],
    [['look into the store', 'only if it is gone: take a base backup'], 0],
    [['do not reinit, wipe or rebuild db01'], 0],
  ])('%j: %i faults', (texts, faults) => {
    expect(unsafeSteps(texts.map((text) => ({ text })))).toHaveLength(faults);
  });

  it('takes a command that is none of these for a change, whatever its words', () => {
    expect(changes({ text: 'have a look', command: 'sudo something --new' })).toBe(true);
  });
});
