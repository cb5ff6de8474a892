import { describe, expect, it } from '@jest/globals';
import { withTagOfSyslog } from '../../src/log/framing/rfc5424.ts';

const STAMPED = '<14>1 2026-11-24T11:58:05.438Z db-01';

describe('a header of RFC 5424', () => {
  it('becomes the tag that log daemons write elsewhere', () => {
    expect(withTagOfSyslog(`${STAMPED} wal-g 812 - - said`)).toBe(`${STAMPED} wal-g[812]: said`);
    expect(withTagOfSyslog(`123 ${STAMPED} wal-g 812 ID47 [a b="c\\]d"] said`)).toBe(
      `${STAMPED} wal-g[812]: said`,
    );
    expect(withTagOfSyslog(`${STAMPED} wal-g 812 - - \ufeffsaid`)).toBe(
      `${STAMPED} wal-g[812]: said`,
    );
  });

  it('has no pid in the tag where none is a number', () => {
    for (const pid of ['-', 'a7', '7a']) {
      expect(withTagOfSyslog(`${STAMPED} wal-g ${pid} - - said`)).toBe(`${STAMPED} wal-g: said`);
    }
    expect(withTagOfSyslog(`${STAMPED} wal-g 7 - - said`)).toBe(`${STAMPED} wal-g[7]: said`);
  });

  it('leaves no tag where it names no program', () => {
    expect(withTagOfSyslog(`${STAMPED} - 812 - - said`)).toBe(`${STAMPED} said`);
  });

  it('is left as it is where it is none', () => {
    const line = '2026-11-24T11:58:05Z db-01 wal-g[812]: said';

    expect(withTagOfSyslog(line)).toBe(line);
  });
});
