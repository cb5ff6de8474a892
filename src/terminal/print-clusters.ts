import { fleetJson } from '../messages/fleet/fleet-json.ts';
import { fleetText } from '../messages/fleet/fleet-text.ts';
import type { AskFleet } from '../use-cases/ask-fleet.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { ClustersOptions, Terminal } from './program.ts';

/** `wale clusters`: all of them, the worst first; the exit code is that of the worst. */
export async function printClusters(
  askFleet: AskFleet,
  { at, timeout, output }: ClustersOptions,
  { out, paint, version }: Terminal,
): Promise<number> {
  const fleet = await askFleet({ at, deadlineMs: timeout });
  out(
    output === 'json'
      ? `${JSON.stringify(fleetJson(fleet, version), null, 2)}\n`
      : fleetText(fleet, paint),
  );
  return EXIT_CODES[fleet.severity];
}
