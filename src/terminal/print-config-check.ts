import {
  configCheckSeverity,
  configCheckText,
  type ConfigCheck,
} from '../messages/config-check/config-check.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Output, Terminal } from './program.ts';

/** `wale check-config`: exit code 0 right, 1 doubtful, 2 wrong. */
export function printConfigCheck(
  check: ConfigCheck,
  output: Output,
  { out, paint }: Terminal,
): number {
  out(output === 'json' ? `${JSON.stringify(check, null, 2)}\n` : configCheckText(check, paint));
  return EXIT_CODES[configCheckSeverity(check)];
}
