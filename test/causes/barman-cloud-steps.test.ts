import { expect, it } from '@jest/globals';
import { FAILURE_CAUSES } from '../../src/causes/failure-causes.ts';
import { nextSteps } from '../../src/causes/next-steps.ts';

it.each(FAILURE_CAUSES.map((cause) => [cause.cause, cause] as const))(
  'the steps of %s for barman-cloud speak of no Barman server, and run on the primary',
  (_name, cause) => {
    const steps = cause.examples.flatMap(({ message }) =>
      nextSteps(cause, {
        host: 'orders-1',
        archiver: 'barman-cloud',
        file: undefined,
        complaint: message,
      }),
    );

    expect(JSON.stringify(steps)).not.toMatch(/barman\.conf|-u barman|[Bb]arman server/);
    expect(JSON.stringify(steps)).not.toContain('ls -l archive_command');
    expect(steps.every(({ host }) => host === 'orders-1')).toBe(true);
  },
);
