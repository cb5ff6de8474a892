import { describe, expect, it } from '@jest/globals';
import { seenOf, SHAPES } from './support/secret-shapes.ts';
import { ALERTS } from './support/surfaces/alerts.ts';
import { ANSWERS } from './support/surfaces/answers.ts';
import { COMPLAINTS } from './support/surfaces/complaints.ts';
import { LOG } from './support/surfaces/log.ts';
import { SERVERS } from './support/surfaces/servers.ts';

const HARMLESS = 'quite harmless';

// The same secrets on every surface: whatever comes in by one way goes out by any.
describe.each([...ANSWERS, ...SERVERS, ...ALERTS, ...COMPLAINTS, ...LOG])(
  '$name',
  ({ show, quotes }) => {
    it('shows no secret, whatever its shape', async () => {
      const leaks: string[] = [];
      for (const shape of SHAPES) {
        const seen = seenOf(shape, await show(shape.lines));
        if (seen.length > 0)
          leaks.push(`${shape.from}: ${seen.join(' and ')} of ${shape.lines.join(' / ')}`);
      }

      expect(leaks).toEqual([]);
      // Hundreds of answers, one after another: on a busy machine a minute is not enough.
    }, 240_000);

    it('shows harmless words where words are quoted, and there only', async () => {
      expect((await show([HARMLESS])).includes(HARMLESS)).toBe(quotes);
    });
  },
);
