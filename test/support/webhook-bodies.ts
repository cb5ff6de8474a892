interface PagerDutyOver {
  readonly type?: string;
  readonly id?: string;
  readonly incident?: string;
  readonly title?: string;
  readonly status?: string;
  readonly data?: object;
  readonly at?: string;
}

/** An event of PagerDuty’s webhook V3, with the fields that are always there. */
export const pagerDutyBody = ({
  type = 'incident.triggered',
  id = 'E1',
  incident = 'Q1ABCDEF',
  title = 'Firing 1 - Last WAL was archived 21m ago.',
  status = 'triggered',
  data,
  at = '2026-11-24T12:00:00Z',
}: PagerDutyOver = {}) => ({
  event: {
    id,
    event_type: type,
    resource_type: 'incident',
    occurred_at: at,
    agent: null,
    client: null,
    data: data ?? {
      id: incident,
      type: 'incident',
      html_url: `https://acme.pagerduty.com/incidents/${incident}`,
      number: 7,
      status,
      title,
      service: { id: 'PSERVICE', type: 'service_reference', summary: 'Postgres' },
      priority: null,
      resolve_reason: null,
    },
  },
});

interface AlertmanagerOver {
  readonly labels?: Readonly<Record<string, string>>;
  readonly title?: string;
  readonly status?: string;
  readonly startsAt?: string;
  readonly groupKey?: string;
}

/** A notification of Alertmanager’s webhook, version 4. */
export const alertmanagerBody = ({
  labels = { alertname: 'walgBackupDelayed', env: 'gprd-main' },
  title = 'Last WAL was archived 21m ago.',
  status = 'firing',
  startsAt = '2026-11-24T12:00:00.000Z',
  groupKey = '{}:{alertname="walgBackupDelayed"}',
}: AlertmanagerOver = {}) => ({
  version: '4',
  groupKey,
  truncatedAlerts: 0,
  status,
  receiver: 'wale',
  groupLabels: {},
  commonLabels: labels,
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example',
  alerts: [
    {
      status,
      labels,
      annotations: { title },
      startsAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example/graph',
      fingerprint: '0123456789abcdef',
    },
  ],
});
