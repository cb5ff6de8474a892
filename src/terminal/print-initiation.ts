import type { Report } from '../domain/report.ts';
import { answerOf } from '../messages/status/answer.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Terminal } from './program.ts';

/** `wale init`: the proposal, and what it would answer as comments below it, so that all of it is one valid file. */
export function printInitiation(
  found: {
    readonly yaml: string;
    readonly isWhole: boolean;
    readonly reports: readonly Report[];
  },
  written: string | undefined,
  { out }: Terminal,
): number {
  const answers = found.reports.map((report) => {
    const { mark, severityWord, cluster, headline } = answerOf(report);
    return `# ${mark} ${severityWord} ${cluster} · ${headline}`;
  });
  const head = written === undefined ? found.yaml : `# written to ${written}`;
  out([head, '# What Wale would answer by it now:', ...answers, ''].join('\n'));
  return found.isWhole ? EXIT_CODES.ok : EXIT_CODES.warning;
}
