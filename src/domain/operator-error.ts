/**
 * Something that whoever runs Wale can mend: a setting, a word on the command line, a folder, a token. The message is one
 * sentence for that person: what was expected, what came, and what to do.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
