import type { Button, ContainerBlock } from '@slack/types';
import type { Evidence } from '../../domain/finding.ts';
import type { Report } from '../../domain/report.ts';
import type { EpochMs } from '../../domain/time.ts';
import { plural } from '../quantities.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { fold } from '../slack/fold.ts';
import { cut, cutAtWord, SLACK_LIMITS } from '../slack/limits.ts';
import type { Message, MessageBlock } from '../slack/message.ts';
import { contextBlock, preformattedBlock, sectionBlock } from '../slack/text-blocks.ts';
import { withDates } from '../slack/with-dates.ts';
import { answerOf, type Answer } from './answer.ts';
import { impactOf } from './impact.ts';
import { linkButtons, type Links } from './link-buttons.ts';
import { statusSpeech } from './status-speech.ts';
import { firstStepBlocks, stepsFold } from './step-blocks.ts';
import { trendChart } from './trend-chart.ts';
import { detailLine, titleOf } from './verdict-words.ts';

export const REFRESH_ACTION = 'wale_refresh';
export const WATCH_ACTION = 'wale_watch';
export const UPLOADS_ACTION = 'wale_uploads';
export const ERRORS_ACTION = 'wale_errors';
export const EXPLAIN_ACTION = 'wale_explain';
/** Buttons that only open a page; Slack wants these acknowledged all the same. */
export const LINK_ACTION = /^wale_link_/;

/** So much of a headline is on the card, some three lines of a phone; the whole of it is in the evidence. */
const DETAIL_MAX = 140;
/** So much of what was not read is on the card; the whole of it is in the readings. */
const NOT_READ_MAX = 90;
const NOT_READ_LINES = 2;
/** So many quotes are shown; the rest is in the log. */
const QUOTES = 3;

/**
 * The answer for Slack: what is wrong, what it costs and what to do first on one screen of a phone, the rest folded.
 * Everything but our own words is escaped or stands where nothing is parsed.
 */
export function statusMessage(report: Report, links: Links): Message {
  const answer = answerOf(report);
  const { at } = report.snapshot;
  const { onCard, folded } = buttonsOf(report, links);
  const blocks: MessageBlock[] = [
    sectionBlock(cardLines(answer, report)),
    ...firstStepBlocks(answer.nextSteps),
    ...trendChart(report),
    ...stepsFold(answer.nextSteps, report.snapshot.cluster.site),
    ...evidenceFold(answer, at),
    readingsFold(answer, report, links, folded),
    contextBlock(shownFooter(answer).map((line) => withDates(escapeMrkdwn(line), at))),
    { type: 'actions', elements: [...onCard] },
  ];
  return { text: statusSpeech(answer, report), blocks: blocks.slice(0, SLACK_LIMITS.blocks) };
}

/** Mark, severity, cluster and what happened; then what it costs. */
function cardLines({ mark, severityWord, cluster }: Answer, report: Report): readonly string[] {
  const { verdict, snapshot } = report;
  const inWords = (text: string): string => withDates(escapeMrkdwn(text), snapshot.at);
  const detail = cutAtWord(detailLine(report), DETAIL_MAX);
  return [
    `${mark} *${severityWord} ${escapeMrkdwn(cluster)}: ${titleOf(verdict)}*`,
    ...(detail === '' ? [] : [inWords(detail)]),
    ...impactOf(report).map(
      ([label, value]) => `*${label}:* ${inWords(cutAtWord(value, DETAIL_MAX))}`,
    ),
  ];
}

/** What the verdict stands on: the whole headline, the signs, and what was quoted for them. */
function evidenceFold({ headline, evidence }: Answer, at: EpochMs): ContainerBlock[] {
  const isCut = headline.length > DETAIL_MAX;
  if (evidence.length === 0 && !isCut) return [];
  const lines = evidence.map(({ from, text }) => `• ${from}: ${withDates(escapeMrkdwn(text), at)}`);
  return [
    fold(
      evidence.length === 0 ? 'The whole verdict' : `Evidence: ${plural(evidence.length, 'sign')}`,
      [
        ...(isCut ? [sectionBlock([withDates(escapeMrkdwn(headline), at)])] : []),
        ...(lines.length === 0 ? [] : [sectionBlock(lines)]),
        ...quotesOf(evidence).map(preformattedBlock),
      ],
    ),
  ];
}

const quotesOf = (evidence: readonly Evidence[]): readonly string[] =>
  evidence.flatMap(({ quote }) => (quote === undefined ? [] : [quote])).slice(0, QUOTES);

/** Every reading, everything that was not read, and the way to the lists behind them. */
const readingsFold = (
  { facts, footer }: Answer,
  report: Report,
  { version }: Links,
  folded: readonly Button[],
): ContainerBlock => {
  const inWords = (text: string): string => withDates(escapeMrkdwn(text), report.snapshot.at);
  return fold('All readings', [
    sectionBlock(facts.map(([label, value]) => `*${label}:* ${inWords(value)}`)),
    contextBlock([
      ...footer.map(inWords),
      ...(version === undefined ? [] : [`wale ${escapeMrkdwn(version)}`]),
    ]),
    { type: 'actions', elements: [...folded] },
  ]);
};

/** As of when, and the beginning of what was not read. */
function shownFooter({ asOf, notRead }: Answer): readonly string[] {
  const left = notRead.length - NOT_READ_LINES;
  return [
    asOf,
    ...notRead.slice(0, NOT_READ_LINES).map((line) => cut(line, NOT_READ_MAX)),
    ...(left > 0 ? [`${left} more not read: see “All readings”`] : []),
  ];
}

interface Buttons {
  readonly onCard: readonly Button[];
  /** Below all readings. */
  readonly folded: readonly Button[];
}

/** So many buttons are two rows of a phone, and no more lines than the screen has. */
const ON_CARD = 5;

function buttonsOf(report: Report, links: Links): Buttons {
  const [refresh, watch, ...lists] = askingButtons(report);
  const pages = [...linkButtons(report, links), ...explainButton(report, links)];
  return pages.length + 2 <= ON_CARD
    ? { onCard: [refresh, watch, ...pages], folded: lists }
    : { onCard: [refresh, ...pages], folded: [watch, ...lists] };
}

/** What can be asked or done about the cluster of the answer, the most important first. */
function askingButtons({ snapshot }: Report): readonly [Button, Button, ...Button[]] {
  const button = (action: string, text: string): Button => ({
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text },
    value: cut(snapshot.cluster.name, SLACK_LIMITS.buttonValue),
  });
  return [
    button(REFRESH_ACTION, 'Refresh'),
    button(WATCH_ACTION, 'Watch here'),
    button(UPLOADS_ACTION, 'Uploads'),
    button(ERRORS_ACTION, 'Errors'),
  ];
}

/** Without a page on the web, Wale says itself what the verdict means. */
const explainButton = ({ verdict }: Report, { verdict: page }: Links): Button[] =>
  page === undefined
    ? [
        {
          type: 'button',
          action_id: EXPLAIN_ACTION,
          text: { type: 'plain_text', text: 'What this means' },
          value: verdict.code,
        },
      ]
    : [];
