import type { SectionBlock } from '@slack/types';
import type { FleetReport } from '../../domain/fleet-report.ts';
import type { Report } from '../../domain/report.ts';
import {
  clusterLine,
  clusterMrkdwn,
  countWords,
  fleetFooter,
  shownHeadline,
} from '../fleet/fleet-lines.ts';
import { plural } from '../quantities.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message, MessageBlock } from '../slack/message.ts';
import { contextBlock, sectionBlock } from '../slack/text-blocks.ts';
import { withDates } from '../slack/with-dates.ts';
import { answerOf } from '../status/answer.ts';

export const HOME_OPEN_ACTION = 'wale_home_open';

/** The heading, what is left over and the footer; the controls above them take one more. */
const OTHER_BLOCKS = 4;
export const HOME_CLUSTERS = SLACK_LIMITS.homeBlocks - OTHER_BLOCKS;
const NOT_READ_MAX = 120;

/** All clusters for the Home tab, the worst first, each with a button, and with what could not be read of it. */
export function homeOverview(fleet: FleetReport): Message {
  const { reports, at } = fleet;
  const shown = reports.slice(0, HOME_CLUSTERS);
  const heading = escapeMrkdwn(countWords(reports));
  return {
    text: cut(
      [heading, ...reports.map((report) => escapeMrkdwn(clusterLine(report)))].join('\n'),
      SLACK_LIMITS.messageText,
    ),
    blocks: [
      sectionBlock([`*${heading}*`]),
      ...shown.map(clusterSection),
      ...restBlocks(reports.slice(HOME_CLUSTERS)),
      contextBlock(fleetFooter(fleet).map((line) => withDates(escapeMrkdwn(line), at))),
    ],
  };
}

function clusterSection(report: Report): SectionBlock {
  return {
    ...sectionBlock([clusterMrkdwn(report), ...notReadLines(report)]),
    accessory: {
      type: 'button',
      action_id: HOME_OPEN_ACTION,
      text: { type: 'plain_text', text: 'Open' },
      value: cut(report.snapshot.cluster.name, SLACK_LIMITS.buttonValue),
    },
  };
}

function notReadLines(report: Report): readonly string[] {
  // Where nothing could be told for that reason, the line itself says it.
  const unsaid = answerOf(report).notRead.filter(
    (line) => !shownHeadline(report).includes(line.replace('not read: ', '')),
  );
  const [first, ...more] = unsaid;
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` · ${more.length} more behind the button`;
  return [`${escapeMrkdwn(cut(first, NOT_READ_MAX))}${others}`];
}

function restBlocks(rest: readonly Report[]): MessageBlock[] {
  if (rest.length === 0) return [];
  const words = `${plural(rest.length, 'more cluster')}, none of them worse: ${countWords(rest)}; \`wale clusters\` in a terminal shows all`;
  return [sectionBlock([escapeMrkdwn(words)])];
}
