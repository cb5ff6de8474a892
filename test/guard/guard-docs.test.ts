import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_GRACES } from '../../src/domain/graces.ts';
import { MINUTE } from '../../src/domain/time.ts';

describe('docs/guard.md', () => {
  it('lists the grace of each verdict as it is', () => {
    const listed = readFileSync('docs/guard.md', 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, code, grace] = /^\| `([\w-]+)` +\| (\w+) +\|/.exec(line) ?? [];
        return code === undefined ? [] : [[code, grace]];
      });

    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries(
        Object.entries(DEFAULT_GRACES).map(([code, ms]) => [
          code,
          ms === 0 ? '0s' : `${ms / MINUTE}m`,
        ]),
      ),
    );
  });
});
