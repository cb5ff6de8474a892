import type { AlertTrial } from '../domain/alert-trial.ts';
import { trialSeverity, trialText } from '../messages/alert-trial/trial-text.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Output, Terminal } from './program.ts';

/** `wale test-alert`: what would become of an alert, and why. */
export function printTrial(
  trial: AlertTrial,
  wanted: string | undefined,
  output: Output,
  { out, paint }: Terminal,
): number {
  out(output === 'json' ? `${JSON.stringify(trial, null, 2)}\n` : trialText(trial, wanted, paint));
  return EXIT_CODES[trialSeverity(trial, wanted)];
}
