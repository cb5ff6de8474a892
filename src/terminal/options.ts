import { InvalidArgumentError, Option, type Command } from 'commander';
import { OperatorError } from '../domain/operator-error.ts';
import type { Clock, DurationMs, EpochMs } from '../domain/time.ts';
import { parseSeconds } from './parse-seconds.ts';
import { parseTime } from './parse-time.ts';

export interface CommonOptions {
  readonly config: string | undefined;
  readonly at: EpochMs | undefined;
  readonly logFile: readonly string[];
  readonly timeout: DurationMs | undefined;
}

export interface ParsedOptions {
  readonly config?: string;
  readonly at?: EpochMs;
  readonly logFile?: readonly string[];
  readonly timeout?: DurationMs;
  readonly output: string;
  readonly limit?: number;
}

export const common = (command: Command, now: Clock): Command => ofCluster(timed(command, now));

export const ofCluster = (command: Command): Command =>
  command
    .argument('[cluster]', 'as named in the configuration; not needed if there is only one')
    .option(
      '--log-file <files...>',
      'read log files (.gz too) instead of Elasticsearch: files, folders, patterns, - for standard input',
    );

export const timed = (command: Command, now: Clock): Command =>
  configured(command).option(
    '--at <time>',
    'as of that moment, such as 2026-11-24T01:48:50Z, 02:10 or "3h ago" (UTC)',
    asArgument((text) => parseTime(text, now())),
  );

export const configured = (command: Command): Command =>
  command
    .option('--config <file>', 'configuration file (default: WALE_CONFIG, or wale.yaml)')
    .option('--timeout <seconds>', 'how long the answer may take', asArgument(parseSeconds));

export const output = (forms: readonly string[]): Option =>
  new Option('--output <form>', 'form of the answer').choices(forms).default(forms[0]);

/** commander has refused every other word by now, so the default stands in for none. */
export const oneOf = <Form extends string>(forms: readonly [Form, ...Form[]], word: string): Form =>
  forms.find((form) => form === word) ?? forms[0];

export const parsed = ({ config, at, logFile = [], timeout }: ParsedOptions): CommonOptions => ({
  config,
  at,
  logFile,
  timeout,
});

/** Lets commander report a wrong value in our words. */
export const asArgument =
  <Value>(parse: (text: string) => Value) =>
  (text: string): Value => {
    try {
      return parse(text);
    } catch (fault) {
      if (fault instanceof OperatorError) throw new InvalidArgumentError(fault.message);
      throw fault;
    }
  };

export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('expected a whole number above 0');
}
