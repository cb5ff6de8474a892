import { pino, type Logger } from 'pino';
import { anyVariable, type Environment } from '../config/environment.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Hide } from '../domain/secrets/hide-values.ts';
import { buildWords } from '../operation/build-info.ts';
import { currentRequest } from '../operation/current-request.ts';
import { readBuildInfo } from './read-build-info.ts';
import { loggableError } from './loggable-error.ts';
import { loggable } from './loggable.ts';

export const isLogLevel = (word: string): boolean =>
  word === 'silent' || Object.hasOwn(pino.levels.values, word);

/** How much the bot logs, as LOG_LEVEL says. Throws an OperatorError where that is no level. */
export function logLevelOf(env: Environment): string {
  const level = anyVariable(env, 'LOG_LEVEL') ?? 'info';
  if (isLogLevel(level)) return level;
  const got = JSON.stringify(harmlessText(level, 40));
  throw new OperatorError(`LOG_LEVEL: expected debug, info, warn or error, got ${got}.`);
}

/**
 * Structured logs on stderr. An error is logged by what it says of itself, without the request, the settings or the
 * command that clients hang on to it; and each line is redacted field by field, whatever was put into it.
 */
export const createLog = (
  level: string,
  hide: Hide = (text) => text,
  write: (line: string) => void = (line) => process.stderr.write(line),
  version: string = buildWords(readBuildInfo()),
): Logger =>
  pino(
    {
      level,
      base: { version },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (fault: unknown) => loggableError(fault) },
      formatters: { log: withoutErrors, level: (word) => ({ level: word }) },
      mixin: requestFields,
    },
    {
      write: (line: string) => {
        write(`${JSON.stringify(loggable(JSON.parse(line), hide))}\n`);
      },
    },
  );

/** What ties the lines together that have to do with one request. */
const requestFields = (): object => {
  const request = currentRequest();
  return request === undefined ? {} : { request: request.id };
};

/** Errors under other names than err as well. */
const withoutErrors = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? loggableError(value) : value,
    ]),
  );
