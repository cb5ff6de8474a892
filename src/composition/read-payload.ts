import { BOUNDS } from '../domain/bounds.ts';
import { errorCode } from '../domain/error-code.ts';
import { fileErrorWords } from '../domain/file-error-words.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { readBounded } from './read-bounded.ts';

/** The JSON in a file, or on standard input for `-`. Throws an OperatorError where there is none. */
export function readPayload(path: string): unknown {
  const name = path === '-' ? 'standard input' : path;
  const text = textOf(path, name);
  if (text === undefined) {
    throw new OperatorError(`${name}: expected JSON of at most 16 MiB, got more`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new OperatorError(
      `${name}: expected JSON, got something else. Give it as Slack or the webhook sends it.`,
    );
  }
}

function textOf(path: string, name: string): string | undefined {
  try {
    return readBounded(path === '-' ? 0 : path, BOUNDS.alertmanagerBody.most);
  } catch (fault) {
    const code = errorCode(fault);
    if (code === undefined) throw fault;
    throw new OperatorError(`cannot read ${name}: ${fileErrorWords(code)}`);
  }
}
