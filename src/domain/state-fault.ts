/**
 * What Wale remembers can neither be read nor written now, since Redis or the disk does not let it: no bug of Wale. Whoever
 * opened the state tells the log of it, once for all who meet it.
 */
export class StateFault extends Error {
  override readonly name = 'StateFault';
  /** Bolt hides what has no code behind an error of its own. */
  readonly code = 'wale_state_fault';

  constructor(reason: string, cause: unknown) {
    super(`the state cannot be reached (${reason})`, { cause });
  }
}
