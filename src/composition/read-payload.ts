import { readFileSync } from 'node:fs';
import { BOUNDS } from '../domain/bounds.ts';
import { errorCode } from '../domain/error-code.ts';
import { OperatorError } from '../domain/operator-error.ts';

/** The JSON in a file, or on standard input for `-`. Throws an OperatorError where there is none. */
export function readPayload(path: string): unknown {
  const name = path === '-' ? 'standard input' : path;
  const text = textOf(path, name);
  if (text.length > BOUNDS.alertmanagerBody.most) {
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

function textOf(path: string, name: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (fault) {
    const code = errorCode(fault);
    if (code === 'ENOENT') throw new OperatorError(`cannot read ${name}: no such file`);
    if (code === 'EACCES') throw new OperatorError(`cannot read ${name}: permission denied`);
    if (code === 'EISDIR') throw new OperatorError(`cannot read ${name}: it is a folder`);
    throw new OperatorError(`cannot read ${name}: ${String(code)}`);
  }
}
