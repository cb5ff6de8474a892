import type { Report } from '../domain/report.ts';
import { answerOf } from './answer.ts';

const LABEL_WIDTH = 13;

/** The answer for a terminal. No colours: the words say it all, and it may be piped anywhere. */
export function statusText(report: Report): string {
  const answer = answerOf(report);
  const lines = [
    `${answer.mark} ${answer.severityWord} ${answer.cluster} · ${answer.headline}`,
    '',
    ...answer.facts.map(([label, value]) => `  ${label.padEnd(LABEL_WIDTH)} ${value}`),
  ];
  if (answer.evidence.length > 0) {
    lines.push('', '  What it stands on');
    for (const { from, text, quote } of answer.evidence) {
      lines.push(`  - ${from}: ${text}`);
      if (quote !== undefined) lines.push(`      > ${quote}`);
    }
  }
  if (answer.nextSteps.length > 0) {
    lines.push('', '  What to do next');
    answer.nextSteps.forEach(({ text, command, host }, index) => {
      lines.push(`  ${index + 1}. ${host === undefined ? '' : `on ${host}: `}${text}`);
      if (command !== undefined) lines.push(`       ${command}`);
    });
  }
  return [...lines, '', ...answer.footer.map((line) => `  ${line}`), ''].join('\n');
}
