import { z } from 'zod';

/** How slow a gate is. What is not said is not slowed. */
export const GateSettings = z.strictObject({
  /** Each answer comes so much later. */
  answerDelayMs: z.number().optional(),
  /** So much goes in, over all connections together. */
  bytesPerSecond: z.number().optional(),
});
export type Pace = z.infer<typeof GateSettings>;
