import type { Config } from '../config/config.ts';
import { slackCredentials } from '../config/slack-credentials.ts';
import type { Clock } from '../domain/time.ts';
import { EXIT_CODES } from '../terminal/exit-codes.ts';
import { printCheckup } from '../terminal/print-checkup.ts';
import type { Terminal } from '../terminal/program.ts';
import { createExaminations } from './examinations.ts';
import { greatest } from '../domain/extremes.ts';

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
  const codes: number[] = [];
  for (const examine of createExaminations(config, [], now).values()) {
    if (codes.length > 0) terminal.out('\n');
    codes.push(
      await printCheckup(
        examine,
        { config: undefined, timeout: undefined, logFile: [], output: 'text' },
        terminal,
      ),
    );
  }
  return RANK[greatest(codes.map((code) => RANK.indexOf(code))) ?? -1] ?? EXIT_CODES.unknown;
}
