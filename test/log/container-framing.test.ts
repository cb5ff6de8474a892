import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000022';
const AT = '2026-11-24T11:59:01.693312345';
/** One upload that completed, and one that failed, as WAL-G writes them. */
const LINES = [
  'INFO: 2026/11/24 11:58:31.690200 FILE PATH: 000000030000001200000021.lz4',
  `ERROR: 2026/11/24 11:59:01.401599 failed to upload 'wal_005/${SEGMENT}.lz4' to bucket 'backup': AccessDenied: Access Denied`,
  '\tstatus code: 403, request id: 4442587FB7D0A2F9, host id: ',
  `INFO: 2026/11/24 11:59:01.401626 FILE PATH: ${SEGMENT}.lz4`,
];
const json = (fields: (line: string) => object) => (line: string) => JSON.stringify(fields(line));
const POD = { pod_name: 'acid-orders-0', host: 'worker-3' };
const ECS = { pod: { name: 'acid-orders-0' }, node: { name: 'worker-3' } };

const FRAMINGS: readonly (readonly [
  what: string,
  frame: (line: string) => string,
  host: string | undefined,
])[] = [
  ['kubelet', (line) => `${AT}+00:00 stderr F ${line}`, undefined],
  ['kubelet, UTC', (line) => `${AT}Z stderr F ${line}`, undefined],
  ['kubectl logs --timestamps', (line) => `${AT}Z ${line}`, undefined],
  ['kubectl logs --prefix', (line) => `[pod/acid-orders-0/postgres] ${line}`, 'acid-orders-0'],
  [
    'kubectl logs --prefix --timestamps',
    (line) => `[pod/acid-orders-0/postgres] ${AT}Z ${line}`,
    'acid-orders-0',
  ],
  ['docker compose logs', (line) => `orders-db-1  | ${line}`, 'orders-db-1'],
  [
    'logcli',
    (line) => `2026-11-24T11:59:01Z {pod="acid-orders-0", stream="stderr"} ${line}`,
    'acid-orders-0',
  ],
  [
    'logcli -o jsonl',
    json((line) => ({ labels: { pod: 'acid-orders-0' }, line, timestamp: `${AT}Z` })),
    'acid-orders-0',
  ],
  ['Docker', json((log) => ({ log: `${log}\n`, stream: 'stderr', time: `${AT}Z` })), undefined],
  [
    'Fluent Bit',
    json((log) => ({ '@timestamp': `${AT}Z`, log, kubernetes: POD })),
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
    json((textPayload) => ({ textPayload, resource: { labels: { pod_name: 'acid-orders-0' } } })),
    'acid-orders-0',
  ],
  // RFC3339Nano of Go leaves zeros at the end out.
  ['kubectl logs --timestamps, five decimals', (line) => `${AT.slice(0, 25)}Z ${line}`, undefined],
  ['docker compose logs, in colour', (line) => `\u001b[36mdb-1  | \u001b[0m${line}`, 'db-1'],
  ['docker service logs', (line) => `orders_db.1.k2j3h4k5j6h7@node-3    | ${line}`, 'orders_db.1'],
  ['kubetail', (line) => `[acid-orders-0 postgres] ${line}`, 'acid-orders-0'],
  ['multilog', (line) => `@400000006b057c151a85ec84 ${line}`, undefined],
  ['fly logs', (line) => `2026-11-24T11:59:01Z app[148e1] fra [info]${line}`, undefined],
  [
    'logcli, filled up',
    (line) =>
      `2026-11-24T11:59:01Z {pod="acid-orders-0"}${line.startsWith(' ') ? ' ' : '     '}${line}`,
    'acid-orders-0',
  ],
  ['Grafana, as text', (line) => `1795521541693\t${AT.slice(0, 23)}Z\t${line}`, undefined],
  [
    'Grafana, as JSON',
    json((line) => ({
      line,
      timestamp: '1795521541693000000',
      fields: { pod: 'acid-orders-0', node: 'worker-3' },
    })),
    'acid-orders-0',
  ],
  [
    'Fluent Bit’s stdout',
    (line) =>
      `[0] kube.orders: [1795521541.693000000, {"log"=>${JSON.stringify(line)}, "kubernetes"=>{"pod_name"=>"acid-orders-0", "host"=>"worker-3"}}]`,
    'acid-orders-0',
  ],
  [
    'Fluent Bit’s stdout since 2.1',
    (line) =>
      `[7] kube.orders: [[1795521541.693000000, {}], {"log"=>${JSON.stringify(line)}, "kubernetes"=>{"pod_name"=>"acid-orders-0"}}]`,
    'acid-orders-0',
  ],
  [
    'stern -o json',
    json((message) => ({ message, nodeName: 'worker-3', podName: 'acid-orders-0' })),
    'acid-orders-0',
  ],
  [
    'OpenTelemetry without a mapping',
    json((Body) => ({
      '@timestamp': `${AT}Z`,
      Body,
      'Resource.k8s.pod.name': 'acid-orders-0',
      'Resource.host.name': 'worker-3',
    })),
    'acid-orders-0',
  ],
  [
    'OpenTelemetry, nested',
    json((message) => ({
      '@timestamp': `${AT}Z`,
      body: { message },
      resource: { attributes: { k8s: { pod: { name: 'acid-orders-0' } } } },
    })),
    'acid-orders-0',
  ],
  [
    'SigNoz',
    json((body) => ({
      timestamp: 1795521541693000000,
      body,
      resources_string: { 'k8s.pod.name': 'acid-orders-0' },
    })),
    'acid-orders-0',
  ],
  [
    'Azure Monitor',
    json((LogMessage) => ({
      TimeGenerated: `${AT}Z`,
      PodName: 'acid-orders-0',
      LogMessage,
      Computer: 'aks-1',
    })),
    'acid-orders-0',
  ],
  [
    'Datadog',
    json((message) => ({
      id: 'a',
      attributes: {
        message,
        host: 'worker-3',
        timestamp: `${AT}Z`,
        tags: ['pod_name:acid-orders-0'],
      },
    })),
    'acid-orders-0',
  ],
  [
    'Graylog',
    json((text) => ({
      version: '1.1',
      host: 'db-01',
      short_message: text,
      timestamp: 1795521541.693,
    })),
    'db-01',
  ],
  [
    'Splunk',
    json((raw) => ({
      result: { _raw: raw, _time: '2026-11-24T11:59:01.693+00:00', host: 'db-01' },
    })),
    'db-01',
  ],
  [
    'syslog-ng',
    json((MESSAGE) => ({ MESSAGE, HOST: 'db-01', ISODATE: '2026-11-24T11:59:01+00:00' })),
    'db-01',
  ],
  [
    'VictoriaLogs',
    json((text) => ({ _msg: text, _time: `${AT}Z`, 'kubernetes.pod.name': 'acid-orders-0' })),
    'acid-orders-0',
  ],
  [
    'JSON, in colour',
    json((line) => ({ message: `\u001b[31m${line}\u001b[0m`, host: 'db-01', time: `${AT}Z` })),
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
  ['Nomad', json((data) => ({ data, task: 'postgres', time: `${AT}Z` })), undefined],
  [
    'CloudWatch Insights',
    json((text) => ({ '@timestamp': '2026-11-24 11:59:01.693', '@message': text })),
    undefined,
  ],
  [
    'fields of a hit',
    json((message) => ({
      fields: {
        '@timestamp': [`${AT}Z`],
        message: [message],
        'kubernetes.pod.name': ['acid-orders-0'],
      },
    })),
    'acid-orders-0',
  ],
];

const NANOS = '1795521541693000000';
const OTLP_RESOURCE = {
  attributes: [
    { key: 'k8s.pod.name', value: { stringValue: 'acid-orders-0' } },
    { key: 'host.name', value: { stringValue: 'worker-3' } },
  ],
};
/** Exports that hold all records in one JSON. */
const WHOLE: readonly (readonly [what: string, whole: (lines: readonly string[]) => unknown])[] = [
  ['a list', (lines) => lines.map((message) => ({ message, kubernetes: POD }))],
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
    'the events of CloudWatch',
    (lines) => ({
      events: lines.map((message) => ({ timestamp: 1795521541693, message, pod: 'acid-orders-0' })),
    }),
  ],
];

describe('the log of a container', () => {
  it.each(FRAMINGS)('as %s frames it, is read, and its host is the pod', (_what, frame, host) => {
    const { uploads, failures, unread } = readLog(LINES.map(frame).join('\n'));

    expect(unread.count).toBe(0);
    expect(uploads).toMatchObject([
      { host, state: 'complete', endedAt: Date.parse('2026-11-24T11:58:31.690Z') },
      { host, state: 'failed', file: SEGMENT },
    ]);
    expect(failures).toMatchObject([{ host, text: expect.stringContaining('status code: 403') }]);
  });

  it.each(FRAMINGS)(
    'as %s frames it, has no date and no level for a host',
    (_what, frame, host) => {
      const lines = [
        '2026-11-24 11:58:40.015 P00   INFO: archive-push command begin 2.35: [pg_wal/000000030000001200000031] --exec-id=949-3fc3cf46 --stanza=db',
        '2026-11-24 11:59:02.115 P00  ERROR: [104]: archive-push command encountered error(s):',
        '                                    repo1: [ProtocolError] HTTP request failed with 403 (Forbidden):',
      ];

      expect(readLog(lines.map(frame).join('\n'))).toMatchObject({
        failures: [{ host, operation: 'push', text: expect.stringContaining('403 (Forbidden)') }],
        unread: { count: 0 },
      });
    },
  );

  it.each(WHOLE)('is read where %s holds it, in one line or spread over many', (_what, whole) => {
    const one = JSON.stringify(whole(LINES));
    for (const log of [one, JSON.stringify(whole(LINES), null, 2)]) {
      const { uploads, failures, unread } = readLog(log);

      expect(unread.count).toBe(0);
      expect(uploads).toMatchObject([
        { host: 'acid-orders-0', state: 'complete' },
        { host: 'acid-orders-0', state: 'failed', file: SEGMENT },
      ]);
      expect(failures).toMatchObject([{ text: expect.stringContaining('status code: 403') }]);
    }
  });

  it.each([
    { fields: {} },
    { fields: { tags: ['a'] } },
    { events: [{ id: 1 }], results: [], hits: [], data: [1] },
    { attributes: { message: 'another' } },
  ])('is read whatever else a record holds: %j', (beside) => {
    const records = LINES.map((message) => JSON.stringify({ message, ...beside }));

    expect(readLog(records.join('\n'))).toMatchObject({
      uploads: [{ state: 'complete' }, { state: 'failed' }],
      unread: { count: 0 },
    });
  });

  it.each(FRAMINGS)('as %s frames it, is nothing where a line is empty', (_what, frame) => {
    expect(readLog(['', ' '].map(frame).join('\n')).unread.count).toBe(0);
  });

  it('is unread where the message is empty, and a field that nobody knows tells of a fault', () => {
    const record = JSON.stringify({ message: '', reason: 'the upload failed', host: 'db-01' });

    expect(readLog(record).unread).toMatchObject({ count: 1, troubling: [{ count: 1 }] });
  });

  it('is read where each record is spread over lines', () => {
    const records = LINES.map((message) => JSON.stringify({ message, kubernetes: POD }, null, 4));

    expect(readLog(records.join('\n'))).toMatchObject({
      uploads: [{ host: 'acid-orders-0', state: 'complete' }, { state: 'failed' }],
      unread: { count: 0 },
    });
  });

  it.each([
    ['a bracket that is no JSON', ['{', ...LINES]],
    ['JSON that never ends', ['[', '  {', '    "a": 1,', ...LINES]],
    ['JSON that ends nowhere', [...LINES, '{', '  "a": 1,']],
  ])('is read beside %s', (_what, lines) => {
    const { uploads, unread } = readLog(lines.join('\n'));

    expect(uploads).toMatchObject([{ state: 'complete' }, { state: 'failed' }]);
    expect(unread.count).toBeGreaterThan(0);
  });

  describe.each([
    ['v2.0.1', 'test/fixtures/wal-g/v2.0.1/11-s3-refused.stderr.log'],
    ['v3.0.9', 'test/fixtures/wal-g/v3.0.9/11-s3-refused.stderr.log'],
  ])('around records of WAL-G %s that go on without a tab', (_version, path) => {
    const bare = readFileSync(path, 'utf8').trimEnd().split('\n');
    const told = (lines: readonly string[]) => {
      const { failures, unread } = readLog(lines.join('\n'));
      return {
        texts: failures.map(({ text }) => text).sort(),
        hosts: failures.map(({ host }) => host),
        unread,
      };
    };
    const whole = told(bare);

    it('takes stamps with any number of decimals, as Go leaves zeros at the end out', () => {
      const stamp = (index: number): string =>
        AT.slice(0, index % 10 === 0 ? 19 : 20 + (index % 10));

      expect(whole.texts.length).toBeGreaterThan(0);
      expect(told(bare.map((line, index) => `${stamp(9 + index)}Z ${line}`))).toEqual(whole);
    });

    it('takes the blanks of logcli off, and none that a line begins with', () => {
      const framed = bare.map((line) => `2026-11-24T11:59:01Z {app="db"}      ${line}`);

      expect(told(framed)).toEqual(whole);
    });
  });

  it('tells by its stamp in which zone WAL-G wrote', () => {
    const line = `2026-11-24T12:58:31.693312345+01:00 stderr F ${LINES[0]?.replace('11:58', '12:58') ?? ''}`;

    expect(readLog(line).uploads[0]?.endedAt).toBe(Date.parse('2026-11-24T11:58:31.690Z'));
  });

  it('is put together where the runtime cut a line', () => {
    const [first = ''] = LINES;
    const log = [
      `${AT}Z stderr P ${first.slice(0, 30)}`,
      `${AT}Z stderr P ${first.slice(30, 40)}`,
      `${AT}Z stderr F ${first.slice(40)}`,
    ];

    expect(readLog(log.join('\n'))).toMatchObject({
      uploads: [{ state: 'complete' }],
      unread: { count: 0 },
    });
    expect(
      readLog(log.slice(0, 2).join('\n')).unread.count +
        readLog(log.slice(0, 2).join('\n')).uploads.length,
    ).toBe(0);
  });
});
