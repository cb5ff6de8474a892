import { mayHideErrors } from '../domain/unread-words.ts';
import { errorsJson } from '../messages/errors/errors-json.ts';
import { errorsText } from '../messages/errors/errors-text.ts';
import type { ListErrors } from '../use-cases/list-errors.ts';
import type { ListOptions, Terminal } from './program.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { EXIT_CODES } from './exit-codes.ts';

/**
 * `wale errors`: the log's errors with their causes, without a verdict. That there are none is not known
 * while there are lines that were not understood.
 */
export async function printErrors(
  listErrors: ListErrors,
  source: string,
  { at, timeout, output, limit }: ListOptions,
  { out }: Terminal,
): Promise<number> {
  const reading = await listErrors({ at, deadlineMs: timeout });
  if (reading.kind === 'unavailable') {
    throw new OperatorError(`could not read ${source}: ${reading.detail}`);
  }
  const { unread } = reading.value;
  const list = { ...reading.value, errors: reading.value.errors.slice(0, limit) };
  out(output === 'json' ? `${JSON.stringify(errorsJson(list), null, 2)}\n` : errorsText(list));
  return list.errors.length === 0 && mayHideErrors(unread) ? EXIT_CODES.unknown : EXIT_CODES.ok;
}
