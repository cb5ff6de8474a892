import { DEFAULT_ALERT_PATTERNS } from '../../src/threads/alerts/alert-patterns.ts';
import { recognise, type Recognised } from '../../src/threads/alerts/recognise.ts';
import { SlackPost } from '../../src/threads/alerts/slack-post.ts';

/** What a post of an app is taken for, with the names and phrases that there are by default. */
export const readPost = (message: object): Recognised =>
  recognise(
    'C1',
    SlackPost.parse({ ts: '1700000000.000100', bot_id: 'B0', ...message }),
    DEFAULT_ALERT_PATTERNS,
  );

/** A post whose title and text are in an attachment, as Alertmanager and Grafana send it. */
export const titled = (title: string, text = '') => ({ attachments: [{ title, text }] });

export const stateOf = (message: object): 'firing' | 'resolved' | 'nothing' => {
  const found = readPost(message);
  return found.kind === 'alert' ? found.state : 'nothing';
};
