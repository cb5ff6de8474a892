/** The configuration cannot be used. The message is for the operator: what is wrong, where, what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
