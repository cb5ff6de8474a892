import type { Checkup } from '../../domain/check.ts';
import { checkLine, checkupFooter, checkupHeadline } from './checkup-lines.ts';
import { listMessage } from '../slack/list-message.ts';
import type { Message } from '../slack/message.ts';

/** What the doctor found, for Slack. */
export const checkupMessage = (checkup: Checkup): Message =>
  listMessage(
    checkupHeadline(checkup),
    checkup.checks.map((check) => checkLine(check)),
    [checkupFooter(checkup)],
  );
