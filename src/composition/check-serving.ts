import type { Config, StateConfig } from '../config/config.ts';
import { slackCredentials } from '../config/slack-credentials.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Clock } from '../domain/time.ts';
import { EXIT_CODES } from '../terminal/exit-codes.ts';
import { printCheckup } from '../terminal/print-checkup.ts';
import type { Terminal } from '../terminal/program.ts';
import { createExaminations } from './examinations.ts';
import { checkState } from './check-state.ts';

/** The exit codes from the best to the worst: not to know is worse than a warning, as everywhere. */
const RANK: readonly number[] = [
  EXIT_CODES.ok,
  EXIT_CODES.warning,
  EXIT_CODES.unknown,
  EXIT_CODES.critical,
];

/** `wale serve --check`: everything that the bot needs, tried once. The exit code is that of the worst. */
export async function checkServing(
  config: Config,
  now: Clock,
  terminal: Terminal,
): Promise<number> {
  slackCredentials(config.slack);
  const codes = [await tellState(config.state, now, terminal)];
  for (const [name, examine] of createExaminations(config, now)) {
    terminal.out(`\n${name}\n`);
    codes.push(
      await printCheckup(
        examine,
        { config: undefined, timeout: undefined, output: 'text' },
        terminal,
      ),
    );
  }
  return RANK[Math.max(...codes.map((code) => RANK.indexOf(code)))] ?? EXIT_CODES.unknown;
}

async function tellState(state: StateConfig, now: Clock, { out }: Terminal): Promise<number> {
  try {
    out(`✅ ${await checkState(state, now)}\n`);
    return EXIT_CODES.ok;
  } catch (fault) {
    if (!(fault instanceof OperatorError)) throw fault;
    out(`❌ state: ${fault.message}\n`);
    return EXIT_CODES.critical;
  }
}
