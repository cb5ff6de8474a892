import type { Button } from '@slack/types';
import { durationWords } from '../../domain/duration-words.ts';
import type { OwnFailure } from '../../domain/own-failure.ts';
import type { PipelineReport } from '../../domain/pipeline-report.ts';
import type { Report } from '../../domain/report.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { LinkedAlert, ThreadRecord } from '../../threads/record/thread-record.ts';
import { lookEvery, type WatchSettings } from '../../threads/record/watch-settings.ts';
import { escapeCode, escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { failureMessage } from '../failure/failure-message.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message } from '../slack/message.ts';
import { timeWords } from '../quantities.ts';
import { contextBlock, sectionBlock } from '../slack/text-blocks.ts';
import { withDates } from '../slack/with-dates.ts';
import { pipelineMessage } from './pipeline-message.ts';
import { acknowledgeButtons } from './acknowledge-form.ts';
import { memoryBlocks, memoryLines } from './thread-memory.ts';
import { REFRESH_ACTION, statusMessage, WATCH_ACTION } from '../status/status-message.ts';
import type { Links } from '../status/link-buttons.ts';

export const STOP_ACTION = 'wale_stop';

/** So many of the other alerts are named. */
const NAMED_ALERTS = 5;

/** The reply of a thread: the whole answer, what it is an answer to, and how long it is kept true. */
export function threadReply(
  report: Report,
  links: Links,
  record: ThreadRecord,
  settings: WatchSettings,
): Message {
  const own = record.ended === undefined ? acknowledgeButtons(report) : [];
  return inThread(statusMessage(report, links), record, report.snapshot.at, settings, own);
}

/** The reply of a thread about how Wale sees. */
export const pipelineReply = (
  report: PipelineReport,
  record: ThreadRecord,
  settings: WatchSettings,
): Message => inThread(pipelineMessage(report), record, report.at, settings);

/** The same where Wale itself failed: it goes on trying, and puts the answer in this place. */
export const failedReply = (
  failure: OwnFailure,
  record: ThreadRecord,
  at: EpochMs,
  settings: WatchSettings,
): Message => inThread(failureMessage(failure), record, at, settings);

function inThread(
  { text, blocks }: Message,
  record: ThreadRecord,
  at: EpochMs,
  settings: WatchSettings,
  own: readonly Button[] = [],
): Message {
  const answer = blocks.filter(({ type }) => type !== 'actions');
  const buttons = blocks
    .flatMap((block) => (block.type === 'actions' ? (block.elements as Button[]) : []))
    // While the reply is kept true by itself there is nothing to refresh, and it is watched already.
    .filter(
      ({ action_id }) =>
        record.ended !== undefined || ![REFRESH_ACTION, WATCH_ACTION].includes(action_id ?? ''),
    );
  const memory = memoryBlocks(record, at);
  const watch = [
    ...(record.openedBy === 'guard'
      ? [withDates(`Wale saw this by itself at ${timeWords(record.openedAt)}`, at)]
      : []),
    ...watchLines(record, at, settings).map((line) => withDates(line, at)),
    ...alsoLines(record),
  ];
  return {
    text: cut([text, ...memoryLines(record)].join('\n'), SLACK_LIMITS.messageText),
    blocks: [
      ...answer.slice(0, SLACK_LIMITS.blocks - 2 - memory.length),
      ...memory,
      contextBlock(watch),
      {
        type: 'actions',
        elements: [
          ...(record.ended === undefined ? [stopButton(record.key)] : []),
          ...own,
          ...buttons,
        ],
      },
    ],
  };
}

const stopButton = (key: string): Button => ({
  type: 'button',
  action_id: STOP_ACTION,
  text: { type: 'plain_text', text: 'Stop watching' },
  value: cut(key, SLACK_LIMITS.buttonValue),
});

function watchLines(record: ThreadRecord, at: number, settings: WatchSettings): string[] {
  const { ended, watchedSince, course } = record;
  if (ended === undefined) {
    const every = durationWords(lookEvery(at - watchedSince, settings));
    const until = timeWords(watchedSince + settings.limitMs);
    return [
      `Watching: updated every ${every} until healthy for ${durationWords(settings.settleMs)}, at most until ${until}`,
    ];
  }
  const watched = durationWords(ended.at - watchedSince);
  switch (ended.by) {
    case 'recovered':
      return [
        `Watch ended: healthy for ${durationWords(ended.at - (course?.since ?? ended.at))}, watched for ${watched}`,
      ];
    case 'time-limit':
      return [`Watch ended (time limit, ${watched}). Above is the last known state`];
    case 'stopped':
      return [
        `Watch ended: ${ended.who === undefined ? 'somebody' : `<@${escapeCode(ended.who)}>`} stopped it after ${watched}. Above is the last known state`,
      ];
    case 'deleted':
    case 'refused':
    case 'told':
      return [];
  }
}

/** The alerts that this reply answers beside the one it stands below. */
function alsoLines({ alerts, moreAlerts }: ThreadRecord): string[] {
  const others = alerts.slice(1);
  if (others.length === 0) return [];
  const named = others.slice(0, NAMED_ALERTS).map(alertLink);
  const left = others.length - named.length + moreAlerts;
  return [`also for: ${[...named, ...(left > 0 ? [`${left} more`] : [])].join(' · ')}`];
}

function alertLink({ title, url }: LinkedAlert): string {
  const label = escapeCode(cut(title, 80)).replaceAll('|', '¦');
  return url === undefined ? label : `<${escapeCode(url).replaceAll('|', '%7C')}|${label}>`;
}

/** A word in the thread. */
export const threadNote = (text: string, at: EpochMs): Message =>
  sentence(withDates(escapeMrkdwn(text), at));

/** The only reply that is no verdict: the alert does not say which cluster it is about. */
export function whichCluster(candidates: readonly string[]): Message {
  const names = candidates.map((name) => `\`/wale watch ${escapeCode(name)}\``);
  return sentence(
    [
      '❔ This looks like an alert about backups, and it does not say which cluster it is about.',
      `Ask for one: ${names.join(', ')}`,
      'So that Wale knows next time: `clusters.NAME.alerts` in its configuration.',
    ].join('\n'),
  );
}

const sentence = (mrkdwn: string): Message => ({
  text: cut(mrkdwn, SLACK_LIMITS.messageText),
  blocks: [sectionBlock([mrkdwn])],
});
