import { ConfigMistakes } from '../config/config-mistakes.ts';
import type { Config } from '../config/config.ts';
import { doubtsAbout } from '../config/doubts-about.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { ConfigCheck } from '../messages/config-check/config-check.ts';

/** Reads the configuration as every command does, and keeps what is wrong with it. Asks no source. */
export function checkConfig(read: () => Config): ConfigCheck {
  try {
    const config = read();
    return { clusters: [...config.clusters.keys()], mistakes: [], doubts: doubtsAbout(config) };
  } catch (fault) {
    if (!(fault instanceof OperatorError)) throw fault;
    const mistakes = fault instanceof ConfigMistakes ? fault.mistakes : [fault.message];
    return { clusters: [], mistakes, doubts: [] };
  }
}
