import { z } from 'zod';
import type { AlertTrial, TriedAlert } from '../../domain/alert-trial.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { expectedWords, mismatchWords } from '../../domain/mismatch-words.ts';
import { AlertmanagerNotification, alertsIn } from './alertmanager-notification.ts';
import { clustersOf, contradiction, type ClusterTraces } from './alert-clusters.ts';
import type { AlertPatterns } from './alert-patterns.ts';
import { aboutBackups } from './alert-subject.ts';
import { LONGEST_TITLE, type Alert } from './alert.ts';
import { newsIn, PagerDutyEvent } from './pagerduty-event.ts';
import { recognise, type NoAlert } from './recognise.ts';
import { postIn } from './post-in.ts';
import { SlackPost } from './slack-post.ts';

/** What decides whether an alert is answered. */
export interface TrialSettings {
  /** Undefined if alerts are not answered at all. */
  readonly patterns: AlertPatterns | undefined;
  /** Empty for all channels. */
  readonly channels: readonly string[];
  /** The channel of a post that does not name its own. */
  readonly channel: string | undefined;
  readonly clusters: readonly ClusterTraces[];
  readonly webhooks: { readonly pagerDuty: boolean; readonly alertmanager: boolean };
}

/** What would become of an alert that arrives in this form: from a post in Slack or a webhook. Nothing is sent. */
export function tryAlert(payload: unknown, settings: TrialSettings): AlertTrial {
  const trial = tryBare(payload, settings);
  const inner = trial.kind === 'not-understood' ? unwrapped(payload) : undefined;
  return inner === undefined ? trial : tryBare(inner, settings);
}

const Wrapped = z.object({ body: z.unknown(), request: z.unknown(), payload: z.unknown() });

/** What a recorder or a log keeps a webhook in; undefined if there is nothing of the kind. */
function unwrapped(payload: unknown): unknown {
  const { body, request, payload: inner } = Wrapped.partial().safeParse(payload).data ?? {};
  return body ?? request ?? inner;
}

function tryBare(payload: unknown, settings: TrialSettings): AlertTrial {
  const patterns = settings.patterns ?? { names: [], phrases: [] };
  if (PAGERDUTY.safeParse(payload).success) {
    return parsed('PagerDuty webhook', PagerDutyEvent, payload, (event) => {
      const services = settings.clusters.flatMap((cluster) => cluster.services);
      const news = newsIn(event, patterns, services);
      const { data } = event.event;
      const title = 'title' in data ? data.title : event.event.event_type;
      const off = settings.webhooks.pagerDuty
        ? []
        : ['PagerDuty’s webhook is off: set PAGERDUTY_WEBHOOK_SECRET'];
      if (news.kind === 'alert') return [tried(news.alert, settings, patterns, off)];
      const why = news.kind === 'other' ? notMentioned(title, settings) : news.why;
      return [notAnswered(title, [...general(settings), ...off, why])];
    });
  }
  if (NOTIFICATION.safeParse(payload).success) {
    return parsed('Alertmanager webhook', AlertmanagerNotification, payload, (notification) =>
      notification.alerts.map((one) => {
        const [alert] = alertsIn({ ...notification, alerts: [one] }, patterns);
        const off = settings.webhooks.alertmanager
          ? []
          : ['Alertmanager’s webhook is off: set ALERTMANAGER_WEBHOOK_TOKEN'];
        if (alert !== undefined) return tried(alert, settings, patterns, off);
        const name = one.labels['alertname'] ?? 'an alert without a name';
        const why = one.status === 'resolved' ? RESOLVED : notMentioned(name, settings);
        return notAnswered(name, [...general(settings), ...off, why]);
      }),
    );
  }
  const post = postIn(payload, settings.channel);
  return post === undefined
    ? { kind: 'not-understood', why: EXPECTED }
    : parsed('Slack post', SlackPost, post.message, (message) => [
        ofPost(message, post.channel, settings, patterns),
      ]);
}

const PAGERDUTY = z.object({ event: z.object({ event_type: z.string() }) });
const NOTIFICATION = z.object({ alerts: z.array(z.unknown()), status: z.string() });

const RESOLVED = 'it is resolved, and only an alert that fires is answered';

const EXPECTED =
  'expected the JSON of a post in Slack (text, attachments or blocks), of PagerDuty’s webhook V3 (event) or of Alertmanager’s or Grafana’s webhook (alerts), got something else';

function parsed<T>(
  form: string,
  schema: z.ZodType<T>,
  payload: unknown,
  alertsOf: (payload: T) => readonly TriedAlert[],
): AlertTrial {
  const read = schema.safeParse(payload, { error: expectedWords });
  if (read.success) return { kind: 'tried', form, alerts: alertsOf(read.data) };
  return {
    kind: 'not-understood',
    why: `${form}: ${mismatchWords(read.error.issues, payload)}`,
  };
}

function ofPost(
  post: SlackPost,
  channel: string | undefined,
  settings: TrialSettings,
  patterns: AlertPatterns,
): TriedAlert {
  const found = recognise(channel ?? '', post, patterns);
  const { channels } = settings;
  const elsewhere =
    channel === undefined || channels.length === 0 || channels.includes(channel)
      ? []
      : [`it is in channel ${harmlessText(channel, 30)}: add that to alerts.channels`];
  if (found.kind === 'nothing') {
    const title = post.texts[0] ?? 'a post without words';
    const why = found.why === 'other-alert' ? notMentioned(title, settings) : NO_ALERT[found.why];
    return notAnswered(title, [...general(settings), ...elsewhere, why]);
  }
  return found.state === 'resolved'
    ? notAnswered(found.alert.title, [...general(settings), ...elsewhere, RESOLVED])
    : tried(found.alert, settings, patterns, elsewhere);
}

const NO_ALERT: Readonly<Record<Exclude<NoAlert, 'other-alert'>, string>> = {
  person: 'no app posted it, and people’s words start nothing: mention @wale instead',
  reply: 'it is a reply in a thread, and only posts of the channel itself are looked at',
  'own-answer': 'Wale posted it itself',
  'other-bot': 'its first line speaks of a ticket, a change, a build or a silence, not of an alert',
  'no-state':
    'no line of it begins or ends with a state (firing, triggered, critical, acknowledged, resolved): let the title of the post begin with one',
};

const general = ({ patterns }: TrialSettings): readonly string[] =>
  patterns === undefined ? ['alerts are not answered: set alerts: {} in wale.yaml'] : [];

function notMentioned(title: string, { patterns }: TrialSettings): string {
  if (patterns === undefined) return 'nothing says which alerts are about backups';
  const names = patterns.names.length + patterns.phrases.length;
  return `none of the ${names} names and phrases in alerts.names and alerts.phrases is in it: add one that is in “${harmlessText(title, 80)}”`;
}

const notAnswered = (title: string, because: readonly string[]): TriedAlert => ({
  title: harmlessText(title, LONGEST_TITLE),
  outcome: 'not-answered',
  clusters: [],
  because,
});

/** A firing alert about backups: of which cluster, and whether it reaches anybody. */
function tried(
  alert: Alert,
  settings: TrialSettings,
  patterns: AlertPatterns,
  obstacles: readonly string[],
): TriedAlert {
  const hindered = [...general(settings), ...obstacles];
  const { clusters } = settings;
  const concerned = clustersOf(alert, clusters);
  if (concerned.kind === 'elsewhere') {
    const contradictions = clusters.flatMap(({ name, labels }) => {
      const found = contradiction(labels, alert.labels);
      return found === undefined
        ? []
        : [
            `its label ${found.label} is ${harmlessText(found.shown.join(', '), 80)}, and that of ${name} is ${found.wanted}: set clusters.${name}.alerts.labels if it is about ${name}`,
          ];
    });
    return notAnswered(alert.title, [...hindered, ...contradictions.slice(0, 5)]);
  }
  if (hindered.length > 0) return notAnswered(alert.title, hindered);
  const by = aboutBackups(patterns, alert.text, alert.labels);
  const recognised = by === undefined ? 'its service is named' : `“${by}” is in it`;
  const { title } = alert;
  if (concerned.kind === 'unclear') {
    const shown = Object.keys(alert.labels).slice(0, 10).join(', ');
    const labels =
      shown === '' ? 'it shows no label' : `it shows the labels ${harmlessText(shown, 200)}`;
    const which = `it may be about ${concerned.candidates.slice(0, 5).join(' or ')}: set clusters.NAME.alerts.labels to labels that it shows, or alerts.names (${labels})`;
    return {
      title,
      outcome: 'unclear',
      clusters: concerned.candidates,
      because: [recognised, which],
    };
  }
  return {
    title,
    outcome: 'answered',
    clusters: concerned.names,
    because: [recognised, clusterWords(alert, concerned.names, clusters)],
  };
}

function clusterWords(
  alert: Alert,
  names: readonly string[],
  clusters: readonly ClusterTraces[],
): string {
  const [name = ''] = names;
  if (clusters.length === 1) return `${name} is the only cluster`;
  const labels = clusters.find((cluster) => cluster.name === name)?.labels ?? {};
  const seen = Object.entries(labels).filter(
    ([label]) => alert.labels[label.toLowerCase()] !== undefined,
  );
  return seen.length === 0
    ? `clusters.${name}.alerts names it, or no other cluster is left`
    : `its ${seen.map(([label, value]) => `${label}: ${value}`).join(', ')} fits ${name}`;
}
