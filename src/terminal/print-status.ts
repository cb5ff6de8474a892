import type { Report } from '../domain/report.ts';
import { statusJson } from '../messages/status-json.ts';
import { statusNagios } from '../messages/status-nagios.ts';
import { statusText } from '../messages/status-text.ts';
import type { AskStatus } from '../use-cases/ask-status.ts';
import { findCluster } from '../use-cases/find-cluster.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { CommonOptions, StatusOutput, Terminal } from './program.ts';
import { OperatorError } from '../domain/operator-error.ts';

/** `wale status`: asks, prints, and says by the exit code how it stands. */
export async function printStatus(
  clusters: ReadonlyMap<string, AskStatus>,
  cluster: string | undefined,
  { at, timeout, output }: CommonOptions & { readonly output: StatusOutput },
  { out }: Terminal,
): Promise<number> {
  const found = findCluster(clusters, cluster);
  if (found.kind === 'not-found') throw new OperatorError(found.sentence);
  const report = await found.cluster({ at, deadlineMs: timeout });
  out(render(report, output));
  return EXIT_CODES[report.verdict.severity];
}

function render(report: Report, output: StatusOutput): string {
  switch (output) {
    case 'text':
      return statusText(report);
    case 'json':
      return `${JSON.stringify(statusJson(report), null, 2)}\n`;
    case 'nagios':
      return `${statusNagios(report)}\n`;
  }
}
