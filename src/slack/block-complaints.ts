import { z } from 'zod';

/** A view is refused as a wrong argument: https://docs.slack.dev/reference/methods/views.publish */
const REFUSED = new Set(['invalid_blocks', 'invalid_blocks_format', 'invalid_arguments']);

const Refusal = z.object({
  data: z.object({
    error: z.string(),
    response_metadata: z
      .object({ messages: z.array(z.string()) })
      .optional()
      .catch(undefined),
  }),
});

/**
 * What Slack says about blocks that it does not take; undefined for any other fault. A refusal is a plain no. Read from
 * its shape, since Bolt’s clients bring an error class of their own.
 */
export function blockComplaints(fault: unknown): readonly string[] | undefined {
  const { data } = Refusal.safeParse(fault);
  if (data === undefined || !REFUSED.has(data.data.error)) return undefined;
  return data.data.response_metadata?.messages ?? [];
}
