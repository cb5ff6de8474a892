import { OperatorError } from '../domain/operator-error.ts';

/** So many are shown where a command cannot go on. */
const SHOWN = 10;

/** All that is wrong with a configuration, each in one sentence. The message has the first of them. */
export class ConfigMistakes extends OperatorError {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    const left = mistakes.length - SHOWN;
    const more = left > 0 ? [`… and ${left} more: wale check-config shows them all`] : [];
    super([...mistakes.slice(0, SHOWN), ...more].join('\n'));
    this.mistakes = mistakes;
  }
}
