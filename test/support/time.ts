export { MINUTE, SECOND } from '../../src/domain/time.ts';

/** Longer ago than any metric goes back. */
export const NEVER = Number.MAX_SAFE_INTEGER;
