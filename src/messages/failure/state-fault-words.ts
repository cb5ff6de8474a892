import type { StateFault } from '../../domain/state-fault.ts';

/** What is said where something had to be written down, or looked up, and could not be. */
export const stateFaultWords = ({ message }: StateFault): string =>
  `This was not done: ${message}. Try it again in a minute; questions such as /wale status are answered meanwhile.`;
