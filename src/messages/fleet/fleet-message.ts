import type { FleetReport } from '../../domain/fleet-report.ts';
import type { Report } from '../../domain/report.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { clusterLine, countWords, fleetFooter } from './fleet-lines.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import { listMessage } from '../slack/list-message.ts';
import type { Message } from '../slack/message.ts';

/** All clusters for Slack, the worst first. What does not fit is counted, and never the worst. */
export function fleetMessage(fleet: FleetReport): Message {
  const { reports } = fleet;
  const { blocks } = listMessage(
    countWords(reports),
    reports.map(clusterLine),
    fleetFooter(fleet),
    (shown) =>
      `not shown here: ${countWords(reports.slice(shown))}; \`wale clusters\` in a terminal shows all`,
  );
  const text = escapeMrkdwn(`${countWords(reports)}${worstOf(reports)}`);
  return { text: cut(text, SLACK_LIMITS.messageText), blocks };
}

function worstOf([worst]: readonly Report[]): string {
  return worst === undefined || worst.verdict.severity === 'ok'
    ? ''
    : `; ${worst.snapshot.cluster.name}: ${worst.verdict.headline}`;
}
