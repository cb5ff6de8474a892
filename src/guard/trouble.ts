import { z } from 'zod';
import type { Graced } from '../domain/graces.ts';
import { VERDICT_CODES, type Severity, type VerdictCode } from '../domain/finding.ts';
import type { EpochMs } from '../domain/time.ts';
import { FLAPPING_WITHIN, graceOf, type GuardSettings } from './guard-settings.ts';

const Moment = z.number();

const Told = z.object({
  at: Moment,
  critical: z.boolean(),
  /** Whether it is left for the thread. Written down as told before that, so that each replica leaves the same. */
  left: z.boolean(),
});

/** A trouble that the guard sees, from its first look at it until all was well for a while. */
const Trouble = z.object({
  /** The same for every replica, and for no other trouble. */
  id: z.string(),
  since: Moment,
  code: z.enum(VERDICT_CODES),
  headline: z.string(),
  /** How much of the time since then it was seen: what comes and goes adds up. */
  badForMs: z.number(),
  wellSince: Moment.optional(),
  told: Told.optional(),
});
export type Trouble = z.infer<typeof Trouble>;

/** What the guard remembers of one subject: a cluster, or the pipeline. */
export const Watched = z.object({
  trouble: Trouble.optional(),
  /** When it was told of, within the last day. */
  toldAt: z.array(Moment),
});
export type Watched = z.infer<typeof Watched>;

/** What one look says of a subject. */
export type Sight =
  | { readonly kind: 'well' }
  /** Neither well nor ill: nothing can be told of it. */
  | { readonly kind: 'blind' }
  | {
      readonly kind: 'trouble';
      readonly code: VerdictCode;
      readonly grace: Graced;
      readonly severity: Exclude<Severity, 'ok'>;
      readonly headline: string;
    };

/** A headline may name a hundred hosts; the whole of it is in the thread. */
const HEADLINE_MAX = 300;

const NOTHING: Watched = { toldAt: [] };

/**
 * What is remembered of a subject after one more look. A trouble is told once it was seen for its grace, and is over
 * when all was well for the settling time; a look that could not tell says neither.
 */
export function afterSight(
  subject: string,
  before: Watched = NOTHING,
  sight: Sight,
  { now, sinceLastMs }: { readonly now: EpochMs; readonly sinceLastMs: number },
  settings: GuardSettings,
): Watched {
  const toldAt = before.toldAt.filter((at) => now - at < FLAPPING_WITHIN);
  const { trouble } = before;
  switch (sight.kind) {
    case 'blind':
      return trouble === undefined ? { toldAt } : { toldAt, trouble: notWell(trouble) };
    case 'well': {
      if (trouble === undefined) return { toldAt };
      const wellSince = trouble.wellSince ?? now;
      return now - wellSince >= settings.settleMs
        ? { toldAt }
        : { toldAt, trouble: { ...trouble, wellSince } };
    }
    case 'trouble': {
      const seen: Trouble = {
        ...(trouble === undefined
          ? { id: `guard:${subject}:${now}`, since: now, badForMs: 0 }
          : { ...notWell(trouble), badForMs: trouble.badForMs + sinceLastMs }),
        code: sight.code,
        headline: sight.headline.slice(0, HEADLINE_MAX),
      };
      const critical = sight.severity === 'critical';
      const { told } = seen;
      if (told !== undefined) {
        // Whoever stopped the watch of a warning has not heard of this.
        const isWorse = critical && !told.critical;
        return {
          toldAt,
          trouble: isWorse ? { ...seen, told: { at: now, critical, left: false } } : seen,
        };
      }
      const grace = graceOf(settings.graces[sight.grace], toldAt.length, settings.everyMs);
      return seen.badForMs >= grace
        ? {
            toldAt: [...toldAt, now],
            trouble: { ...seen, told: { at: now, critical, left: false } },
          }
        : { toldAt, trouble: seen };
    }
  }
}

const notWell = (trouble: Trouble): Trouble => ({ ...trouble, wellSince: undefined });
