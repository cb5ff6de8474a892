import type { Logger } from 'pino';
import type { EventMap, EventName, Listener } from '../domain/event-map.ts';
import { MINUTE, type Clock } from '../domain/time.ts';

/** How each event reads in the log; undefined for those that are counted and not written down one by one. */
export const EVENT_SENTENCES: Readonly<Record<EventName, string | undefined>> = {
  answered: 'answered',
  refused: 'refused: not on the list of who may ask',
  'turned-away': 'too many requests to answer: some are turned away',
  acknowledged: undefined,
  handled: undefined,
  'source-asked': undefined,
  'source-unavailable': 'a source is unavailable',
  'source-answers-again': 'a source answers again',
  'alert-taken': 'an alert was accepted',
  'alert-passed-over': 'an alert is passed over',
  'webhook-answered': 'a webhook is answered',
  'thread-said': 'said in a thread',
  'thread-refused':
    'Slack does not let Wale post in a channel: is it invited, and may it write there?',
  'watch-begun': 'a watch begins',
  'watch-ended': 'a watch ends',
  'verdict-changed': 'the verdict changed',
  'guard-leads': undefined,
  'fleet-looked': undefined,
  'fleet-look-failed': undefined,
  'trouble-acknowledged': 'a problem was acknowledged, or its acknowledgement ended',
  'trouble-told': 'the guard reports a problem',
  'alarm-sent': 'an alarm about a problem went out: delivery says whether it arrived',
  'slack-limited': 'Slack asks Wale to slow down',
  'reply-lost': 'a reply did not get through',
  // The fault itself is logged where it is taken down.
  'own-fault': undefined,
  'configuration-reloaded': undefined,
};

/** One notification may hold thousands of alerts: so many of a minute are lines of their own. */
const MOST_ALERTS_A_MINUTE = 100;

/** One line for each event, but for a flood of alerts. */
export function createEventLog(log: Pick<Logger, 'info' | 'debug' | 'warn'>, now: Clock): Listener {
  const count = countInMinute(now);
  return (name, event) => {
    const sentence: string | undefined = EVENT_SENTENCES[name];
    const line: object = { event: name, ...event };
    const alerts = name === 'alert-taken' ? count() : 0;
    if (sentence === undefined || isNoNews(name, event) || alerts > MOST_ALERTS_A_MINUTE) {
      log.debug(line, name);
    } else log[mayLoseAlert(name, event) ? 'warn' : 'info'](line, sentence);
    if (alerts === MOST_ALERTS_A_MINUTE + 1) {
      log.info(
        `more than ${MOST_ALERTS_A_MINUTE} alerts a minute are accepted: the audit log has each`,
      );
    }
  };
}

/** How many there were in this minute, with this one. */
function countInMinute(now: Clock): () => number {
  let minute = 0;
  let count = 0;
  return () => {
    const present = Math.floor(now() / MINUTE);
    count = present === minute ? count + 1 : 1;
    minute = present;
    return count;
  };
}

/** Whoever is believed does not send it again after a 4xx. */
const mayLoseAlert = (name: EventName, event: EventMap[EventName]): boolean =>
  name === 'webhook-answered' && 'status' in event && event.status >= 400 && event.status !== 401;

/** An alert channel is looked through twice a minute, and programs post there of much else: none of that is news. */
const NO_NEWS: readonly unknown[] = ['already-known', 'no-state', 'own-message'];

const isNoNews = (name: EventName, event: EventMap[EventName]): boolean =>
  (name === 'alert-passed-over' && 'reason' in event && NO_NEWS.includes(event.reason)) ||
  // Of a flood, the first says it all.
  (name === 'turned-away' && 'isFirst' in event && !event.isFirst);
