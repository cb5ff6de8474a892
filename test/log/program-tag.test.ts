import { describe, expect, it } from '@jest/globals';
import { behindTag, isTagAlone } from '../../src/log/framing/program-tag.ts';

const SAID = 'INFO: 2026/11/24 11:59:42.138682 FILE PATH: x';

describe('the tag of a program', () => {
  it.each(['wal-g[77]: ', 'wal-g: ', '/usr/bin/wal-g:', 'pgbackrest  '])(
    'is %j before what it says',
    (tag) => {
      expect(behindTag(`${tag}${SAID}`)).toBe(SAID);
    },
  );

  it('is none where a text begins with something else', () => {
    expect(behindTag('2026/11/24 11:59:42 said')).toBeUndefined();
    expect(behindTag('')).toBeUndefined();
  });

  it('is all that there is of an empty line', () => {
    expect(['wal-g[77]: ', 'wal-g:', `wal-g: ${SAID}`].map(isTagAlone)).toEqual([
      true,
      true,
      false,
    ]);
  });
});
