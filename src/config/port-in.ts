import { harmlessText } from '../domain/harmless-text.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { variable, type Environment } from './environment.ts';

/** The port in a variable; undefined if it is not set. */
export function portIn(env: Environment, name: 'PORT' | 'WALE_OPERATION_PORT'): number | undefined {
  const port = variable(env, name);
  if (port === undefined) return undefined;
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65535) return Number(port);
  throw new OperatorError(
    `${name}: expected a port from 0 to 65535, got ${JSON.stringify(harmlessText(port, 40))}.`,
  );
}
