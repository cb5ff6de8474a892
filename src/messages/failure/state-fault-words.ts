import type { StateFault } from '../../domain/state-fault.ts';

/** The answer if something had to be stored or looked up, and could not be. */
export const stateFaultWords = ({ message }: StateFault): string =>
  `This was not done: ${message}. Try again in a minute; questions such as /wale status still work.`;
