import type { Checkup } from '../../domain/check.ts';
import { unpainted, type Paint } from '../paint.ts';
import { checkLine, checkupFooter, checkupHeadline } from './checkup-lines.ts';

/** What the doctor found, for a terminal. */
export const checkupText = (checkup: Checkup, paint: Paint = unpainted): string =>
  [
    checkupHeadline(checkup),
    '',
    ...checkup.checks.map((check) => `  ${checkLine(check, paint)}`),
    '',
    ...proposalLines(checkup),
    `  ${checkupFooter(checkup)}`,
    '',
  ].join('\n');

const proposalLines = ({ proposal = [] }: Checkup): readonly string[] =>
  proposal.length === 0
    ? []
    : [
        '  Buttons on each answer in Slack; read it, and paste it into wale.yaml:',
        '',
        ...proposal.map((line) => `  ${line}`),
        '',
      ];
