import { setTimeout as sleep } from 'node:timers/promises';
import type { Replica } from './replica.ts';

interface Kills {
  readonly count: number;
  /** Between two of them, in milliseconds. */
  readonly pause: { readonly atLeast: number; readonly atMost: number };
}

/** Kills one after the other; the others go on, and a killed one comes up again beside them. */
export async function killAtRandom(
  replicas: readonly Replica[],
  random: () => number,
  { count, pause }: Kills,
): Promise<void> {
  const restarts: Promise<void>[] = [];
  for (let kills = 0; kills < count; kills += 1) {
    await sleep(pause.atLeast + random() * (pause.atMost - pause.atLeast));
    const up = replicas.filter(({ isUp }) => isUp());
    const replica = up[Math.floor(random() * up.length)];
    if (replica === undefined) throw new Error('all replicas are down');
    await replica.kill();
    restarts.push(sleep(random() * 1000).then(() => replica.start()));
    // One is always left, as there would be.
    if (replicas.filter(({ isUp }) => isUp()).length < 2) await Promise.race(restarts.splice(-2));
  }
  await Promise.all(restarts);
}
