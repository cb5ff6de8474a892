import { z } from 'zod';

const RespondFault = z.object({
  code: z.literal('slack_bolt_respond_error'),
  statusCode: z.number(),
});

/** The HTTP status with which a response_url refused a reply; undefined for a fault of another kind. */
export const refusedWith = (fault: unknown): number | undefined =>
  RespondFault.safeParse(fault).data?.statusCode;
