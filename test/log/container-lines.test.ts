import { describe, expect, it } from '@jest/globals';
import { createContainerLines } from '../../src/log/framing/container-framing.ts';

const AT = Date.parse('2026-11-24T11:58:05Z');
const STAMP = '2026-11-24T11:58:05Z';
const NINE = '2026-11-24T11:58:05.000000000Z';
const POSTGRES = '2026-11-24 11:58:05 UTC [7] LOG:  said';
const ORIGIN = { host: 'node-7', at: 1, writtenAt: 2 };

/** What is left of each line: its text, or what it is; and its last origin. */
const read = (...lines: readonly string[]) => {
  const container = createContainerLines();
  const found = lines.map((line) => container.read(line, ORIGIN));
  const left = container.end().map(({ line }) => line);
  return {
    lines: found.map((one) => (typeof one === 'object' ? one.line : one)),
    origins: found.map((one) => (typeof one === 'object' ? one.origin : undefined)),
    left,
  };
};

describe('a line that the runtime cut', () => {
  const cut = (text: string) => `${STAMP} stderr P ${text}`;
  const last = (text: string) => `${STAMP} stderr F ${text}`;

  it('is put together, and is of the time when it began', () => {
    const later = '2026-11-24T11:59:00Z stderr F c';

    expect(read(cut('a'), cut('b'), later, last('d'))).toMatchObject({
      lines: ['cut', 'cut', 'abc', 'd'],
      left: [],
    });
    expect(read(cut('a'), later).origins[1]).toEqual({ host: 'node-7', at: AT, writtenAt: AT });
  });

  it('is told as far as it came where its end never did', () => {
    expect(read(cut('a'), cut('b')).left).toEqual(['ab']);
  });

  it('is not gathered without end', () => {
    const most = 1024 * 1024;

    expect(read(cut('x'.repeat(most)), last('y')).lines[0]).toBe('cut');
    expect(read(cut('x'.repeat(most + 1)), last('y')).lines[1]).toBe('y');
  });
});

describe('a line of a container', () => {
  it('without a time of its own has that of its place', () => {
    expect(read(`[pod/orders-1/postgres] ${POSTGRES}`).origins).toEqual([
      { host: 'orders-1', at: 1, writtenAt: 2 },
    ]);
    expect(read(`[pod/orders-1/postgres] ${NINE} said`).origins).toEqual([
      { host: 'orders-1', at: AT, writtenAt: AT },
    ]);
  });

  it('is none where nothing of the kind stands in front', () => {
    expect(read('said', POSTGRES).lines).toEqual([undefined, undefined]);
  });

  it('of stern goes on behind a prefix that an earlier line had, and behind no other', () => {
    expect(
      read(
        'orders-1 postgres goes on',
        `orders-1 postgres ${POSTGRES}`,
        'orders-1 postgres goes on',
        'orders-2 postgres goes on',
        'orders-1 sidecar goes on',
        'Goes on',
      ).lines,
    ).toEqual([undefined, POSTGRES, 'goes on', undefined, undefined, undefined]);
    expect(read(`db orders-1 postgres ${POSTGRES}`, 'db orders-1 postgres goes on').lines[1]).toBe(
      'goes on',
    );
  });

  it('of stern counts for so many containers, and no more', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `orders-${index} postgres ${POSTGRES}`);

    expect(read(...many(1000), 'orders-999 postgres goes on').lines.at(-1)).toBe('goes on');
    expect(read(...many(1001), 'orders-1000 postgres goes on').lines.at(-1)).toBeUndefined();
    expect(read(...many(1001)).lines.at(-1)).toBe(POSTGRES);
  });

  it('of multilog has the time that TAI64N tells', () => {
    const seconds = (AT / 1000 + 10).toString(16).padStart(15, '0');

    expect(read(`@4${seconds}00000000 said`)).toMatchObject({
      lines: ['said'],
      origins: [{ at: AT, host: 'node-7' }],
    });
  });

  it('has fewer decimals only where others had the time in front as well', () => {
    const fewer = '2026-11-24T11:58:05.1Z said';

    expect(read(fewer).lines).toEqual([undefined]);
    expect(read(`${NINE} said`, fewer).lines).toEqual(['said', 'said']);
    expect(read(`${STAMP} ${POSTGRES}`, fewer).lines).toEqual([POSTGRES, 'said']);
  });

  it('of logcli keeps the blanks that are its own', () => {
    const record = `${STAMP} {pod="orders-1"} ${POSTGRES}`;
    const further = `${STAMP} {pod="orders-1"}     goes on`;

    expect(read(record, further)).toMatchObject({
      lines: [POSTGRES, '    goes on'],
      origins: [{ host: 'orders-1' }, { host: 'orders-1' }],
    });
    expect(read(`${STAMP} {app="x"} ${POSTGRES}`).origins).toMatchObject([{ host: 'node-7' }]);
    expect(
      read(`${STAMP} {app="x"}      ${POSTGRES}`, `${STAMP} {app="longer"}   goes on`).lines,
    ).toEqual([POSTGRES, '  goes on']);
  });

  it('has the file in front that grep found it in', () => {
    expect(read(`var/log/db.log:12:${POSTGRES}`)).toMatchObject({
      lines: [POSTGRES],
      origins: [{ at: 1, writtenAt: 2 }],
    });
  });
});
