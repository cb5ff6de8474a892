import type { Config } from '../config/config.ts';
import { createGuard, type Guard, type GuardContext } from '../guard/guard.ts';
import { createLeaveTrouble } from '../guard/leave-trouble.ts';
import { guardOutlets } from './guard-outlets.ts';
import type { WatchedCluster } from '../threads/tend/look.ts';

/** The guard as the configuration wants it; undefined where it is off. */
export function createGuardOf(
  { guard, alerts }: Config,
  clusters: ReadonlyMap<string, WatchedCluster>,
  parts: Omit<GuardContext, 'settings' | 'leaveTrouble' | 'random' | 'askCluster'>,
): Guard | undefined {
  if (guard === undefined) return undefined;
  const { channel, channels, pipelineChannel } = guard;
  return createGuard({
    ...parts,
    ...guardOutlets(guard, parts.now, parts.tell, parts.onFault),
    settings: guard,
    askCluster: new Map([...clusters].map(([name, { ask }]) => [name, ask])),
    leaveTrouble: createLeaveTrouble(parts.store, {
      channelOf: (name) => channels.get(name) ?? channel,
      pipelineChannel,
      alertChannels: [...(alerts?.channels ?? []), ...channels.values()],
    }),
    random: Math.random,
  });
}
