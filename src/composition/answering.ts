import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  ALERTMANAGER_PATH,
  createAlertmanagerWebhook,
} from '../../handlers/webhooks/alertmanager.ts';
import { createPagerDutyWebhook, PAGERDUTY_PATH } from '../../handlers/webhooks/pagerduty.ts';
import { unlessOfState } from './faults-of-state.ts';
import type { WebhookRoute } from './webhook-server.ts';
import type { Webhook } from '../../handlers/webhooks/webhook.ts';
import type { SlackPost } from '../threads/alerts/slack-post.ts';
import type { AlertsConfig, Config } from '../config/config.ts';
import type { PassedOver, Tell, WebhookName } from '../domain/event-map.ts';
import type { Clock } from '../domain/time.ts';
import { lostWith, ReplyLost } from '../slack/reply-lost.ts';
import type { SlackChannel } from '../threads/record/slack-channel.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import { createAnswerPost } from '../threads/tend/answer-post.ts';
import { createCatchUp } from '../threads/tend/catch-up.ts';
import { createFindAlertPost } from '../threads/tend/find-alert-post.ts';
import { createFindAnswered } from '../threads/tend/find-answered.ts';
import { createLeaveAlert, type LeaveAlert } from '../threads/tend/leave-alert.ts';
import { createPlaceArrivals } from '../threads/tend/place-arrivals.ts';
import { createTakeAlerts, type TakeAlerts } from '../threads/tend/take-alerts.ts';
import type { ThreadTender } from '../threads/tend/tend-threads.ts';

export interface AnsweringParts {
  readonly config: Config;
  readonly alerts: AlertsConfig;
  readonly slack: SlackChannel;
  readonly store: ThreadStore;
  readonly tender: ThreadTender;
  readonly isOwn: (post: SlackPost) => boolean;
  readonly owner: string;
  readonly now: Clock;
  readonly log: Logger;
  readonly tell: Tell;
}

/** How alerts come in: posts, what was missed of them, and the webhooks that have a secret. */
export function createAnswering({
  config,
  alerts,
  slack,
  store,
  tender,
  isOwn,
  owner,
  now,
  log,
  tell,
}: AnsweringParts) {
  const traces = [...config.clusters.values()].map((cluster) => cluster.traces);
  const { channels, patterns, webhooks } = alerts;
  const onChannelFault = unlessOfState((fault, channel: string): void => {
    const lost = lostWith(fault);
    if (lost instanceof ReplyLost) {
      log.warn({ channel, reason: lost.reason }, 'the posts of a channel could not be read');
    } else log.error({ err: fault, channel }, 'the posts of a channel could not be read');
  });
  const isFirst = createIsFirst();
  const leave = createLeaveAlert(store, slack, traces);
  const leaveAlert: LeaveAlert = async (alert, place) => {
    const left = await leave(alert, place);
    if (left.concerned === 'elsewhere' && isFirst(alert.key)) {
      tell('alert-passed-over', { channel: place.channel, reason: 'about-other-clusters' });
    }
    return left;
  };
  const answerPost = createAnswerPost(patterns, leaveAlert, tender, isOwn, (from, reason) => {
    tell('alert-passed-over', { channel: from, reason });
  });
  const catchUp = createCatchUp({
    channels,
    patterns,
    slack,
    store,
    answerPost,
    owner,
    now,
    onFault: onChannelFault,
  });
  if (webhooks === undefined) return { answerPost, catchUp, placing: undefined, routes: [] };

  const { channel, pagerDutySecrets, authorization } = webhooks;
  const places = [...new Set([...channels, channel])];
  const find = createFindAlertPost({
    channels: places,
    patterns,
    clusters: traces,
    slack,
    findAnswered: createFindAnswered(store, places, traces),
    now,
    sleep,
    onFault: onChannelFault,
  });
  const placing = createPlaceArrivals({
    store,
    find,
    leaveAlert,
    tender,
    channel,
    owner,
    now,
    onFault: unlessOfState((fault) => {
      log.error({ err: fault }, 'an alert of a webhook could not be placed: it is tried again');
    }),
  });
  const onPassedOver = (reason: PassedOver, count = 1): void => {
    tell('alert-passed-over', { channel, reason, count });
  };
  const takeAlerts: TakeAlerts = createTakeAlerts(store, traces, placing, onPassedOver, now);
  const onFault = unlessOfState((fault) => {
    log.error({ err: fault }, 'a webhook could not be taken in');
  });
  const onAnswer =
    (webhook: WebhookName) =>
    (status: number, answer: string): void => {
      tell('webhook-answered', { webhook, status, answer });
    };
  const services = traces.flatMap((cluster) => cluster.services);
  const routes = [
    ...(pagerDutySecrets.length === 0
      ? []
      : [
          route(
            PAGERDUTY_PATH,
            createPagerDutyWebhook({
              secrets: pagerDutySecrets,
              patterns,
              services,
              takeAlerts,
              now,
              onFault,
              onAnswer: onAnswer('pagerduty'),
              onPassedOver,
            }),
          ),
        ]),
    ...(authorization === undefined
      ? []
      : [
          route(
            ALERTMANAGER_PATH,
            createAlertmanagerWebhook({
              authorization,
              patterns,
              takeAlerts,
              onFault,
              onAnswer: onAnswer('alertmanager'),
              onPassedOver,
            }),
          ),
        ]),
  ];
  return { answerPost, catchUp, placing, routes };
}

/** So many alerts about clusters that are not ours are known again. */
const REMEMBERED = 1000;

/** Alert channels are looked through again and again: what is in them is told of once. */
function createIsFirst(): (key: string) => boolean {
  const told = new Set<string>();
  return (key) => {
    if (told.has(key)) return false;
    told.add(key);
    const [oldest] = told;
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
    return true;
  };
}

const route = (path: string, webhook: Webhook): WebhookRoute => ({
  path,
  method: 'POST',
  handler: (request, response) => {
    void webhook(request, response);
  },
});
