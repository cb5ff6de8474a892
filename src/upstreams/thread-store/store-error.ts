/** The state cannot be used. The message is one sentence for the operator. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
