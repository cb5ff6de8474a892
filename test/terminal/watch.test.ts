import { describe, expect, it } from '@jest/globals';
import { watch, type Look } from '../../src/terminal/watch.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { NOON } from '../support/snapshot.ts';

const look = (verdict: string, minute: number, exitCode: number, cluster = 'main'): Look => ({
  at: NOON + minute * MINUTE,
  standings: [{ cluster, verdict, line: `${verdict} ${cluster}` }],
  text: `the whole answer of minute ${minute}\nsecond line\nthird line\n`,
  exitCode,
});

/** Watches until these looks have been seen; then somebody presses Ctrl+C. */
async function watched(
  looks: readonly Look[],
  size?: { readonly rows: number; readonly columns: number },
) {
  let out = '';
  let seen = 0;
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const waits: number[] = [];
  const exitCode = await watch(
    () => {
      const next = looks[seen];
      seen += 1;
      if (next !== undefined) return Promise.resolve(next);
      stop();
      return new Promise<Look>(() => undefined);
    },
    {
      every: 30_000,
      wait: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      untilStopped: () => stopped,
    },
    {
      out: (text) => {
        out += text;
      },
      err: () => undefined,
      size: () => size,
    },
  );
  return { out, exitCode, waits };
}

describe('wale watch', () => {
  it('prints a line with its moment where the verdict changes, and none where it stays', async () => {
    const { out, waits } = await watched([
      look('OK', 0, 0),
      look('OK', 1, 0),
      look('CRITICAL', 2, 2),
      look('OK', 3, 0),
    ]);

    expect(out).toBe(
      [
        '2026-11-24 12:00:00 UTC  OK main',
        '2026-11-24 12:02:00 UTC  CRITICAL main',
        '2026-11-24 12:03:00 UTC  OK main',
        '',
      ].join('\n'),
    );
    expect(waits).toEqual([30_000, 30_000, 30_000, 30_000]);
  });

  it('tells clusters apart', async () => {
    const two = (a: string, b: string): Look => ({
      ...look(a, 0, 0),
      standings: [...look(a, 0, 0, 'a').standings, ...look(b, 0, 0, 'b').standings],
    });
    const { out } = await watched([two('OK', 'OK'), two('OK', 'CRITICAL')]);

    expect(out.split('\n').map((line) => line.slice(25))).toEqual([
      'OK a',
      'OK b',
      'CRITICAL b',
      '',
    ]);
  });

  it.each([
    ['the last answer', [look('OK', 0, 0), look('CRITICAL', 1, 2)], 2],
    ['no answer at all: not known', [], 3],
  ])('ends with the exit code of %s', async (_, looks, code) => {
    expect((await watched(looks)).exitCode).toBe(code);
  });

  it('draws the answer anew on a terminal, below the changes', async () => {
    const { out } = await watched([look('OK', 0, 0), look('CRITICAL', 1, 2)], {
      rows: 40,
      columns: 80,
    });
    const [, first = '', second = ''] = out.split('\u001B[H');

    expect(first).toContain('OK main');
    expect(first).toContain('the whole answer of minute 0');
    expect(second).toMatch(/OK main[^]*CRITICAL main[^]*the whole answer of minute 1/);
    expect(second.endsWith('\u001B[J')).toBe(true);
  });

  it('draws no more than fits, and counts the rest', async () => {
    const { out } = await watched([look('OK', 0, 0)], { rows: 6, columns: 80 });
    const drawn = out.split('\u001B[H')[1] ?? '';

    expect(drawn.split('\n').length).toBeLessThanOrEqual(6);
    expect(drawn).toContain('… 2 more lines: wale status shows them');
  });
});
