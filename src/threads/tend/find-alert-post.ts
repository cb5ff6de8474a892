import type { Alert } from '../alerts/alert.ts';
import { clustersOf, type ClusterTraces } from '../alerts/alert-clusters.ts';
import type { AlertPatterns } from '../alerts/alert-patterns.ts';
import { recognise } from '../alerts/recognise.ts';
import type { SlackPost } from '../alerts/slack-post.ts';
import { MINUTE, type Clock, type DurationMs } from '../../domain/time.ts';
import type { Place, SlackChannel } from '../record/slack-channel.ts';

/** Where Slack shows the alert that a webhook told of; undefined if it shows it nowhere. */
export type FindAlertPost = (alert: Alert) => Promise<Place | undefined>;

/** The post and the webhook are sent at the same time, and either may be the first to arrive. */
const LOOK_AFTER: DurationMs = 1000;

/** The alert is answered after that, whether Slack has shown its channels or not: its reply has five seconds in all. */
const PATIENCE: DurationMs = 1000;

/** Slack’s clock and Alertmanager’s need not agree. */
const CLOCKS_DIFFER_BY: DurationMs = MINUTE;

/** How far back the post may be: a webhook is tried again for some time where nobody answered it. */
const LOOK_BACK: DurationMs = 30 * MINUTE;

interface Shown {
  readonly channel: string;
  readonly posts: readonly SlackPost[];
}

export interface FindAlertPostParts {
  readonly channels: readonly string[];
  readonly patterns: AlertPatterns;
  readonly clusters: readonly ClusterTraces[];
  readonly slack: Pick<SlackChannel, 'recent'>;
  /** Asked before Slack is. */
  readonly findAnswered: FindAlertPost;
  readonly now: Clock;
  readonly sleep: (ms: DurationMs) => Promise<void>;
  readonly onFault: (fault: unknown, channel: string) => void;
}

/** All alerts that wait share one look through each channel; a channel that hangs is not asked a second time. */
export function createFindAlertPost({
  channels,
  patterns,
  clusters,
  slack,
  findAnswered,
  now,
  sleep,
  onFault,
}: FindAlertPostParts): FindAlertPost {
  const underWay = new Map<string, Promise<Shown>>();
  const look = (channel: string): Promise<Shown> => {
    const begun = underWay.get(channel);
    if (begun !== undefined) return begun;
    const asked = slack
      .recent(channel, now() - LOOK_BACK)
      .catch((fault: unknown): readonly SlackPost[] => {
        onFault(fault, channel);
        return [];
      })
      .then((posts) => ({ channel, posts }))
      .finally(() => underWay.delete(channel));
    underWay.set(channel, asked);
    return asked;
  };
  let gathering: Promise<void> | undefined;
  const gathered = (): Promise<void> =>
    (gathering ??= sleep(LOOK_AFTER).then(() => {
      gathering = undefined;
    }));

  return async (alert) => {
    const isShownBy = sameAlert(alert, patterns, clusters);
    const placeIn = ({ channel, posts }: Shown): Place => {
      // The first that tells of it: later ones are repeats.
      const [post] = posts
        .filter((candidate) => isShownBy(channel, candidate))
        .sort((a, b) => Number(a.ts) - Number(b.ts));
      if (post === undefined) throw new Error('not shown there');
      return { channel, rootTs: post.ts };
    };
    await gathered();
    const answered = await findAnswered(alert);
    if (answered !== undefined) return answered;
    const asked = channels.map(look);
    const found = Promise.any(asked.map(async (shown) => placeIn(await shown)));
    return Promise.race([found.catch(() => undefined), sleep(PATIENCE).then(() => undefined)]);
  };
}

/** An incident is known by its id or number; another alert by firing about the same cluster. */
function sameAlert(
  alert: Alert,
  patterns: AlertPatterns,
  clusters: readonly ClusterTraces[],
): (channel: string, post: SlackPost) => boolean {
  const { incident } = alert;
  if (incident !== undefined) {
    const link = new RegExp(`/incidents/${incident.id}\\b`);
    const number = incident.number === undefined ? undefined : `[#${incident.number}]`;
    return (_channel, post) =>
      post.byApp &&
      post.inThread === undefined &&
      post.texts.some((text) => link.test(text) || (number !== undefined && text.includes(number)));
  }
  const about = JSON.stringify(clustersOf(alert, clusters));
  return (channel, post) => {
    const found = recognise(channel, post, patterns);
    return (
      found.kind === 'alert' &&
      found.state === 'firing' &&
      found.alert.at >= alert.at - CLOCKS_DIFFER_BY &&
      JSON.stringify(clustersOf(found.alert, clusters)) === about
    );
  };
}
