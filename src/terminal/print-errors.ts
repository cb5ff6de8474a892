import { errorsJson } from '../messages/errors-json.ts';
import { errorsText } from '../messages/errors-text.ts';
import type { ListErrors } from '../use-cases/list-errors.ts';
import type { ListOptions, Terminal } from './program.ts';
import { OperatorError } from '../domain/operator-error.ts';

/** `wale errors`: the log's errors with their causes, without a verdict. */
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
  const errors = reading.value.errors.slice(0, limit);
  out(output === 'json' ? `${JSON.stringify(errorsJson(errors), null, 2)}\n` : errorsText(errors));
  return 0;
}
