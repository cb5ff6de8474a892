/** A redirect, which the client would take for an answer. Nobody follows it. */
export class SentElsewhere extends Error {
  override readonly name = 'SentElsewhere';
  readonly status: number;
  readonly location: unknown;

  constructor(status: number, location: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.location = location;
  }
}
