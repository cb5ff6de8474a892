import { harmlessText } from '../../domain/harmless-text.ts';
import { failedVerdict, type OwnFailure } from '../../domain/own-failure.ts';
import { MARKS } from '../status/answer.ts';
import { stepsText } from '../status/status-text.ts';

/** The same for a terminal, with the words of what was thrown: whoever sees them can report them. */
export function failureText(failure: OwnFailure, fault: unknown): string {
  const { severity, headline } = failedVerdict(failure);
  const [mark, word] = MARKS[severity];
  return [
    `${mark} ${word}${failure.cluster === undefined ? '' : ` ${failure.cluster}`} · ${headline}`,
    ...stepsText(failure.nextSteps),
    '',
    `  please report it: ${harmlessText(String(fault), 150)}`,
    '  LOG_LEVEL=error shows where it happened',
    '',
  ].join('\n');
}

/** As a Nagios plug-in says it: one line. */
export const failureNagios = (failure: OwnFailure): string =>
  `WALE ${MARKS.unknown[1]} - ${failure.cluster === undefined ? '' : `${failure.cluster}: `}${failedVerdict(failure).headline}`;
