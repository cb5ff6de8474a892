/** Nine decimals, and no zone: UTC. */
export const FRAMED_AT = '2026-11-24T11:59:01.693312345';
const msOf = (at: string): number => Date.parse(`${at.slice(0, 23)}Z`);
const nanosOf = (at: string): string => `${msOf(at)}${at.slice(23)}`;

const json = (fields: (line: string, at: string) => object) => (line: string, at: string) =>
  JSON.stringify(fields(line, at));
/** What Fluent Bit says of a pod. */
export const KUBERNETES = { pod_name: 'acid-orders-0', host: 'worker-3' };
const ECS = { pod: { name: 'acid-orders-0' }, node: { name: 'worker-3' } };

/** How collectors, and what runs containers, frame a line; and which host they name. */
export const FRAMINGS: readonly (readonly [
  what: string,
  frame: (line: string, at: string) => string,
  host: string | undefined,
])[] = [
  ['kubelet', (line, at) => `${at}+00:00 stderr F ${line}`, undefined],
  ['kubelet, UTC', (line, at) => `${at}Z stderr F ${line}`, undefined],
  ['kubectl logs --timestamps', (line, at) => `${at}Z ${line}`, undefined],
  ['kubectl logs --prefix', (line) => `[pod/acid-orders-0/postgres] ${line}`, 'acid-orders-0'],
  [
    'kubectl logs --prefix --timestamps',
    (line, at) => `[pod/acid-orders-0/postgres] ${at}Z ${line}`,
    'acid-orders-0',
  ],
  ['docker compose logs', (line) => `orders-db-1  | ${line}`, 'orders-db-1'],
  [
    'logcli',
    (line, at) => `${at.slice(0, 19)}Z {pod="acid-orders-0", stream="stderr"} ${line}`,
    'acid-orders-0',
  ],
  [
    'logcli -o jsonl',
    json((line, at) => ({ labels: { pod: 'acid-orders-0' }, line, timestamp: `${at}Z` })),
    'acid-orders-0',
  ],
  ['Docker', json((log, at) => ({ log: `${log}\n`, stream: 'stderr', time: `${at}Z` })), undefined],
  [
    'Fluent Bit',
    json((log, at) => ({ '@timestamp': `${at}Z`, log, kubernetes: KUBERNETES })),
    'acid-orders-0',
  ],
  [
    'Filebeat',
    json((message) => ({ _source: { message, kubernetes: ECS, host: { name: 'worker-3' } } })),
    'acid-orders-0',
  ],
  [
    'Filebeat, flat',
    json((message) => ({ message, 'kubernetes.pod.name': 'acid-orders-0', host: 'worker-3' })),
    'acid-orders-0',
  ],
  [
    'Cloud Logging',
    json((textPayload) => ({
      textPayload,
      resource: { labels: { pod_name: 'acid-orders-0' } },
    })),
    'acid-orders-0',
  ],
  // RFC3339Nano of Go leaves zeros at the end out.
  [
    'kubectl logs --timestamps, five decimals',
    (line, at) => `${at.slice(0, 25)}Z ${line}`,
    undefined,
  ],
  ['docker compose logs, in colour', (line) => `\u001b[36mdb-1  | \u001b[0m${line}`, 'db-1'],
  ['docker service logs', (line) => `orders_db.1.k2j3h4k5j6h7@node-3    | ${line}`, 'orders_db.1'],
  ['kubetail', (line) => `[acid-orders-0 postgres] ${line}`, 'acid-orders-0'],
  ['multilog', (line) => `@400000006b057c151a85ec84 ${line}`, undefined],
  ['fly logs', (line, at) => `${at.slice(0, 19)}Z app[148e1] fra [info]${line}`, undefined],
  [
    'logcli, filled up',
    (line, at) =>
      `${at.slice(0, 19)}Z {pod="acid-orders-0"}${line.startsWith(' ') ? ' ' : '     '}${line}`,
    'acid-orders-0',
  ],
  ['Grafana, as text', (line, at) => `${msOf(at)}\t${at.slice(0, 23)}Z\t${line}`, undefined],
  [
    'Grafana, as JSON',
    json((line, at) => ({
      line,
      timestamp: nanosOf(at),
      fields: { pod: 'acid-orders-0', node: 'worker-3' },
    })),
    'acid-orders-0',
  ],
  [
    'Fluent Bit’s stdout',
    (line, at) =>
      `[0] kube.orders: [${msOf(at) / 1000}000000, {"log"=>${JSON.stringify(line)}, "kubernetes"=>{"pod_name"=>"acid-orders-0", "host"=>"worker-3"}}]`,
    'acid-orders-0',
  ],
  [
    'Fluent Bit’s stdout since 2.1',
    (line, at) =>
      `[7] kube.orders: [[${msOf(at) / 1000}000000, {}], {"log"=>${JSON.stringify(line)}, "kubernetes"=>{"pod_name"=>"acid-orders-0"}}]`,
    'acid-orders-0',
  ],
  ['a mail that quotes it', (line) => `> ${line}`, undefined],
  ['a mail that quotes one that quotes it', (line) => `>> ${line}`, undefined],
  [
    'stern -o json',
    json((message) => ({ message, nodeName: 'worker-3', podName: 'acid-orders-0' })),
    'acid-orders-0',
  ],
  [
    'OpenTelemetry without a mapping',
    json((Body, at) => ({
      '@timestamp': `${at}Z`,
      Body,
      'Resource.k8s.pod.name': 'acid-orders-0',
      'Resource.host.name': 'worker-3',
    })),
    'acid-orders-0',
  ],
  [
    'OpenTelemetry, nested',
    json((message, at) => ({
      '@timestamp': `${at}Z`,
      body: { message },
      resource: { attributes: { k8s: { pod: { name: 'acid-orders-0' } } } },
    })),
    'acid-orders-0',
  ],
  [
    'SigNoz',
    json((body, at) => ({
      timestamp: Number(nanosOf(at)),
      body,
      resources_string: { 'k8s.pod.name': 'acid-orders-0' },
    })),
    'acid-orders-0',
  ],
  [
    'Azure Monitor',
    json((LogMessage, at) => ({
      TimeGenerated: `${at}Z`,
      PodName: 'acid-orders-0',
      LogMessage,
      Computer: 'aks-1',
    })),
    'acid-orders-0',
  ],
  [
    'Datadog',
    json((message, at) => ({
      id: 'a',
      attributes: {
        message,
        host: 'worker-3',
        timestamp: `${at}Z`,
        tags: ['pod_name:acid-orders-0'],
      },
    })),
    'acid-orders-0',
  ],
  [
    'Graylog',
    json((text, at) => ({
      version: '1.1',
      host: 'db-01',
      short_message: text,
      timestamp: msOf(at) / 1000,
    })),
    'db-01',
  ],
  [
    'Splunk',
    json((raw, at) => ({
      result: { _raw: raw, _time: `${at.slice(0, 23)}+00:00`, host: 'db-01' },
    })),
    'db-01',
  ],
  [
    'syslog-ng',
    json((MESSAGE, at) => ({ MESSAGE, HOST: 'db-01', ISODATE: `${at.slice(0, 19)}+00:00` })),
    'db-01',
  ],
  [
    'VictoriaLogs',
    json((text, at) => ({ _msg: text, _time: `${at}Z`, 'kubernetes.pod.name': 'acid-orders-0' })),
    'acid-orders-0',
  ],
  [
    'JSON, in colour',
    json((line, at) => ({ message: `\u001b[31m${line}\u001b[0m`, host: 'db-01', time: `${at}Z` })),
    'db-01',
  ],
  [
    'journalctl -o json-seq',
    (line) => `\u001e${JSON.stringify({ MESSAGE: line, _HOSTNAME: 'db-01' })}`,
    'db-01',
  ],
  [
    'journalctl -o json-sse',
    (line) => `data: ${JSON.stringify({ MESSAGE: line, _HOSTNAME: 'db-01' })}`,
    'db-01',
  ],
  ['Nomad', json((data, at) => ({ data, task: 'postgres', time: `${at}Z` })), undefined],
  [
    'CloudWatch Insights',
    json((text, at) => ({ '@timestamp': at.slice(0, 23).replace('T', ' '), '@message': text })),
    undefined,
  ],
  [
    'fields of a hit',
    json((message, at) => ({
      fields: {
        '@timestamp': [`${at}Z`],
        message: [message],
        'kubernetes.pod.name': ['acid-orders-0'],
      },
    })),
    'acid-orders-0',
  ],
  ['s6-tai64nlocal', (line, at) => `${at.replace('T', ' ').slice(0, 29)}  ${line}`, undefined],
  ['grep', (line) => `/var/log/postgresql/postgresql-16-main.log.1:${line}`, undefined],
  ['grep -n', (line) => `postgresql-2026-11-24.log:17:${line}`, undefined],
  ['journalctl -o export', exported, 'db-01'],
  ['journalctl -o verbose', shown, 'db-01'],
];

/** As journalctl has a record in a line for each field. */
function exported(line: string, at: string): string {
  const stamp = `__REALTIME_TIMESTAMP=${msOf(at)}000`;
  return `__CURSOR=s=739ad4;i=1\n${stamp}\n_HOSTNAME=db-01\n_PID=77\nMESSAGE=${line}\n_COMM=x\n`;
}
function shown(line: string, at: string): string {
  const stamp = `Tue ${at.slice(0, 26).replace('T', ' ')} UTC`;
  return `${stamp} [s=739ad4;i=1;b=6c7c;m=4f;t=58b1;x=6]\n    _HOSTNAME=db-01\n    _PID=77\n    MESSAGE=${line}`;
}

const NANOS = '1795521541693000000';
const OTLP_RESOURCE = {
  attributes: [
    { key: 'k8s.pod.name', value: { stringValue: 'acid-orders-0' } },
    { key: 'host.name', value: { stringValue: 'worker-3' } },
  ],
};
/** Exports that hold all records in one JSON. */
export const WHOLE: readonly (readonly [
  what: string,
  whole: (lines: readonly string[]) => unknown,
])[] = [
  ['a list', (lines) => lines.map((message) => ({ message, kubernetes: KUBERNETES }))],
  [
    'an answer of Elasticsearch',
    (lines) => ({
      took: 3,
      hits: { hits: lines.map((message) => ({ _source: { message, kubernetes: ECS } })) },
    }),
  ],
  [
    'a batch of OpenTelemetry',
    (lines) => ({
      resourceLogs: [
        {
          resource: OTLP_RESOURCE,
          scopeLogs: [
            {
              logRecords: lines.map((stringValue) => ({
                timeUnixNano: NANOS,
                body: { stringValue },
              })),
            },
          ],
        },
      ],
    }),
  ],
  [
    'an answer of Loki, the newest first',
    (lines) => ({
      status: 'success',
      data: {
        resultType: 'streams',
        result: [
          {
            stream: { pod: 'acid-orders-0' },
            values: lines.map((line) => [NANOS, line]).reverse(),
          },
        ],
      },
    }),
  ],
  [
    'the results of Insights',
    (lines) => ({
      results: lines.map((value) => [
        { field: '@message', value },
        { field: 'kubernetes.pod_name', value: 'acid-orders-0' },
      ]),
    }),
  ],
  [
    'an answer of Graylog, the newest first',
    (lines) => ({
      query: 'FILE',
      messages: lines
        .map((message) => ({
          index: 'graylog_0',
          message: { message, source: 'acid-orders-0', timestamp: '2026-11-24T11:59:01.693Z' },
        }))
        .reverse(),
    }),
  ],
  [
    'the events of CloudWatch',
    (lines) => ({
      events: lines.map((message) => ({ timestamp: 1795521541693, message, pod: 'acid-orders-0' })),
    }),
  ],
];
