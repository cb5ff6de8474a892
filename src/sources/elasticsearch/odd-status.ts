/** An answer that is no error, and not the answer either; the client would take it for one. A redirect is followed by nobody. */
export class OddStatus extends Error {
  override readonly name = 'OddStatus';
  readonly status: number;
  readonly location: unknown;

  constructor(status: number, location: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.location = location;
  }
}
