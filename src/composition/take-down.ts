import { referenceAt, type TakeDownFault } from '../domain/own-failure.ts';
import type { Hide } from '../domain/secrets/hide-values.ts';
import type { Clock } from '../domain/time.ts';

/** In a terminal nothing is logged unless somebody asks for it by LOG_LEVEL: then a bug is, whole. */
export async function createTakeDown(
  env: Readonly<Record<string, string | undefined>>,
  now: Clock,
  hide: Hide,
): Promise<TakeDownFault> {
  const level = env['LOG_LEVEL'];
  if (level === undefined) return () => referenceAt(now());
  const { createLog } = await import('./log.ts');
  return (fault) => {
    const reference = referenceAt(now());
    createLog(level, hide).error({ err: fault, reference }, 'the command failed');
    return reference;
  };
}
