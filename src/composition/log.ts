import { pino, type Logger } from 'pino';
import type { Hide } from '../domain/secrets/hide-values.ts';
import { loggableError } from './loggable-error.ts';
import { loggable } from './loggable.ts';

/**
 * Structured logs on stderr. An error is logged by what it says of itself, without the request, the settings or the
 * command that clients hang on to it; and each line is redacted field by field, whatever was put into it.
 */
export const createLog = (
  level: string,
  hide: Hide = (text) => text,
  write: (line: string) => void = (line) => process.stderr.write(line),
): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (fault: unknown) => loggableError(fault) },
      formatters: { log: withoutErrors },
    },
    {
      write: (line: string) => {
        write(`${JSON.stringify(loggable(JSON.parse(line), hide))}\n`);
      },
    },
  );

/** Errors under other names than err as well. */
const withoutErrors = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? loggableError(value) : value,
    ]),
  );
