import { z } from 'zod';
import type { UndatedComplaint, UnreadLines } from '../../domain/upload-log.ts';

/** What could not be read of a log, as every command prints it. What there is none of is left out. */
export const UnreadJson = z.object({
  count: z.number(),
  samples: z.array(z.string()),
  lookLikeErrors: z.number().optional().describe('so many of the lines counted'),
  undated: z
    .object({
      count: z.number(),
      newest: z.array(
        z.object({
          host: z.string().nullable(),
          segment: z.string().nullable(),
          zone: z.string().nullable().describe('as the line names it; null if it has no time'),
          text: z.string(),
        }),
      ),
    })
    .optional()
    .describe('complaints of PostgreSQL about archiving whose time could not be read'),
  zoneErrors: z
    .array(z.object({ host: z.string().nullable(), count: z.number(), offsetMs: z.number() }))
    .optional()
    .describe('times that differ from their arrival as another zone would make them'),
  noLogs: z.array(z.string()).optional().describe('files in which not one line was recognised'),
});

export const unreadJson = ({
  count,
  samples,
  troubling,
  undated,
  zoneErrors,
  noLogs,
}: UnreadLines): z.infer<typeof UnreadJson> => ({
  count,
  samples: [...samples],
  ...(troubling === undefined
    ? {}
    : { lookLikeErrors: troubling.reduce((sum, one) => sum + one.count, 0) }),
  ...(undated === undefined
    ? {}
    : { undated: { count: undated.count, newest: undated.newest.map(undatedJson) } }),
  ...(zoneErrors === undefined
    ? {}
    : {
        zoneErrors: zoneErrors.map(({ host, count: lines, offset }) => ({
          host: host ?? null,
          count: lines,
          offsetMs: offset,
        })),
      }),
  ...(noLogs === undefined ? {} : { noLogs: noLogs.map(({ sentence }) => sentence) }),
});

const undatedJson = ({ host, file, zone, text }: UndatedComplaint) => ({
  host: host ?? null,
  segment: file ?? null,
  zone: zone ?? null,
  text,
});
