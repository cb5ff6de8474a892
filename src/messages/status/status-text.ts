import type { NextStep } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
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
    lines.push('', '  Evidence');
    for (const { from, text, quote } of answer.evidence) {
      lines.push(`  - ${from}: ${text}`);
      if (quote !== undefined) lines.push(`      > ${quote}`);
    }
  }
  lines.push(...stepsText(answer.nextSteps));
  return [...lines, '', ...answer.footer.map((line) => `  ${line}`), ''].join('\n');
}

export const stepsText = (steps: readonly NextStep[]): readonly string[] =>
  steps.length === 0
    ? []
    : [
        '',
        '  What to do next',
        ...steps.flatMap(({ text, command, host }, index) => [
          `  ${index + 1}. ${host === undefined ? '' : `on ${host}: `}${text}`,
          ...(command === undefined ? [] : [`       ${command}`]),
        ]),
      ];
