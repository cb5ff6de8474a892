import { z } from 'zod';
import { canonicalHost } from '../../domain/host.ts';
import type { PatroniMember, PatroniSwitch } from '../../domain/patroni.ts';

/**
 * What Patroni answers, only what is read of it. A member that is starting has no timeline.
 * https://patroni.readthedocs.io/en/latest/rest_api.html
 */
export const ClusterAnswer = z
  .object({
    members: z.array(
      z.object({
        name: z.string(),
        role: z.string().max(40),
        state: z.string().max(40),
        timeline: z.int().optional(),
      }),
    ),
  })
  .transform(({ members }) =>
    members.flatMap(({ name, role, state, timeline }): PatroniMember[] => {
      const host = canonicalHost(name);
      return host === undefined ? [] : [{ host, role, state, timeline }];
    }),
  );

/** [timeline, LSN, reason, time, new leader]; the time is missing for what was before Patroni. */
const Entry = z
  .tuple([z.int().min(1), z.int().min(0)])
  .rest(z.unknown())
  .transform(([timeline, lsn, , time]): PatroniSwitch => {
    const at = typeof time === 'string' ? Date.parse(time) : NaN;
    return { timeline, lsn: BigInt(lsn), at: Number.isNaN(at) ? undefined : at };
  });

export const HistoryAnswer = z.array(Entry);
