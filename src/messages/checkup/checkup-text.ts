import type { Checkup } from '../../domain/check.ts';
import { checkLine, checkupFooter, checkupHeadline } from './checkup-lines.ts';

/** What the doctor found, for a terminal. */
export const checkupText = (checkup: Checkup): string =>
  [
    checkupHeadline(checkup),
    '',
    ...checkup.checks.map((check) => `  ${checkLine(check)}`),
    '',
    `  ${checkupFooter(checkup)}`,
    '',
  ].join('\n');
