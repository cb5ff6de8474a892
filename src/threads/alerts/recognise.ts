import { harmlessLines, harmlessText } from '../../domain/harmless-text.ts';
import { LONGEST_TITLE, type Alert, type Incident } from './alert.ts';
import type { AlertPatterns } from './alert-patterns.ts';
import { aboutBackups } from './alert-subject.ts';
import { alertState, type AlertState } from './alert-state.ts';
import { firingPart } from './firing-part.ts';
import { labelsInText } from './labels-in-text.ts';
import { nameMissingData } from './missing-data.ts';
import { isNoAlert } from './no-alert.ts';
import { withoutMarks } from './plain-text.ts';
import type { SlackPost } from './slack-post.ts';

/** The metadata of every message that Wale posts: by it any Wale knows another’s, and its own. */
export const WALE_METADATA = 'wale_thread';

export type Recognised =
  | { readonly kind: 'alert'; readonly state: AlertState; readonly alert: Alert }
  | { readonly kind: 'nothing'; readonly why: NoAlert };

/** Why a post is no alert about backups: a person’s words, a reply, Wale’s own answer, what a bot says of tickets or builds, or an alert about something else. */
export type NoAlert = 'person' | 'reply' | 'own-answer' | 'other-bot' | 'no-state' | 'other-alert';

const nothing = (why: NoAlert): Recognised => ({ kind: 'nothing', why });

/** Tells an alert about backups from everything else that is posted in a channel. */
export function recognise(channel: string, post: SlackPost, patterns: AlertPatterns): Recognised {
  if (!post.byApp) return nothing('person');
  if (post.inThread !== undefined) return nothing('reply');
  if (post.metadataType === WALE_METADATA) return nothing('own-answer');
  if (isNoAlert(post.texts)) return nothing('other-bot');
  const state = alertState(post.texts);
  if (state === undefined) return nothing('no-state');
  const told =
    state === 'firing'
      ? post.texts.map((one) =>
          firingPart(one, (block) => aboutBackups(patterns, block) !== undefined),
        )
      : post.texts;
  const text = told.join('\n');
  const labels = labelsInText(told);
  if (aboutBackups(patterns, text, labels) === undefined) return nothing('other-alert');
  const incident = incidentIn(post.texts.join('\n'));
  return {
    kind: 'alert',
    state,
    alert: {
      key: incident === undefined ? `post:${channel}:${post.ts}` : incidentKey(incident.id),
      title: titleOf(post.texts, labels['rulename']?.[0]),
      labels,
      text,
      at: slackTime(post.ts),
      incident,
      service: undefined,
    },
  };
}

export const incidentKey = (id: string): string => `pagerduty:${id}`;

// The part behind the name is taken from the link as Slack writes it, where & is escaped.
const INCIDENT = /https:\/\/[\w.-]{1,100}\.pagerduty\.com\/incidents\/([A-Z0-9]{5,30})/;

function incidentIn(text: string): Incident | undefined {
  const [url, id] = INCIDENT.exec(text) ?? [];
  return id === undefined ? undefined : { id, url, number: undefined };
}

/** The first line with words in it. */
function titleOf(texts: readonly string[], rule = ''): string {
  // Redacted before the marks go as well: an underscore is a mark, and part of many a secret’s name.
  const lines = texts.flatMap((text) => harmlessLines(text).split('\n')).map(withoutMarks);
  const title = lines.find((line) => /\w/.test(line)) ?? 'an alert';
  return harmlessText(rule === '' ? title : nameMissingData(title, rule), LONGEST_TITLE);
}

/** Slack’s name of a message is the moment in seconds, with a number behind the dot. */
export const slackTime = (ts: string): number => Math.floor(Number(ts) * 1000);
