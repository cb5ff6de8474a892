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
