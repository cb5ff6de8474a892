import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import { tryAlert, type TrialSettings } from '../../../src/threads/alerts/try-alert.ts';
import { CI, MAIN } from '../../support/cluster-traces.ts';
import { alertmanagerBody, pagerDutyBody } from '../../support/webhook-bodies.ts';

const SETTINGS: TrialSettings = {
  patterns: DEFAULT_ALERT_PATTERNS,
  channels: ['C0123'],
  channel: undefined,
  clusters: [MAIN, CI],
  webhooks: { pagerDuty: true, alertmanager: true },
};

const outcomes = (payload: unknown, over: Partial<TrialSettings> = {}) => {
  const trial = tryAlert(payload, { ...SETTINGS, ...over });
  return trial.kind === 'tried'
    ? trial.alerts.map(({ outcome, clusters, because }) => ({ outcome, clusters, because }))
    : trial.why;
};

const only = { clusters: [MAIN] };
const labelled = (labels: Record<string, string>) =>
  alertmanagerBody({ labels: { alertname: 'walgBackupDelayed', ...labels } });

/** As Alertmanager’s Slack receiver sends it by default. */
const POST = {
  channel: '#alerts',
  username: 'Alertmanager',
  attachments: [
    {
      title: '[FIRING:1] WalArchiveFailing db-01 (critical postgres)',
      title_link: 'http://alertmanager:9093/#/alerts?receiver=slack',
      text: '',
      fallback: '[FIRING:1] WalArchiveFailing db-01 (critical postgres)',
    },
  ],
};

describe('an alert that is tried', () => {
  it('is about the cluster whose labels it shows', () => {
    expect(outcomes(labelled({ env: 'gprd', type: 'patroni-ci' }))).toEqual([
      {
        outcome: 'answered',
        clusters: ['gprd-ci'],
        because: [
          '“Last WAL was archived” is in it',
          'its env: gprd, type: patroni-ci fits gprd-ci',
        ],
      },
    ]);
  });

  it('is not clear where it may be about several, and it is said what would tell', () => {
    expect(outcomes(labelled({ env: 'gprd' }))).toEqual([
      {
        outcome: 'unclear',
        clusters: ['gprd-main', 'gprd-ci'],
        because: [
          '“Last WAL was archived” is in it',
          'it may be about gprd-main or gprd-ci: set clusters.NAME.alerts.labels to labels that it shows, or alerts.names (it shows the labels alertname, env)',
        ],
      },
    ]);
  });

  it('is somebody else’s where its labels contradict, and the label is named', () => {
    expect(outcomes(labelled({ env: 'gstg' }), only)).toEqual([
      {
        outcome: 'not-answered',
        clusters: [],
        because: [
          'its label env is gstg, and that of gprd-main is gprd: set clusters.gprd-main.alerts.labels if it is about gprd-main',
        ],
      },
    ]);
  });

  it.each([
    ['a post as it is sent', POST],
    ['the same as an event', { event: { type: 'message', ts: '1', bot_id: 'B', ...POST } }],
    [
      'the same in an edit',
      { event: { type: 'message', message: { ts: '1', bot_id: 'B', ...POST } } },
    ],
    ['the same in what recorded it', { request: POST }],
    ['PagerDuty’s event', pagerDutyBody()],
    ['PagerDuty’s event in what recorded it', { headers: {}, body: pagerDutyBody() }],
    [
      'Alertmanager’s notification',
      alertmanagerBody({ labels: { alertname: 'walgBackupDelayed' } }),
    ],
    [
      'Grafana’s',
      { ...alertmanagerBody({ labels: { alertname: 'WAL archiving' } }), version: '1' },
    ],
  ])('is answered about the only cluster: %s', (_, payload) => {
    expect(outcomes(payload, only)).toMatchObject([
      { outcome: 'answered', clusters: ['gprd-main'] },
    ]);
  });

  it.each<readonly [string, unknown, Partial<TrialSettings>, string]>([
    [
      'resolved',
      alertmanagerBody({ status: 'resolved' }),
      {},
      'it is resolved, and only an alert that fires is answered',
    ],
    [
      'resolved in Slack',
      { ...POST, attachments: [{ title: '[RESOLVED] WalArchiveFailing' }] },
      {},
      'it is resolved, and only',
    ],
    [
      'another alert',
      alertmanagerBody({ labels: { alertname: 'HighCpu' }, title: 'CPU' }),
      {},
      'phrases in alerts.names and alerts.phrases is in it: add one that is in “HighCpu”',
    ],
    [
      'another incident',
      pagerDutyBody({ title: 'High CPU on web-01' }),
      {},
      'add one that is in “High CPU on web-01”',
    ],
    ['another post', { text: '[FIRING:1] HighCpu' }, {}, 'add one that is in “[FIRING:1] HighCpu”'],
    [
      'a person’s words',
      { text: 'firing: WalArchiveFailing', user: 'U1', ts: '1' },
      {},
      'no app posted it',
    ],
    [
      'a reply',
      { text: 'WalArchiveFailing triggered', bot_id: 'B', ts: '2', thread_ts: '1' },
      {},
      'it is a reply in a thread',
    ],
    [
      'no state',
      { text: 'WalArchiveFailing on db-01' },
      {},
      'no line of it begins or ends with a state',
    ],
    [
      'another channel',
      { ...POST, channel: 'C0999' },
      {},
      'it is in channel C0999: add that to alerts.channels',
    ],
    ['a channel that is given', POST, { channel: 'C0888' }, 'it is in channel C0888'],
    [
      'alerts off',
      POST,
      { patterns: undefined },
      'alerts are not answered: set alerts: {} in wale.yaml',
    ],
    [
      'PagerDuty off',
      pagerDutyBody(),
      { webhooks: { pagerDuty: false, alertmanager: true } },
      'PagerDuty’s webhook is off: set PAGERDUTY_WEBHOOK_SECRET',
    ],
    [
      'Alertmanager off',
      alertmanagerBody(),
      { webhooks: { pagerDuty: true, alertmanager: false } },
      'Alertmanager’s webhook is off: set ALERTMANAGER_WEBHOOK_TOKEN',
    ],
    ['an incident that is over', pagerDutyBody({ status: 'resolved' }), {}, 'the incident is over'],
  ])('is not answered, and it is said why: %s', (_, payload, over, sentence) => {
    const found = outcomes(payload, { ...only, ...over });

    expect(found).toMatchObject([{ outcome: 'not-answered' }]);
    expect(JSON.stringify(found)).toContain(sentence);
  });

  it.each([
    [{}, 'expected the JSON of a post in Slack (text, attachments or blocks)'],
    [[], 'expected the JSON of a post in Slack'],
    [null, 'expected the JSON of a post in Slack'],
    [{ event: { event_type: 'incident.triggered' } }, 'PagerDuty webhook: event.id:'],
    [{ alerts: [], status: 'firing' }, 'Alertmanager webhook: version:'],
  ])('is not understood: %j', (payload, sentence) => {
    expect(outcomes(payload)).toContain(sentence);
  });
});
