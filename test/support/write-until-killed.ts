import { openLevelStore } from '../../src/threads/stores/level.ts';

// Leaves one request after the other, and tells its parent of each that is written down.
const [path = ''] = process.argv.slice(2);
const store = await openLevelStore(path, Date.now, () => performance.now());
for (let at = 0; at < 100_000; at += 1) {
  await store.leave(String(at), 'C1|a', { kind: 'watch', at, channel: 'C1', user: 'U1' });
  process.send?.(at);
}
