import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Reading } from '../../src/domain/reading.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import { askElasticsearch } from '../support/ask-source.ts';
import { logIndex, type LogDocument } from '../support/log-index.ts';
import { NOON } from '../support/snapshot.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const WAL = 'pg_wal/000000030000001200000004';
const NEXT = 'pg_wal/000000030000001200000005';
const STAMP = '2026-11-24T11:58:02.897Z';
const POSTGRES = { error_severity: 'LOG', backend_type: 'archiver' };
const FAILED = {
  message: 'archive command failed with exit code 1',
  detail: `The failed archive command was: /controller/manager wal-archive --log-destination /controller/log/postgres.json ${WAL}`,
};

/** What the documents of one pod give that runs on another node. */
async function readDocuments(
  documents: readonly LogDocument[],
  messages: readonly string[],
  hosts = ['kubernetes.pod.name'],
  archiver = 'barman-cloud',
): Promise<UploadLog> {
  const filled = documents.map((one, index): LogDocument => ({
    '@timestamp': NOON - 110_000 + index,
    'kubernetes.pod.name': 'orders-1',
    'kubernetes.node.name': 'worker-3',
    'kubernetes.container.name': 'postgres',
    'host.name': 'worker-3',
    ...one,
  }));
  server = await listenOnLoopback(logIndex('pods', filled));
  const yaml = `
elasticsearch:
  index: pods
  archiver: ${archiver}
  selector: { field: kubernetes.container.name, value: postgres }
  fields: { message: [${messages.join(', ')}], host: [${hosts.join(', ')}], tag: kubernetes.container.name }
`;
  const env = { ELASTICSEARCH_URL: server.url };
  const settings = loadConfig({ env, readFile: () => yaml }).clusters.get('main')?.elasticsearch;
  if (settings === undefined) throw new Error('not configured');
  const reading: Reading<UploadLog> = await askElasticsearch(settings)({
    at: NOON,
    historic: true,
    signal: AbortSignal.timeout(5000),
  });
  if (reading.kind === 'unavailable') throw new Error(reading.detail);
  return reading.value;
}

const zap = (fields: object): object => ({
  level: 'info',
  ts: STAMP,
  logger: 'wal-archive',
  logging_pod: 'orders-1',
  ...fields,
});
/** As a collector that parses JSON stores it: objects within it become paths. */
const parsed = (fields: object, at = ''): LogDocument =>
  Object.fromEntries(
    Object.entries(fields).flatMap(
      ([name, value]: [string, unknown]): [string, string | number][] =>
        typeof value === 'object' && value !== null
          ? Object.entries(parsed(value, `${at}${name}.`))
          : [[at + name, String(value)]],
    ),
  );

const STORED = zap({ msg: 'Archived WAL file', walName: NEXT });
const NOT_STORED = zap({
  level: 'error',
  msg: 'Error invoking barman-cloud-wal-archive',
  walName: WAL,
  error: 'exit status 4',
});
const RECORD = zap({ logger: 'postgres', msg: 'record', record: { ...POSTGRES, ...FAILED } });

describe('CloudNativePG’s JSON in documents', () => {
  it.each([
    ['parsed', 'msg', (line: object) => parsed(line)],
    ['parsed, found by its record', 'record.message, msg', (line: object) => parsed(line)],
    ['parsed, below another field', 'json.msg', (line: object) => parsed(line, 'json.')],
    ['one text', 'message', (line: object) => ({ message: JSON.stringify(line) })],
    ['one text, of Fluent Bit', 'log', (line: object) => ({ log: `${JSON.stringify(line)}\n` })],
    [
      'one text, as the container runtime wrote it',
      'message',
      (line: object) => ({
        message: `2026-11-24T11:58:02.897312345Z stderr F ${JSON.stringify(line)}`,
      }),
    ],
  ])('%s, is read whole', async (_what, messages, stored) => {
    const log = await readDocuments([STORED, NOT_STORED, RECORD].map(stored), [messages]);

    expect(log.uploads).toMatchObject([
      { state: 'complete', file: NEXT.slice(7), host: 'orders-1', archiver: 'barman-cloud' },
    ]);
    expect(log.failures).toMatchObject([
      {
        file: WAL.slice(7),
        host: 'orders-1',
        reportedBy: 'postgresql',
        command: expect.stringContaining('/controller/manager wal-archive'),
      },
      { file: WAL.slice(7), host: 'orders-1', text: expect.stringContaining('exit status 4') },
    ]);
    expect(log.unread.count).toBe(0);
  });

  it.each([
    ['Error while calling ArchiveWAL, failing', { error: 'rpc error: code = Unknown' }],
    ['failed to run wal-archive command', { error: 'failed to get envs: cache miss' }],
  ])('says why it failed: %s', async (msg, fields) => {
    const log = await readDocuments([parsed(zap({ msg, ...fields }))], ['msg']);

    expect(log.failures).toMatchObject([{ text: `${msg}: ${fields.error}` }]);
  });

  it('has its pod by its own words where the field of the host is not there', async () => {
    const log = await readDocuments([parsed(STORED)], ['msg'], ['kubernetes.pod_name']);

    expect(log.uploads).toMatchObject([{ host: 'orders-1' }]);
  });
});

describe('PostgreSQL’s jsonlog in documents', () => {
  it('keeps its detail', async () => {
    const line = { timestamp: '2026-11-24 11:58:02.119 UTC', ...POSTGRES, ...FAILED };
    const log = await readDocuments([parsed(line, 'json.')], ['json.message'], undefined, 'wal-g');

    expect(log.failures).toMatchObject([
      { reportedBy: 'postgresql', file: WAL.slice(7), at: Date.parse('2026-11-24T11:58:02.119Z') },
    ]);
  });
});

const WAL_G = [
  'INFO: 2026/11/24 11:58:31.690200 FILE PATH: 000000030000001200000021.lz4',
  `ERROR: 2026/11/24 11:59:01.401599 failed to upload 'wal_005/000000030000001200000022.lz4' to bucket 'backup': AccessDenied: Access Denied`,
];
const AT = '2026-11-24T11:59:01.693312345Z';
const K8S = { pod_name: 'orders-1', host: 'worker-3' };

describe('a container’s log in documents', () => {
  it.each([
    ['CRI', (line: string) => ({ message: `${AT} stderr F ${line}` })],
    [
      'Docker',
      (line: string) => ({
        message: JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: AT }),
      }),
    ],
    [
      'Fluent Bit',
      (line: string) => ({ message: JSON.stringify({ log: line, kubernetes: K8S, date: 1e9 }) }),
    ],
    [
      'Vector',
      (line: string) => ({
        message: JSON.stringify({
          message: line,
          kubernetes: { pod_name: 'orders-1', pod_node_name: 'worker-3' },
          host: 'worker-3',
          timestamp: AT,
        }),
      }),
    ],
    [
      'Fluentd',
      (line: string) => ({
        message: `2026-11-24 11:59:01.693312345 +0000 kubernetes.var.log.containers.orders-1: ${JSON.stringify({ log: line, kubernetes: K8S })}`,
      }),
    ],
  ])('as %s framed it, is of the pod', async (_what, frame) => {
    const log = await readDocuments(
      WAL_G.map(frame),
      ['message'],
      ['kubernetes.pod.name'],
      'wal-g',
    );

    expect(log.uploads).toMatchObject([{ state: 'complete', host: 'orders-1' }]);
    expect(log.failures).toMatchObject([{ operation: 'push', host: 'orders-1' }]);
    expect(log.unread.count).toBe(0);
  });
});
