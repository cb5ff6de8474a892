import { setTimeout as sleep } from 'node:timers/promises';
import { openLevelStore } from '../../src/threads/stores/level.ts';

// Leaves a request for one thread after the other, and tells its parent of each that is written down, or could not be.
const [path = ''] = process.argv.slice(2);
const store = await openLevelStore(path, Date.now, () => performance.now());
for (let at = 0; at < 100_000; at += 1) {
  try {
    await store.leave(String(at), `C1|${at}`, { kind: 'watch', at, channel: 'C1', user: 'U1' });
    process.send?.(at);
  } catch {
    process.send?.('failed');
    await sleep(20);
  }
}
