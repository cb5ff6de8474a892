/** All clusters at once take longer than one, and nobody is kept waiting by Slack. */
export const PATIENCE_WITH_MANY = 4;

export const patienceFor = ({ length }: readonly string[]): number =>
  length === 1 ? 1 : PATIENCE_WITH_MANY;
