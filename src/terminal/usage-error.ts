/** What was typed cannot be done. The message is one sentence for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
