import { z } from 'zod';
import { OperatorError } from '../domain/operator-error.ts';
import { variable, type Environment } from './environment.ts';

const PLAIN = /^[\t -~]*$/;
const EXPECTED = 'expected one line of plain ASCII';

/** What the value of an HTTP header may be: anything else is refused by Node in the middle of an incident, or sent with signs missing. */
export const HeaderValue = z.string().regex(PLAIN, { error: EXPECTED });

/** A token or key that is sent in a header. */
export const HeaderToken = HeaderValue.min(1);

/** The same from the environment. */
export function headerVariable(
  env: Environment,
  name: Parameters<typeof variable>[1],
): string | undefined {
  const value = variable(env, name);
  if (value === undefined || PLAIN.test(value)) return value;
  throw new OperatorError(
    `${name}: ${EXPECTED}, got other signs, which no HTTP header can hold. Set it right in the environment.`,
  );
}
