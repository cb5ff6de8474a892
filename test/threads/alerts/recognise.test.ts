import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clustersOf, type ClusterTraces } from '../../../src/threads/alerts/alert-clusters.ts';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import { recognise } from '../../../src/threads/alerts/recognise.ts';
import { SlackPost } from '../../../src/threads/alerts/slack-post.ts';
import { unresolved } from '../../../src/threads/alerts/unresolved.ts';
import { runs } from '../../support/properties.ts';

const read = (message: object) =>
  recognise('C1', SlackPost.parse({ ts: '1700000000.000100', ...message }), DEFAULT_ALERT_PATTERNS);
const byApp = (message: object) => read({ bot_id: 'B0', ...message });
const attached = (title: string, text = '') => byApp({ attachments: [{ title, text }] });
const stateOf = (found: ReturnType<typeof read>): string =>
  found.kind === 'alert' ? found.state : 'nothing';

const incident = (before: string, title: string, after = '') => ({
  app_id: 'A1FKYAUUX',
  text: `${before}<https://acme.pagerduty.com/incidents/Q1ABCDEFGHIJKL?utm_campaign=channel&amp;utm_source=slack|[#12345] ${title}>${after}`,
});

describe('an alert about backups', () => {
  it.each([
    ['Firing 1 - Last WAL was archived 21m 3s ago.', '', 'firing'],
    ['Resolved 1 - Last WAL was archived 1m 3s ago.', '', 'resolved'],
    ['Firing 2 - WALEBackupDelayed', '', 'firing'],
    ['Firing 1 - Last WALE backup was seen 80s ago.', ':label: *Labels*:', 'firing'],
    [
      'firing - Service patroni (gprd)',
      ':fire:\n*<https://x|walgBackupDelayed>*\n*env*: gprd',
      'firing',
    ],
    ['resolved - Service patroni (gprd)', '*<https://x|walgBackupDelayed>*', 'resolved'],
    ['firing - Service patroni (gprd)', '*alertname*: GitLab_BaseBackupTooOld', 'firing'],
    ['[FIRING:1] WalArchiveFailing db-01 (critical postgres)', '', 'firing'],
    ['[RESOLVED] WalArchiveFailing db-01 (critical postgres)', '', 'resolved'],
    ['[FIRING:1, RESOLVED:2] walgBackupDelayed', '', 'firing'],
    ['[Alerting] WAL-G backup age', '', 'firing'],
    ['[No Data] WAL-G backup age', '', 'firing'],
    ['[OK] WAL-G backup age', '', 'resolved'],
    ['Alerting about WAL-G backup age', '', 'nothing'],
    ['[FIRING:1]  (gprd)', '**Firing**\n\nLabels:\n - alertname = walgBackupDelayed\n', 'firing'],
    ['firing - Service patroni (gprd)', '*<https://x|PatroniLeaderMissing>*', 'nothing'],
    ['A note about walgBackupDelayed', 'closed by nobody', 'nothing'],
    ['[FIRING:1] notwalgBackupDelayedEither', '', 'nothing'],
  ])('is told from others by title and text: %j %j', (title, text, state) => {
    expect(stateOf(attached(title, text))).toBe(state);
  });

  it.each([
    [
      incident(':red_circle: *', 'Firing 1 - Last WAL was archived 18m ago.', '* triggered'),
      'firing',
    ],
    [incident('*Triggered* ', 'Firing 1 - Last WAL was archived 18m ago.'), 'firing'],
    [incident('*Acknowledged* ', 'firing - walgBackupDelayed'), 'firing'],
    [incident('*Resolved* ', 'Firing 1 - Last WAL was archived 18m ago.'), 'resolved'],
    [incident('*', 'Firing 1 - Last WAL was archived 18m ago.', '* resolved'), 'resolved'],
    [incident('*Triggered* ', 'High CPU on web-01'), 'nothing'],
  ])('is told by what PagerDuty writes around the title: %j', (message, state) => {
    expect(stateOf(read(message))).toBe(state);
  });

  it('of PagerDuty has its incident for a name, whatever the post', () => {
    const found = read(incident('*Triggered* ', 'walgBackupDelayed'));

    expect(found).toMatchObject({
      alert: {
        key: 'pagerduty:Q1ABCDEFGHIJKL',
        title: 'Triggered [#12345] walgBackupDelayed',
        incident: { url: 'https://acme.pagerduty.com/incidents/Q1ABCDEFGHIJKL' },
      },
    });
  });

  it('is found in blocks of any kind', () => {
    const found = byApp({
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: '[FIRING:1] walgBackupDelayed' } },
        { type: 'rich_text', elements: [{ elements: [{ type: 'text', text: '*env*: gprd' }] }] },
      ],
    });

    expect(found).toMatchObject({ state: 'firing', alert: { labels: { env: ['gprd'] } } });
  });

  it.each([
    ['of a person', { user: 'U1', text: '[FIRING:1] walgBackupDelayed' }],
    ['in a thread', { bot_id: 'B0', thread_ts: '1.0', text: '[FIRING:1] walgBackupDelayed' }],
    [
      'of another Wale',
      {
        bot_id: 'B0',
        text: '[FIRING:1] walgBackupDelayed',
        metadata: { event_type: 'wale_thread' },
      },
    ],
    ['that is no message', { bot_id: 'B0', text: 7, attachments: 'x', blocks: { a: 1 } }],
  ])('is nothing %s', (_what, message) => {
    expect(read(message).kind).toBe('nothing');
  });

  it('may be the root of its own thread', () => {
    const message = {
      ...incident('*Triggered* ', 'walgBackupDelayed'),
      ts: '5.1',
      thread_ts: '5.1',
    };

    expect(stateOf(read(message))).toBe('firing');
  });

  it('is passed over with the reason why', () => {
    const message = { bot_id: 'B0', text: '[FIRING:1] walgBackupDelayed' };
    const why = (more: object) => {
      const found = read({ ...message, ...more });
      return found.kind === 'nothing' ? found.why : 'alert';
    };

    expect(why({})).toBe('alert');
    expect(why({ bot_id: undefined })).toBe('person');
    expect(why({ thread_ts: '1.0' })).toBe('reply');
    expect(why({ metadata: { event_type: 'wale_thread' } })).toBe('own-answer');
    expect(why({ metadata: { event_type: 'another' } })).toBe('alert');
    expect(why({ text: 'Pipeline #812 of walgBackupDelayed triggered' })).toBe('other-bot');
    expect(why({ text: 'walgBackupDelayed' })).toBe('no-state');
    expect(why({ text: '[FIRING:1] HighCpu' })).toBe('other-alert');
  });

  it('that is over is about what it lists as resolved', () => {
    const text = '**Resolved**\n\nLabels:\n - alertname = walgBackupDelayed\n';

    expect(stateOf(attached('[RESOLVED] (gprd)', text))).toBe('resolved');
  });

  it('has its incident from the text that has the link, whatever follows it', () => {
    const found = byApp({
      text: 'Triggered https://acme.pagerduty.com/incidents/Q1ABCDEF',
      attachments: [{ title: 'WALEBackupDelayed' }],
    });

    expect(found).toMatchObject({ alert: { key: 'pagerduty:Q1ABCDEF' } });
  });

  it.each([
    ['walgBackupDelayed\nStatus: firing', 'walgBackupDelayed'],
    [':fire:\n***\nwalgBackupDelayed is firing', 'walgBackupDelayed is firing'],
    ['[FIRING:1] DatasourceNoData\nwalgBackupDelayed', '[FIRING:1] DatasourceNoData'],
  ])('has the first line with words for a title: %j', (text, title) => {
    expect(byApp({ text })).toMatchObject({ alert: { title } });
  });

  it('has a harmless title', () => {
    const found = attached('[FIRING:1] walgBackupDelayed token=hushhush \u202e\n<!channel>');

    expect(found).toMatchObject({
      alert: { title: '[FIRING:1] walgBackupDelayed token=[redacted]' },
    });
  });

  it('is looked for in any text in good time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), fc.nat(40), (text, times) => {
        const startedAt = performance.now();
        byApp({ text: text.repeat(times), attachments: [{ title: `[FIRING:1] ${text}` }] });
        return performance.now() - startedAt < 500;
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('the cluster of an alert', () => {
  const cluster = (name: string, over: Partial<ClusterTraces> = {}): ClusterTraces => ({
    name,
    labels: {},
    names: [],
    services: [],
    ...over,
  });
  const MAIN = cluster('main', { labels: { env: 'gprd', type: 'patroni' } });
  const CI = cluster('ci', { labels: { env: 'gprd', type: 'patroni-ci' } });
  const about = (
    title: string,
    text: string,
    clusters: readonly ClusterTraces[],
    service?: string,
  ) => {
    const found = attached(title, text);
    if (found.kind === 'nothing') throw new Error('this is no alert');
    const concerned = clustersOf({ ...found.alert, service }, clusters);
    return concerned.kind === 'clusters' ? concerned.names : concerned.kind;
  };
  const NEW_ERA = 'firing - Service patroni-ci (gprd)';
  const NAME = '*<https://x|walgBackupDelayed>*\n';

  it.each([
    ['the title', NEW_ERA, NAME, ['ci']],
    ['the labels of 2022', 'firing - x', `${NAME}*env*: gprd\n*type*: patroni`, ['main']],
    [
      'the labels of 2020',
      'Firing 1 - x',
      '*Alertname*: WALEBackupDelayed\n*Env*: gprd\n*Type*: patroni',
      ['main'],
    ],
    [
      'Grafana’s list',
      '[FIRING:1]',
      'Labels:\n - alertname = walgBackupDelayed\n - env = gprd\n - type = patroni',
      ['main'],
    ],
    ['a selector', '[FIRING:1] x', 'walgBackupDelayed{env="gprd",type="patroni-ci"}', ['ci']],
    [
      'both, where both are named',
      'firing - x',
      `${NAME}*type*: patroni\n*env*: gprd\n*type*: patroni-ci`,
      ['main', 'ci'],
    ],
    ['neither of another environment', 'firing - Service patroni (gstg)', NAME, 'elsewhere'],
    ['unclear without labels', 'Firing 1 - Last WAL was archived 9m ago.', '', 'unclear'],
    ['unclear with too few', 'firing - x', `${NAME}for env "gprd."`, 'unclear'],
  ])('is known by %s', (_by, title, text, expected) => {
    expect(about(title, text, [MAIN, CI])).toEqual(expected);
  });

  it('is the only one there is, unless the labels contradict', () => {
    const title = 'Firing 1 - Last WAL was archived 9m ago.';

    expect(about(title, '', [MAIN])).toEqual(['main']);
    expect(about(title, '*env*: gstg', [MAIN])).toBe('elsewhere');
    expect(about(title, '*env*: gstg', [cluster('main')])).toEqual(['main']);
  });

  it('is known by the name of an alert or a phrase, or by its PagerDuty service', () => {
    const named = cluster('named', { names: ['ciWalArchiveLate', 'archive of the CI'] });
    const served = cluster('served', { services: ['PSERVICE'] });

    expect(about('[FIRING:1] ciWalArchiveLate', '', [MAIN, named])).toEqual(['named']);
    expect(about('[FIRING:1] walgBackupDelayed', 'archive of the ci', [MAIN, named])).toEqual([
      'named',
    ]);
    expect(about('[FIRING:1] walgBackupDelayed', '', [MAIN, served], 'PSERVICE')).toEqual([
      'served',
    ]);
  });
});

describe('older posts', () => {
  const seen = (at: number, title: string) => {
    const found = read({ bot_id: 'B0', ts: `${at}.000000`, attachments: [{ title }] });
    if (found.kind === 'nothing') throw new Error('this is no alert');
    return found;
  };
  const times = (posts: readonly { alert: { at: number } }[]) => posts.map(({ alert }) => alert.at);

  it('are unanswered alerts until a later post with the same subject resolves them', () => {
    const posts = [
      seen(3, 'Resolved 1 - Last WAL was archived 1m ago.'),
      seen(1, 'Firing 1 - Last WAL was archived 21m ago.'),
      seen(2, '[FIRING:1] walgBackupDelayed db-01'),
      seen(4, 'Firing 1 - Last WAL was archived 22m ago.'),
    ];

    expect(times(unresolved(posts))).toEqual([2000, 4000]);
  });
});
