import type { Counter, Gauge, Histogram } from 'prom-client';
import type { EventMap, EventName, Listener } from '../domain/event-map.ts';
import type { VerdictBoard } from './verdict-board.ts';
import { SECOND } from '../domain/time.ts';

export interface EventMetrics {
  readonly board: VerdictBoard;
  readonly looks: Counter;
  readonly failedLooks: Counter<'source'>;
  readonly troublesTold: Counter<'verdict'>;
  readonly alarmsSent: Counter<'outlet' | 'delivery'>;
  readonly answers: Counter<'question' | 'verdict'>;
  readonly answerSeconds: Histogram<'question'>;
  readonly refusals: Counter<'request'>;
  readonly turnedAway: Counter<'request'>;
  readonly acknowledgementSeconds: Histogram<'request'>;
  readonly sourceSeconds: Histogram<'source'>;
  readonly sourceFaults: Counter<'source' | 'reason'>;
  readonly alertsTaken: Counter;
  readonly alertsPassedOver: Counter<'reason'>;
  readonly webhooks: Counter<'webhook' | 'status'>;
  readonly threadMessages: Counter<'what'>;
  readonly threadsRefused: Counter;
  readonly watchesBegun: Counter<'by'>;
  readonly watchesEnded: Counter<'by'>;
  readonly verdictChanges: Counter<'verdict'>;
  readonly slackLimited: Counter<'method'>;
  readonly repliesLost: Counter;
  readonly ownFaults: Counter;
  readonly reloads: Counter<'outcome'>;
  readonly lastReload: Gauge;
  readonly loadedNow: () => void;
}

type Counting = { readonly [Name in EventName]: (event: EventMap[Name]) => void };

/** A method of Slack’s Web API: whatever else stands there never becomes a label. */
const SLACK_METHOD = /^[a-z]{1,20}(?:\.[A-Za-z]{1,30}){1,3}$/;

/** Counts events. Labels are words of ours alone: what users, alerts and servers say never makes one. */
export function createMetricListener(metrics: EventMetrics): Listener {
  const counting: Counting = {
    answered: ({ question, verdict, failed, tookMs }) => {
      metrics.answers.inc({ question, verdict: failed ? 'failed' : (verdict ?? 'none') });
      metrics.answerSeconds.observe({ question }, tookMs / SECOND);
    },
    refused: ({ request }) => {
      metrics.refusals.inc({ request });
    },
    'turned-away': ({ request }) => {
      metrics.turnedAway.inc({ request });
    },
    acknowledged: ({ request, tookMs }) => {
      metrics.acknowledgementSeconds.observe({ request }, tookMs / SECOND);
    },
    handled: nothing,
    'source-asked': ({ source, fault, tookMs }) => {
      metrics.sourceSeconds.observe({ source }, tookMs / SECOND);
      if (fault !== undefined) metrics.sourceFaults.inc({ source, reason: fault });
    },
    'source-unavailable': nothing,
    'source-answers-again': nothing,
    'alert-taken': () => {
      metrics.alertsTaken.inc();
    },
    'alert-passed-over': ({ reason, count = 1 }) => {
      metrics.alertsPassedOver.inc({ reason }, count);
    },
    'webhook-answered': ({ webhook, status }) => {
      metrics.webhooks.inc({ webhook, status });
    },
    'thread-said': ({ what }) => {
      metrics.threadMessages.inc({ what });
    },
    'thread-refused': () => {
      metrics.threadsRefused.inc();
    },
    'watch-begun': ({ by }) => {
      metrics.watchesBegun.inc({ by });
    },
    'watch-ended': ({ by }) => {
      metrics.watchesEnded.inc({ by });
    },
    'verdict-changed': ({ to }) => {
      metrics.verdictChanges.inc({ verdict: to });
    },
    'guard-leads': ({ leads }) => {
      metrics.board.leads(leads);
    },
    'fleet-looked': ({ verdicts, lost, everyMs }) => {
      metrics.board.show(verdicts, everyMs);
      metrics.looks.inc();
      for (const source of lost) metrics.failedLooks.inc({ source });
    },
    'fleet-look-failed': () => {
      metrics.board.showNothing();
      metrics.looks.inc();
      metrics.failedLooks.inc({ source: 'wale' });
    },
    'trouble-acknowledged': nothing,
    'trouble-told': ({ verdict }) => {
      metrics.troublesTold.inc({ verdict });
    },
    'alarm-sent': ({ outlet, delivery }) => {
      metrics.alarmsSent.inc({ outlet, delivery });
    },
    'slack-limited': ({ method }) => {
      metrics.slackLimited.inc({ method: SLACK_METHOD.test(method) ? method : 'other' });
    },
    'reply-lost': () => {
      metrics.repliesLost.inc();
    },
    'own-fault': () => {
      metrics.ownFaults.inc();
    },
    'configuration-reloaded': ({ outcome }) => {
      metrics.reloads.inc({ outcome });
      metrics.lastReload.set(outcome === 'taken' ? 1 : 0);
      if (outcome === 'taken') metrics.loadedNow();
    },
  };
  return (name, event) => {
    counting[name](event);
  };
}

const nothing = (): void => undefined;
