/**
 * The state can be neither read nor written now, because Redis or the disk does not allow it: not a bug of Wale. Whoever
 * opened the state logs it, once for everybody who runs into it.
 */
export class StateFault extends Error {
  override readonly name = 'StateFault';
  /** Bolt wraps an error without a code in one of its own. */
  readonly code = 'wale_state_fault';

  constructor(reason: string, cause: unknown) {
    super(`the state cannot be reached (${reason})`, { cause });
  }
}
