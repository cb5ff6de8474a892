import { z } from 'zod';
import { readHost } from '../../domain/host.ts';
import type { PatroniMember, PatroniSwitch } from '../../domain/patroni.ts';
import { unreadHosts, unreadName } from '../../domain/unread-hosts.ts';

/**
 * What Patroni answers, only what is read of it. A member that is starting has no timeline.
 * https://patroni.readthedocs.io/en/latest/rest_api.html
 */
export const ClusterAnswer = z
  .object({
    // Whoever answers is a member itself.
    members: z
      .array(
        z.object({
          name: z.string(),
          host: z.string().optional(),
          role: z.string().max(40),
          state: z.string().max(40),
          timeline: z.int().optional(),
        }),
      )
      .min(1, 'expected a member'),
  })
  .transform(({ members }) => {
    const addresses = members.map(({ host }) => (host === undefined ? undefined : readHost(host)));
    const read = members.map(({ name, ...member }, index) => {
      // Behind a proxy, or on one machine, members share an address: then it tells none of them.
      const own = addresses[index];
      const address = addresses.filter((other) => other === own).length === 1 ? own : undefined;
      return { ...member, name, host: readHost(name) ?? address, address };
    });
    return {
      members: read.flatMap(({ host, address, role, state, timeline }): PatroniMember[] =>
        host === undefined ? [] : [{ host, address, role, state, timeline }],
      ),
      unreadMembers: unreadHosts(
        read.flatMap(({ name, host }) => (host === undefined ? [unreadName(name)] : [])),
      ),
    };
  });

/** [timeline, LSN, reason, time, new leader]; the time is missing for what was before Patroni. */
const Entry = z
  .tuple([z.int().min(1), z.int().min(0)])
  .rest(z.unknown())
  .transform(([timeline, lsn, , time]): PatroniSwitch => {
    const at = typeof time === 'string' ? Date.parse(time) : NaN;
    return { timeline, lsn: BigInt(lsn), at: Number.isNaN(at) ? undefined : at };
  });

export const HistoryAnswer = z.array(Entry);
