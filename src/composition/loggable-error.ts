import { z } from 'zod';

/** So many errors within errors are told. */
const DEEPEST = 5;

const Told = z.object({
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  status: z.number().optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
});

/**
 * What an error says of itself: kind, message, code, stack, and the errors behind it. Clients hang their requests on
 * to it, with headers, settings and commands: none of that is told.
 */
export function loggableError(fault: unknown, depth = 0): unknown {
  if (!(fault instanceof Error)) return fault;
  const within = (inner: unknown): unknown =>
    depth < DEEPEST ? loggableError(inner, depth + 1) : '[too deep]';
  return {
    type: fault.constructor.name,
    message: fault.message,
    ...Told.parse(fault),
    stack: fault.stack,
    cause: fault.cause === undefined ? undefined : within(fault.cause),
    errors:
      fault instanceof AggregateError ? fault.errors.slice(0, DEEPEST).map(within) : undefined,
  };
}
