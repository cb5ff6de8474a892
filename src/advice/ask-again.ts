import type { NextStep } from '../domain/finding.ts';

/** For a failure that stands alone. */
export const ASK_AGAIN: NextStep = {
  text: 'ask again in a minute: PostgreSQL tries the same segment again by itself',
};
