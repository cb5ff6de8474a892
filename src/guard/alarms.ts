import { z } from 'zod';
import { VERDICT_CODES } from '../domain/finding.ts';
import type { Due } from './guard-state.ts';
import type { Trouble } from './trouble.ts';

/** What was last sent of an alarm to one outlet; `arrived` is false where it may have and nobody said so. */
const Sent = z.object({
  critical: z.boolean(),
  arrived: z.boolean(),
  /** It has heard that the trouble is over. */
  done: z.boolean().optional(),
});

/** A trouble that was told, as it is told to a system that pages. */
const Alarm = z.object({
  id: z.string(),
  /** Undefined for the pipeline. */
  cluster: z.string().optional(),
  code: z.enum(VERDICT_CODES),
  headline: z.string(),
  critical: z.boolean(),
  since: z.number(),
  /** The trouble has ended, and some outlet has not heard of it yet. */
  over: z.boolean(),
  /** By the names of the outlets. */
  sent: z.record(z.string(), Sent),
});
export type Alarm = z.infer<typeof Alarm>;

/** As they are kept. */
export const Alarms = z.object({ alarms: z.array(Alarm) });

/** So many are kept: of more, the system that pages is the smallest worry. */
const MOST = 500;

/** The alarms after a look: one for each trouble that was told, and those that some outlet has to be told the end of. */
export function alarmsAfter(
  before: readonly Alarm[],
  told: readonly Due[],
  outlets: readonly string[],
): readonly Alarm[] {
  const active = told.map(({ cluster, trouble }): Alarm => {
    const known = before.find(({ id }) => id === trouble.id);
    return { ...alarmOf(cluster, trouble), sent: known?.sent ?? {} };
  });
  const ids = new Set(active.map(({ id }) => id));
  const over = before
    .filter(
      ({ id, sent }) =>
        !ids.has(id) &&
        outlets.some((name) => sent[name] !== undefined && sent[name].done !== true),
    )
    .map((alarm): Alarm => ({ ...alarm, over: true }));
  return [...active, ...over].slice(0, MOST);
}

const alarmOf = (
  cluster: string | undefined,
  { id, code, headline, since, told }: Trouble,
): Omit<Alarm, 'sent'> => ({
  id,
  ...(cluster === undefined ? {} : { cluster }),
  code,
  headline,
  critical: told?.critical === true,
  since,
  over: false,
});
