import { z } from 'zod';
import type { Acknowledgement, AcknowledgementBook } from '../../domain/acknowledgement.ts';
import { VERDICT_CODES } from '../../domain/finding.ts';
import type { ThreadStore } from './thread-store.ts';

/** An acknowledgement as it is kept. */
const Paper = z.object({
  cluster: z.string(),
  at: z.number(),
  until: z.number(),
  by: z.string(),
  because: z.string(),
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('maintenance') }),
    z.object({
      kind: z.literal('finding'),
      rule: z.string(),
      code: z.enum(VERDICT_CODES),
      severity: z.enum(['warning', 'critical', 'unknown']),
      file: z.string().optional(),
      missing: z
        .array(z.object({ timeline: z.number(), first: z.number(), last: z.number() }))
        .optional(),
    }),
  ]),
});

const nameOf = ({ cluster, at, by, what }: Acknowledgement): string =>
  [
    cluster,
    at,
    by,
    ...(what.kind === 'finding' ? [what.rule, what.missing?.[0]?.first ?? ''] : [what.kind]),
  ].join(':');

/** Acknowledgements in the state that replicas share. One that cannot be read is none: then the finding leads. */
export const createAcknowledgementBook = (
  store: Pick<ThreadStore, 'papers' | 'keepPaper'>,
): AcknowledgementBook => ({
  all: async () =>
    [...(await store.papers('acknowledgement')).values()].flatMap((paper) => {
      const read = Paper.safeParse(paper);
      return read.success ? [read.data] : [];
    }),
  keep: async (acknowledgement) => {
    await store.keepPaper('acknowledgement', nameOf(acknowledgement), acknowledgement);
  },
  takeAway: async (acknowledgement) => {
    await store.keepPaper('acknowledgement', nameOf(acknowledgement), undefined);
  },
});
