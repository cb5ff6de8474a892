import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { cut, SLACK_LIMITS } from './limits.ts';
import type { Message } from './message.ts';
import { contextBlock, sectionBlock } from './text-blocks.ts';

/** A line longer than this is cut: the whole of it is in a terminal. */
const LINE_MAX = 1200;
/** So many sections are a long read already. */
const SECTIONS = 4;

/** A headline and a list for Slack. What does not fit is counted below, and the first lines are never cut off. */
export function listMessage(
  headline: string,
  lines: readonly string[],
  footer: readonly string[],
  /** Says what was left out, in better words than a number; given how many lines are shown. */
  leftOut: (shown: number) => string = (shown) => `not shown here: ${lines.length - shown} more`,
): Message {
  const sections: string[] = [];
  let shown = 0;
  for (const raw of lines) {
    const line = escapeMrkdwn(cut(raw, LINE_MAX));
    const open = sections.at(-1);
    if (open !== undefined && open.length + 1 + line.length <= SLACK_LIMITS.sectionText) {
      sections[sections.length - 1] = `${open}\n${line}`;
    } else if (sections.length < SECTIONS) sections.push(line);
    else break;
    shown += 1;
  }
  const below = [...(shown < lines.length ? [leftOut(shown)] : []), ...footer].map(escapeMrkdwn);
  return {
    text: cut(escapeMrkdwn(headline), SLACK_LIMITS.messageText),
    blocks: [
      sectionBlock([`*${escapeMrkdwn(cut(headline, LINE_MAX))}*`]),
      ...sections.map((section) => sectionBlock([section])),
      contextBlock(below),
    ],
  };
}
