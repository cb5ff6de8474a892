import type { TakeDownFault } from '../domain/own-failure.ts';
import type { Report } from '../domain/report.ts';
import { failureNagios, failureText } from '../messages/failure/failure-text.ts';
import { statusJson } from '../messages/status/status-json.ts';
import { statusNagios } from '../messages/status/status-nagios.ts';
import { statusText } from '../messages/status/status-text.ts';
import type { AskStatus } from '../use-cases/ask-status.ts';
import { findCluster } from '../use-cases/find-cluster.ts';
import { ownFailure } from '../use-cases/own-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { CommonOptions } from './options.ts';
import type { StatusOutput, Terminal } from './program.ts';
import { OperatorError } from '../domain/operator-error.ts';

/** `wale status`: asks, prints, and says by the exit code how it stands. */
export async function printStatus(
  clusters: ReadonlyMap<string, AskStatus>,
  cluster: string | undefined,
  { at, timeout, output }: CommonOptions & { readonly output: StatusOutput },
  { out, err, paint, version }: Terminal,
  takeDown: TakeDownFault,
): Promise<number> {
  const found = findCluster(clusters, cluster);
  if (found.kind === 'not-found') throw new OperatorError(found.sentence);
  try {
    const report = await found.cluster({ at, deadlineMs: timeout });
    out(render(report, output, paint, version));
    return EXIT_CODES[report.verdict.severity];
  } catch (fault) {
    const failure = ownFailure(found.name, takeDown(fault));
    // Nagios shows what is on stdout; whoever reads JSON there must not find anything else.
    if (output === 'nagios') out(`${failureNagios(failure)}\n`);
    err(failureText(failure, fault));
    return EXIT_CODES.unknown;
  }
}

function render(
  report: Report,
  output: StatusOutput,
  paint: Terminal['paint'],
  version: string | undefined,
): string {
  switch (output) {
    case 'text':
      return statusText(report, paint, version);
    case 'json':
      return `${JSON.stringify(statusJson(report, version), null, 2)}\n`;
    case 'nagios':
      return `${statusNagios(report)}\n`;
  }
}
