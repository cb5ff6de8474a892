import { describe, expect, it, jest } from '@jest/globals';
import type { Question } from '../../src/domain/contracts.ts';
import { measured, unavailable, type Reading } from '../../src/domain/reading.ts';
import { createCircuit, isSilence } from '../../src/sources/circuit.ts';
import { eventually } from '../support/thread-rig.ts';

// A try in the background is a second away, on a busy machine more.
jest.setTimeout(30_000);

const SILENT = unavailable('timeout', 'no answer in time');
const question = (): Question => ({ at: 0, historic: false, signal: AbortSignal.timeout(1000) });

/** A source of one reading a cluster, which says what it is told to; `at` is the clock. */
function rig(answer: Reading<number>) {
  const state = {
    answer,
    asked: 0,
    examined: 0,
    at: Date.parse('2026-11-24T12:00:00Z'),
    bug: undefined as Error | undefined,
    takenDown: [] as unknown[],
  };
  const circuit = createCircuit<Reading<number>>(
    {
      deadness: (reading) =>
        reading.kind === 'unavailable' && isSilence(reading) ? reading : undefined,
      withDeadness: (_reading, why) => why,
    },
    1000,
    () => state.at,
    (fault) => `fault ${state.takenDown.push(fault)}`,
  );
  const source = circuit({
    read: (names) => {
      state.asked += 1;
      if (state.bug !== undefined) return Promise.reject(state.bug);
      return Promise.resolve(new Map(names.map((name) => [name, state.answer])));
    },
    examine: () => {
      state.examined += 1;
      return Promise.resolve(state.answer);
    },
  });
  const read = async (name = 'main') => (await source.read([name], question())).get(name);
  return { state, source, read };
}

describe('the circuit of a source', () => {
  it('asks a dead source once, and tells the others since when it is dead', async () => {
    const { state, read } = rig(SILENT);

    expect(await read()).toEqual(SILENT);
    state.at += 40_000;

    expect(await read()).toEqual(
      unavailable('timeout', 'no answer in time, and no answer since 12:00:00 UTC (40 s)'),
    );
    expect(state.asked).toBe(1);
  });

  it('is closed again by a try in the background once the source answers', async () => {
    const { state, read } = rig(SILENT);
    await read();
    state.answer = measured(7, 0);

    expect(await eventually(read, (found) => found?.kind === 'measured')).toEqual(measured(7, 0));
    expect(state.asked).toBe(3); // found dead, tried, asked
  });

  it('stays open where the try finds the source dead still, and is tried ever more seldom', async () => {
    const { state, read } = rig(SILENT);
    await read();
    await eventually(
      () => state.asked,
      (asked) => asked >= 2,
    );

    const before = state.asked;
    for (let count = 0; count < 100; count += 1) await read();
    expect(state.asked).toBe(before);
  });

  it('forgets a source that nobody asks for: whoever asks then asks the source', async () => {
    const { state, read } = rig(SILENT);
    await read();
    state.at += 6 * 60_000;

    expect(await read()).toEqual(SILENT);
    expect(state.asked).toBe(2);
  });

  it('takes down a bug that comes up in a try in the background, and leaves the next asker to the source', async () => {
    const { state, read } = rig(SILENT);
    await read();
    state.bug = new Error('not thought of');
    await eventually(
      () => state.takenDown,
      (faults) => faults.length > 0,
    );

    expect(state.takenDown).toEqual([state.bug]);
    await expect(read()).rejects.toBe(state.bug);
    state.bug = undefined;
    expect(await read()).toEqual(SILENT);
  });

  it.each([
    ['refuses', unavailable('refused', 'it answered HTTP 500')],
    ['has nothing', unavailable('no-data', 'nothing there')],
  ])('is not opened by a source that %s', async (_what, answer) => {
    const { state, read } = rig(answer);
    await read();
    await read();

    expect(state.asked).toBe(2);
  });

  it('is one for each set of clusters, and never in the way of whoever examines the source', async () => {
    const { state, source, read } = rig(SILENT);
    await read('main');
    await read('ci');
    await source.examine('main', question());

    expect(state).toMatchObject({ asked: 2, examined: 1 });
  });
});
