import { describe, expect, it } from '@jest/globals';
import { withEarlyReload } from '../../src/composition/early-reload.ts';

function signalled() {
  const listeners = new Set<() => void>();
  const early = withEarlyReload({
    isEnding: () => false,
    untilStopped: () => Promise.resolve(),
    onReload: (reload) => {
      listeners.add(reload);
      return () => listeners.delete(reload);
    },
  });
  const hangUp = (): number => {
    for (const listener of [...listeners]) listener();
    return listeners.size;
  };
  let reloads = 0;
  const reload = (): void => {
    reloads += 1;
  };
  return { early, hangUp, reload, reloads: () => reloads };
}

describe('a SIGHUP', () => {
  it('that comes before anybody can read anew is heard, and made up for once', () => {
    const { early, hangUp, reload, reloads } = signalled();

    expect([hangUp(), hangUp()]).toEqual([1, 1]);
    early.onReload(reload);

    expect(reloads()).toBe(1);
  });

  it('that comes later is passed on, and to nobody else', () => {
    const { early, hangUp, reload, reloads } = signalled();
    const stop = early.onReload(reload);
    expect(reloads()).toBe(0);

    expect(hangUp()).toBe(1);
    stop();

    expect([reloads(), hangUp()]).toEqual([1, 0]);
  });
});
