import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_PATTERNS } from '../../../src/threads/alerts/alert-patterns.ts';
import {
  AlertmanagerNotification,
  alertsIn,
} from '../../../src/threads/alerts/alertmanager-notification.ts';
import { newsIn, PagerDutyEvent } from '../../../src/threads/alerts/pagerduty-event.ts';
import { isSigned } from '../../../src/threads/alerts/pagerduty-signature.ts';
import { alertmanagerBody, pagerDutyBody } from '../../support/webhook-bodies.ts';

describe('a signature of PagerDuty', () => {
  const body = Buffer.from(
    '{"event":{"id":"E1","event_type":"pagey.ping","occurred_at":"2026-11-24T12:00:00Z","data":{"type":"ping"}}}',
  );
  // Made with: openssl dgst -sha256 -hmac first-secret
  const SIGNATURE = 'v1=8db6b209efd70e5b555bab7a04c0273874338045bc8a36ca64a7108201506d9e';
  const WRONG = `v1=${'0'.repeat(64)}`;

  it.each([
    [SIGNATURE, ['first-secret'], true],
    [`${WRONG},${SIGNATURE}`, ['first-secret'], true],
    [`${WRONG}, ${SIGNATURE}`, ['second-secret', 'first-secret'], true],
    [SIGNATURE, ['second-secret'], false],
    [WRONG, ['first-secret'], false],
    [SIGNATURE.replace('v1=', 'v0='), ['first-secret'], false],
    [SIGNATURE.toUpperCase(), ['first-secret'], false],
    ['', ['first-secret'], false],
    [undefined, ['first-secret'], false],
    [SIGNATURE, [], false],
  ])('%s with the secrets %j is %s', (header, secrets, good) => {
    expect(isSigned(body, header, secrets)).toBe(good);
  });

  it('is looked for among ten, of which others do not count', () => {
    const after = (others: readonly string[]) =>
      isSigned(body, [...others, SIGNATURE].join(','), ['first-secret']);

    expect(after(Array<string>(9).fill(WRONG))).toBe(true);
    expect(after(Array<string>(10).fill(WRONG))).toBe(false);
    expect(after(Array<string>(10).fill('v0=x'))).toBe(true);
  });

  it('is of these very bytes', () => {
    const changed = Buffer.concat([body, Buffer.from(' ')]);

    expect(isSigned(changed, SIGNATURE, ['first-secret'])).toBe(false);
  });
});

describe('an event of PagerDuty', () => {
  const news = (over: Parameters<typeof pagerDutyBody>[0], services: string[] = []) =>
    newsIn(PagerDutyEvent.parse(pagerDutyBody(over)), DEFAULT_ALERT_PATTERNS, services);

  it.each([
    'incident.triggered',
    'incident.acknowledged',
    'incident.unacknowledged',
    'incident.escalated',
    'incident.delegated',
    'incident.reassigned',
    'incident.priority_updated',
  ])('of the type %s tells of the same alert', (type) => {
    expect(news({ type })).toMatchObject({ kind: 'alert', alert: { key: 'pagerduty:Q1ABCDEF' } });
  });

  it('of an incident that was reopened tells of a new one', () => {
    expect(news({ type: 'incident.reopened' })).toMatchObject({
      alert: { key: 'pagerduty:Q1ABCDEF:reopened:E1' },
    });
  });

  it.each([
    [{ type: 'incident.resolved', status: 'resolved' }, 'the incident is over'],
    [{ title: 'High CPU' }, 'this incident is not about backups'],
    [{ type: 'pagey.ping', data: { type: 'ping', message: 'hello' } }, 'pagey.ping starts nothing'],
    [
      { type: 'incident.annotated', data: { type: 'incident_note' } },
      'incident.annotated starts nothing',
    ],
    [
      { type: 'incident.responder.added', data: { type: 'incident_responder' } },
      'incident.responder.added starts nothing',
    ],
    [
      { type: 'incident.status_update_published', data: { type: 'incident_status_update' } },
      'incident.status_update_published starts nothing',
    ],
  ])('starts nothing: %j', (over, why) => {
    expect(news(over)).toMatchObject({ why });
    expect(news(over).kind).not.toBe('alert');
  });

  it.each([
    [{ type: 'pagey.ping', data: { type: 'ping' } }, 'nothing'],
    [{ type: 'incident.resolved', status: 'resolved' }, 'over'],
    [{ title: 'High CPU' }, 'other'],
  ])('is told apart by whether it is anybody’s trouble: %j', (over, kind) => {
    expect(news(over).kind).toBe(kind);
  });

  it('gives the incident, and the labels that its title shows', () => {
    expect(news({ title: 'walgBackupDelayed env=gprd', id: 'E2' })).toMatchObject({
      alert: {
        title: 'walgBackupDelayed env=gprd',
        labels: { env: ['gprd'] },
        at: Date.UTC(2026, 10, 24, 12),
        incident: {
          id: 'Q1ABCDEF',
          number: 7,
          url: 'https://acme.pagerduty.com/incidents/Q1ABCDEF',
        },
        service: 'PSERVICE',
      },
    });
  });

  it.each([
    { html_url: null },
    { html_url: 'nowhere' },
    { html_url: `https://acme.pagerduty.com/${'x'.repeat(3000)}` },
    { number: null },
    { number: 'seven' },
    { service: null },
    { service: { id: 'PSERVICE', summary: null } },
    { priority: null, escalation_policy: null, assignees: null, teams: [null] },
  ])('is no less an alert where something of it is missing or odd: %j', (odd) => {
    const { data } = pagerDutyBody().event;

    expect(news({ data: { ...data, ...odd } })).toMatchObject({
      kind: 'alert',
      alert: { key: 'pagerduty:Q1ABCDEF' },
    });
  });

  it.each([{ title: null }, { id: 7 }, { id: '../x' }, { status: null }, { service: 'PSERVICE' }])(
    'is refused, and not taken for something else, where it is an incident that cannot be read: %j',
    (odd) => {
      const { data } = pagerDutyBody().event;

      expect(() => news({ data: { ...data, ...odd } })).toThrow(/expected an incident with id/);
    },
  );

  it('of a service that is about a cluster needs no telling title', () => {
    expect(news({ title: 'something is wrong' }, ['PSERVICE']).kind).toBe('alert');
  });
});

describe('a notification of Alertmanager', () => {
  const alerts = (body: unknown) =>
    alertsIn(AlertmanagerNotification.parse(body), DEFAULT_ALERT_PATTERNS);

  it('gives the firing alerts about backups with their labels', () => {
    expect(alerts(alertmanagerBody())).toEqual([
      expect.objectContaining({
        title: 'Last WAL was archived 21m ago.',
        labels: { alertname: ['walgBackupDelayed'], env: ['gprd-main'] },
        at: Date.UTC(2026, 10, 24, 12),
      }),
    ]);
    expect(alerts(alertmanagerBody({ labels: { alertname: 'HighCpu' }, title: 'x' }))).toEqual([]);
    expect(alerts(alertmanagerBody({ status: 'resolved' }))).toEqual([]);
  });

  it('is the same alert at each repeat, and another after it started anew', () => {
    const key = (body: unknown) => alerts(body)[0]?.key;

    expect(key(alertmanagerBody())).toBe(key(alertmanagerBody()));
    expect(key(alertmanagerBody({ startsAt: '2026-11-24T13:00:00Z' }))).not.toBe(
      key(alertmanagerBody()),
    );
    expect(key(alertmanagerBody({ groupKey: 'other' }))).not.toBe(key(alertmanagerBody()));
  });

  it('is the same alert whatever the order of its labels, and another by any of them', () => {
    const key = (labels: Record<string, string>) =>
      alerts(alertmanagerBody({ labels: { alertname: 'walgBackupDelayed', ...labels } }))[0]?.key;

    expect(key({ env: 'a', shard: 'b' })).toBe(key({ shard: 'b', env: 'a' }));
    expect(key({ env: 'a', shard: 'b' })).not.toBe(key({ env: 'b', shard: 'b' }));
    expect(key({ env: 'a' })).not.toBe(key({ type: 'a' }));
    expect(key({ env: 'a' })).toMatch(/^alertmanager:[0-9a-f]{24}:1795521600000$/);
  });

  it('keeps the names of labels in small letters, and says all that was annotated', () => {
    const body = alertmanagerBody({ labels: { AlertName: 'x', Env: 'GPRD', job_name: 'backup' } });
    const [alert] = body.alerts;
    const annotations = { summary: 'Last WAL was archived 9m ago', runbook: 'see there' };

    expect(alerts({ ...body, alerts: [{ ...alert, annotations }] })).toMatchObject([
      {
        labels: { alertname: ['x'], env: ['GPRD'], job_name: ['backup'] },
        title: '',
        text: '\nbackup\nsummary: Last WAL was archived 9m ago\nrunbook: see there',
      },
    ]);
  });

  it.each([
    { annotations: null },
    { annotations: undefined },
    { labels: { alertname: 'walgBackupDelayed', team: null, shard: 7, paged: true } },
    { labels: null, annotations: { title: 'Last WAL was archived 21m ago.', runbook: null } },
    { endsAt: null, generatorURL: null, fingerprint: null, dashboardURL: null, values: null },
  ])('tells of no alert less where something is null: %j', (odd) => {
    const body = alertmanagerBody();
    const [good = body.alerts[0]] = body.alerts;

    const found = alerts({ ...body, alerts: [{ ...good, ...odd }, good] });

    expect(found).toHaveLength(2);
    expect(
      Object.values(found[0]?.labels ?? {})
        .flat()
        .join(),
    ).not.toContain('null');
  });

  it.each([
    { version: '3' },
    { alerts: 'none' },
    { alerts: [{ status: 'firing' }] },
    { groupKey: '' },
  ])('is refused if it is not what it should be: %j', (over) => {
    expect(() => alerts({ ...alertmanagerBody(), ...over })).toThrow();
  });
});
