import type { Button, SectionBlock } from '@slack/types';
import type { FleetReport } from '../../domain/fleet-report.ts';
import type { Report } from '../../domain/report.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message, MessageBlock } from '../slack/message.ts';
import { contextBlock, sectionBlock } from '../slack/text-blocks.ts';
import { withDates } from '../slack/with-dates.ts';
import { clusterMrkdwn, countWords, fleetFooter } from './fleet-lines.ts';

export const OPEN_ACTION = 'wale_open';

/** So many clusters have a line and a button of their own. */
const WITH_BUTTON = 20;
/** So many names are listed of the clusters that are well. */
const NAMES_MAX = 600;

/** All clusters for Slack, the worst first, each in trouble with a button. What does not fit is counted, and never the worst. */
export function fleetMessage(fleet: FleetReport): Message {
  const { reports, at } = fleet;
  const shown = reports.filter(needsALine(reports.length)).slice(0, WITH_BUTTON);
  const rest = reports.slice(shown.length);
  const footer = fleetFooter(fleet).map((line) => withDates(escapeMrkdwn(line), at));
  return {
    text: cut(escapeMrkdwn(`${countWords(reports)}${worstOf(reports)}`), SLACK_LIMITS.messageText),
    blocks: [
      sectionBlock([`*${escapeMrkdwn(countWords(reports))}*`]),
      ...shown.map(clusterSection),
      ...restBlocks(rest),
      contextBlock(footer),
    ],
  };
}

/** With few clusters each has its button; with many only those that are not well. */
const needsALine =
  (count: number) =>
  ({ verdict }: Report): boolean =>
    count <= WITH_BUTTON || verdict.severity !== 'ok';

const clusterSection = (report: Report): SectionBlock => ({
  ...sectionBlock([clusterMrkdwn(report)]),
  accessory: openButton(report.snapshot.cluster.name),
});

const openButton = (cluster: string): Button => ({
  type: 'button',
  action_id: OPEN_ACTION,
  text: { type: 'plain_text', text: 'Open' },
  value: cut(cluster, SLACK_LIMITS.buttonValue),
});

/** The names of those that are well; of others only how many they are. */
function restBlocks(rest: readonly Report[]): MessageBlock[] {
  if (rest.length === 0) return [];
  const names = rest.map(({ snapshot }) => snapshot.cluster.name);
  const allWell = rest.every(({ verdict }) => verdict.severity === 'ok');
  return allWell
    ? [sectionBlock([escapeMrkdwn(cut(`✅ ${names.join(', ')}`, NAMES_MAX)), leftOut(rest)])]
    : [sectionBlock([leftOut(rest)])];
}

const leftOut = (rest: readonly Report[]): string =>
  `not shown one by one: ${countWords(rest)}; \`wale clusters\` in a terminal shows all`;

function worstOf([worst]: readonly Report[]): string {
  return worst === undefined || worst.verdict.severity === 'ok'
    ? ''
    : `; ${worst.snapshot.cluster.name}: ${worst.verdict.headline}`;
}
