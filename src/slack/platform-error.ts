import { z } from 'zod';

const PlatformError = z.object({ data: z.object({ error: z.string() }) });

/**
 * The word with which Slack refused a call, such as `invalid_auth`; undefined for any other fault. Read from its
 * shape, since Bolt's clients bring an error class of their own.
 */
export const platformErrorOf = (fault: unknown): string | undefined =>
  PlatformError.safeParse(fault).data?.data.error;
