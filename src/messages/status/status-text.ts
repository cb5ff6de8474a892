import { sshLine } from './ssh-line.ts';
import type { NextStep } from '../../domain/finding.ts';
import { greatest } from '../../domain/extremes.ts';
import type { Report } from '../../domain/report.ts';
import type { Site } from '../../domain/site.ts';
import { unpainted, type Paint } from '../paint.ts';
import { answerOf } from './answer.ts';

/**
 * The answer for a terminal. Only the severity has a colour, if any: the words say it all. Nobody reports that all is
 * well, so the version of Wale is in every other answer.
 */
export function statusText(report: Report, paint: Paint = unpainted, version?: string): string {
  const answer = answerOf(report);
  const { severity, code } = report.verdict;
  const width = greatest(answer.facts.map(([label]) => label.length)) ?? 0;
  const lines = [
    `${paint(severity, `${answer.mark} ${answer.severityWord}`)} ${answer.cluster} · ${answer.headline}`,
    ...report.besides.map(({ headline }) => `  also: ${headline}`),
    '',
    ...answer.facts.map(([label, value]) => `  ${label.padEnd(width)} ${value}`),
  ];
  if (answer.evidence.length > 0) {
    lines.push('', '  Evidence');
    for (const { from, text, quote } of answer.evidence) {
      lines.push(`  - ${from}: ${text}`);
      if (quote !== undefined) lines.push(`      > ${quote}`);
    }
  }
  lines.push(...stepsText(answer.nextSteps, report.snapshot.cluster.site));
  const by = version === undefined ? '' : ` · wale ${version}`;
  const explained = severity === 'ok' ? [] : [`what this means: wale explain ${code}${by}`];
  const footer = [...answer.footer, ...explained].map((line) => `  ${line}`);
  return [...lines, '', ...footer, ''].join('\n');
}

/** What to do next, and how to get there. */
export const stepsText = (steps: readonly NextStep[], site?: Site): readonly string[] =>
  steps.length === 0
    ? []
    : [
        '',
        ['  What to do next', ...withSsh(steps, site)].join(' '),
        ...steps.flatMap(({ text, command, host }, index) => [
          `  ${index + 1}. ${host === undefined ? '' : `on ${host}: `}${text}`,
          ...(command === undefined ? [] : [`       ${command}`]),
        ]),
      ];

function withSsh(steps: readonly NextStep[], site: Site | undefined): readonly string[] {
  const ssh = sshLine(steps, site);
  return ssh === undefined ? [] : [`(${ssh})`];
}
