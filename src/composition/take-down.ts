import { anyVariable } from '../config/environment.ts';
import { referenceAt, type TakeDownFault } from '../domain/own-failure.ts';
import type { Hide } from '../domain/secrets/hide-values.ts';
import type { Clock } from '../domain/time.ts';

/** In a terminal nothing is logged unless somebody asks for it by LOG_LEVEL: then a bug is, whole. */
export async function createTakeDown(
  env: Readonly<Record<string, string | undefined>>,
  now: Clock,
  hide: Hide,
): Promise<TakeDownFault> {
  const asked = anyVariable(env, 'LOG_LEVEL');
  if (asked === undefined) return () => referenceAt(now());
  const { createLog, isLogLevel } = await import('./log.ts');
  // It may be meant for another program, and no answer is to fail for that.
  const level = isLogLevel(asked) ? asked : 'error';
  return (fault) => {
    const reference = referenceAt(now());
    createLog(level, hide).error({ err: fault, reference }, 'the command failed');
    return reference;
  };
}
