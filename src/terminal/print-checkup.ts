import { checkupSeverity } from '../messages/checkup/checkup-lines.ts';
import { checkupText } from '../messages/checkup/checkup-text.ts';
import type { Examine } from '../use-cases/examine.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { DoctorOptions, Terminal } from './program.ts';

/** `wale doctor`: what works, what does not, what that costs, and what to set. */
export async function printCheckup(
  examine: Examine,
  { timeout, output }: DoctorOptions,
  { out, paint, version }: Terminal,
): Promise<number> {
  const checkup = await examine({ deadlineMs: timeout });
  const json = () => JSON.stringify({ wale: version, ...checkup }, null, 2);
  out(output === 'json' ? `${json()}\n` : checkupText(checkup, paint));
  return EXIT_CODES[checkupSeverity(checkup)];
}
