import { createAnswers, createFleetAnswer } from '../../src/composition/answers.ts';
import { createGuardOf } from '../../src/composition/guard.ts';
import type { EventMap, Tell } from '../../src/domain/event-map.ts';
import type { VerdictCode } from '../../src/domain/finding.ts';
import type { Graces } from '../../src/domain/graces.ts';
import { createForgetfulStore } from '../../src/threads/stores/in-memory.ts';
import { loadLabConfig } from '../ask-wale.ts';

/** What the guard told, and when. */
export interface Told {
  readonly code: VerdictCode;
  readonly at: number;
}

/** Wale's guard, which looks at the lab by itself. */
export interface GuardBeside {
  readonly told: readonly Told[];
  readonly graces: Graces;
  readonly stop: () => Promise<void>;
}

/**
 * The guard as `wale serve` has it, up to where its word is left for the channel: that it is posted, and once, is
 * proof/guard.ts's to show. It begins anew for each fault, since it lets a cluster that comes and goes be for longer.
 */
export function startGuard(onFault: (fault: unknown) => void): GuardBeside {
  const config = loadLabConfig();
  const now = () => Date.now();
  const stopwatch = () => performance.now();
  const told: Told[] = [];
  const tell: Tell = (name, event) => {
    if (name !== 'trouble-told') return;
    const { verdict } = event as EventMap['trouble-told'];
    told.push({ code: verdict, at: now() });
  };
  const answers = createAnswers(config, [], now);
  const clusters = new Map(
    [...config.clusters.values()].flatMap(({ name, links }) => {
      const ask = answers.get(name);
      return ask === undefined ? [] : [[name, { ask: () => ask(), links }] as const];
    }),
  );
  const guard = createGuardOf(config, clusters, {
    store: createForgetfulStore(now, stopwatch),
    owner: 'lab',
    askFleet: createFleetAnswer(config, now),
    tender: { tend: () => Promise.resolve({ kind: 'lost' }) },
    now,
    stopwatch,
    tell,
    onFault,
  });
  const settings = config.guard;
  if (guard === undefined || settings === undefined)
    throw new Error('the lab’s wale.yaml has no guard');
  guard.start();
  return { told, graces: settings.graces, stop: guard.stop };
}
