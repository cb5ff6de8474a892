import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import { tryAlert, type TrialSettings } from '../../../src/threads/alerts/try-alert.ts';
import { CI, clusterTraces, MAIN } from '../../support/cluster-traces.ts';
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

const because = (payload: unknown, over: Partial<TrialSettings> = {}): string => {
  const found = outcomes(payload, over);
  return typeof found === 'string' ? found : found.flatMap((one) => one.because).join('\n');
};
const SEVERAL = Array.from({ length: 7 }, (_, at) => clusterTraces(`c${at}`, { env: `e${at}` }));
const UNLABELLED = { text: '[FIRING:1] walgBackupDelayed' };

describe('what is said of an alert that is tried', () => {
  it.each([
    [POST, 'Slack post'],
    [pagerDutyBody(), 'PagerDuty webhook'],
    [alertmanagerBody(), 'Alertmanager webhook'],
  ])('names the form in which it came (%#)', (payload, form) => {
    expect(tryAlert(payload, SETTINGS)).toMatchObject({ kind: 'tried', form });
  });

  it('names what could not be read of it', () => {
    expect(tryAlert({ alerts: [{}], status: 'firing' }, SETTINGS)).toEqual({
      kind: 'not-understood',
      why: 'Alertmanager webhook: version: expected 1 or 4, got nothing',
    });
    expect(tryAlert({}, SETTINGS)).toMatchObject({ kind: 'not-understood' });
  });

  it('is of the post itself, whatever else stands beside it', () => {
    expect(outcomes({ ...POST, payload: {}, request: { text: 'x' } }, only)).toMatchObject([
      { outcome: 'answered' },
    ]);
  });

  it.each<[string, unknown, Partial<TrialSettings>, string]>([
    ['that its cluster is the only one', POST, only, 'gprd-main is the only cluster'],
    [
      'that its service is that of a cluster',
      pagerDutyBody({ title: 'something is wrong' }),
      { clusters: [{ ...MAIN, services: ['PSERVICE'] }] },
      'its service is named\n',
    ],
    [
      'that an alert of this name is about the cluster',
      POST,
      { clusters: [MAIN, { ...CI, names: ['WalArchiveFailing'] }] },
      'clusters.gprd-ci.alerts names it, or no other cluster is left',
    ],
    [
      'which labels fit, and not those that it does not show',
      { text: '[FIRING:1] walgBackupDelayed of gprd-ci\nenv: gprd' },
      {},
      'its env: gprd fits gprd-ci',
    ],
    ['that it shows no label', UNLABELLED, {}, '(it shows no label)'],
    [
      'ten labels of many',
      labelled(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`l${at}`, 'x']))),
      {},
      'alertname, l0, l1, l2, l3, l4, l5, l6, l7, l8)',
    ],
    [
      'five of many clusters that it may be about',
      UNLABELLED,
      { clusters: SEVERAL },
      'it may be about c0 or c1 or c2 or c3 or c4:',
    ],
    [
      'that nothing says which alerts are about backups',
      pagerDutyBody({ title: 'High CPU' }),
      { patterns: undefined },
      'nothing says which alerts are about backups',
    ],
    [
      'among how many names and phrases it was looked for',
      { text: '[FIRING:1] HighCpu' },
      { patterns: { names: ['One', 'Two'], phrases: ['three'] } },
      'none of the 3 names and phrases',
    ],
    [
      'that it has no name',
      alertmanagerBody({ labels: { env: 'gprd' }, title: 'High CPU' }),
      {},
      'add one that is in “an alert without a name”',
    ],
  ])('is %s', (_what, payload, over, words) => {
    expect(because(payload, over)).toContain(words);
  });

  it('is of five clusters at most by which label they are others, with all that it shows', () => {
    const text = 'env: gstg\n[FIRING:1] walgBackupDelayed\nenv: gprd-2';

    expect(because({ text }, { clusters: SEVERAL }).split('\n')).toEqual(
      [0, 1, 2, 3, 4].map(
        (at) =>
          `its label env is gstg, gprd-2, and that of c${at} is e${at}: set clusters.c${at}.alerts.labels if it is about c${at}`,
      ),
    );
  });

  it('is answered in every channel where none is named', () => {
    expect(outcomes({ ...POST, channel: 'C0999' }, { ...only, channels: [] })).toMatchObject([
      { outcome: 'answered' },
    ]);
  });

  it('has a title also where the post has no words', () => {
    expect(tryAlert({ text: '', bot_id: 'B' }, SETTINGS)).toMatchObject({
      alerts: [{ title: 'a post without words', outcome: 'not-answered' }],
    });
  });
});
