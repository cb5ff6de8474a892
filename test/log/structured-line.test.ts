import { describe, expect, it } from '@jest/globals';
import { structuredLine } from '../../src/log/framing/structured-line.ts';

const SAID = 'archive command failed with exit code 1';
const read = (fields: object) => structuredLine(fields);
const messageOf = (fields: object) => read(fields)?.message;

describe('the message of a record', () => {
  it.each<[string, object]>([
    ['rsyslog, behind the blank of the tag', { msg: ` ${SAID}` }],
    ['journald', { MESSAGE: SAID }],
    ['journald, where it is no clean text', { MESSAGE: [...Buffer.from(SAID)] }],
    ['Docker and Fluent Bit, with the line feed', { log: `${SAID}\n` }],
    ['Loki', { line: SAID }],
    ['Cloud Logging', { textPayload: SAID }],
    ['Cloud Logging, one level below', { jsonPayload: { message: SAID } }],
    ['a collector that keeps it in json', { json: { message: SAID } }],
    ['OpenTelemetry, as it was', { attributes: { 'log.record.original': SAID }, body: 'apart' }],
    ['OpenTelemetry, as its body', { body: SAID }],
    ['a file of OpenTelemetry', { body: { stringValue: SAID } }],
    ['an event as it was', { event: { original: SAID } }],
    ['OpenTelemetry without a mapping', { Body: SAID, attributes: { Body: 'another' } }],
    ['CloudWatch', { '@message': SAID }],
    ['one beside the fields of a hit', { message: SAID, fields: { message: ['another'] } }],
    ['a document of Elasticsearch', { _source: { message: SAID }, message: 'of the hit' }],
    ['a hit with lists of values', { fields: { message: [SAID], host: ['db-01'] } }],
    ['a page of Datadog', { attributes: { message: SAID, service: 'postgres' } }],
    ['WAL-G’s line that was taken apart', { walg_message: SAID, message: 'rest' }],
  ])('is found: %s', (_, fields) => {
    expect(messageOf(fields)).toBe(SAID);
  });

  it('keeps what stands within it: a blank, and a line feed before its end', () => {
    expect(messageOf({ msg: 'a b' })).toBe('a b');
    expect(messageOf({ log: 'a\nb\n' })).toBe('a\nb');
  });

  it('is none where only some of a list are bytes, or of a hit are lists', () => {
    expect(read({ MESSAGE: [72, 'i'] })).toBeUndefined();
    expect(read({ MESSAGE: ['h', 'i'] })).toBeUndefined();
    expect(read({ fields: { message: [SAID], host: 'db-01' } })).toBeUndefined();
    expect(read({ attributes: { other: SAID } })).toBeUndefined();
    expect(structuredLine('no fields')).toBeUndefined();
    expect(structuredLine(null)).toBeUndefined();
  });

  it('has the header of WAL-G in front where that is one', () => {
    const header = 'ERROR: 2026/11/24 11:58:05.401641';

    expect(messageOf({ walg_message: SAID, walg_header: `${header} ` })).toBe(`${header} ${SAID}`);
    expect(messageOf({ walg_message: SAID, walg_header: 'something else' })).toBe(SAID);
  });

  it('is Patroni’s line again where it logs in JSON', () => {
    const patroni = { asctime: '2026-11-24 11:58:05,438', levelname: 'INFO', message: 'no action' };

    expect(messageOf(patroni)).toBe('2026-11-24 11:58:05,438 INFO: no action');
    expect(messageOf({ ...patroni, asctime: undefined })).toBe('no action');
    expect(messageOf({ ...patroni, levelname: undefined })).toBe('no action');
    expect(read({ ...patroni, message: undefined })).toBeUndefined();
  });

  it('says of CloudNativePG which file it is about, and why', () => {
    const walName = '000000050000001000000077';

    expect(messageOf({ ts: '2026', msg: 'failed', walName, error: 'exit status 1' })).toBe(
      `failed: ${walName}: exit status 1`,
    );
    expect(messageOf({ logger: 'wal-archive', msg: 'failed', error: 'x' })).toBe('failed: x');
    expect(messageOf({ ts: '2026', msg: 'failed', error: 'x' })).toBe('failed: x');
    expect(messageOf({ walName, msg: 'failed' })).toBe(`failed: ${walName}`);
    expect(messageOf({ logger: 'barman-cloud-restore', msg: 'failed' })).toBe(
      'barman-cloud-restore: failed',
    );
    expect(messageOf({ msg: ' failed', error: 'of another logger' })).toBe('failed');
    expect(messageOf({ ts: '2026', logger: 'postgres' })).toBeUndefined();
  });

  it('is empty where a program left a line empty', () => {
    expect(messageOf({ message: '' })).toBe('');
    expect(messageOf({ result: { _raw: '' } })).toBe('');
    expect(read({ other: '' })).toBeUndefined();
    expect(read({ other: 'said' })).toBeUndefined();
  });

  it('is not empty where a field that nobody knows says of trouble', () => {
    expect(read({ message: '', reason: 'it has failed' })).toBeUndefined();
    expect(messageOf({ message: '', level: 'error' })).toBe('');
  });
});

describe('what PostgreSQL said', () => {
  const severity = { error_severity: 'LOG', message: SAID };
  const whole = { message: `LOG:  ${SAID}`, program: 'postgres', postgresProcess: undefined };

  it('has its level in front where the process is not named', () => {
    expect(read(severity)).toMatchObject({ ...whole, level: 'LOG' });
    expect(read({ ...severity, detail: 'The failed command was: x' })?.message).toBe(
      `LOG:  ${SAID}\nThe failed command was: x`,
    );
  });

  it('has the process beside it where that is named', () => {
    expect(read({ ...severity, backend_type: 'archiver', process: 'other' })).toMatchObject({
      message: SAID,
      program: 'postgres',
      postgresProcess: 'archiver',
    });
    expect(messageOf({ ...severity, backend_type: 'archiver', detail: 'why' })).toBe(
      `${SAID}\nwhy`,
    );
  });

  it.each<[string, object]>([
    ['in the record that CloudNativePG hands on', { msg: 'record', record: severity }],
    ['in a body of OpenTelemetry', { body: severity }],
    ['in a body as Elasticsearch keeps it', { body: { structured: severity } }],
    [
      'in the fields of Filebeat’s module',
      {
        message: SAID,
        postgresql: { log: { timestamp: '2026-11-24 11:58:05.438 UTC' } },
        log: { level: 'LOG' },
      },
    ],
    [
      'in the same with dots',
      {
        message: SAID,
        'postgresql.log.timestamp': '2026-11-24 11:58:05.438 UTC',
        'log.level': 'LOG',
      },
    ],
  ])('is found %s', (_, fields) => {
    expect(read(fields)).toMatchObject(whole);
  });

  it('has what else Filebeat’s module says of it', () => {
    const log = { timestamp: '2026-11-24 11:58:05 UTC', detail: 'why', backend_type: 'archiver' };

    expect(read({ message: SAID, postgresql: { log }, log: { level: 'LOG' } })).toMatchObject({
      message: `${SAID}\nwhy`,
      stamp: log.timestamp,
      postgresProcess: 'archiver',
    });
  });

  it('is no word of PostgreSQL without a level, or without a time of Filebeat’s', () => {
    expect(read({ message: SAID, detail: 'why', ident: 'wal-g' })).toMatchObject({
      message: `${SAID}\nwhy`,
      program: 'wal-g',
    });
    expect(read({ message: SAID, log: { level: 'LOG' } })).toMatchObject({
      message: SAID,
      program: undefined,
    });
    const untold = { message: SAID, postgresql: { log: { timestamp: '2026' } } };
    expect(read(untold)).toMatchObject({ message: SAID, program: undefined, stamp: undefined });
    expect(read({ message: SAID, body: { structured: { other: 1 } } })?.program).toBeUndefined();
    expect(read({ message: SAID, postgresql: null })?.program).toBeUndefined();
  });
});

describe('what stands beside a message', () => {
  const beside = (fields: object) => read({ message: SAID, ...fields });

  it('is the host, by its name or what holds that', () => {
    expect(beside({ hostname: 'db-01' })?.host).toBe('db-01');
    expect(beside({ host: { name: 'db-01' } })?.host).toBe('db-01');
    expect(beside({ host: { ip: '10.0.0.1' } })?.host).toBeUndefined();
  });

  it.each<[string, object]>([
    ['of Kubernetes', { kubernetes: { pod_name: 'orders-1' } }],
    ['of Kubernetes, below', { kubernetes: { pod: { name: 'orders-1' } } }],
    ['of Cloud Logging', { resource: { labels: { pod_name: 'orders-1' } } }],
    ['of Loki’s labels', { labels: { pod: 'orders-1' } }],
    ['of Loki’s stream', { stream: { pod_name: 'orders-1' } }],
    ['of OpenTelemetry in one word', { attributes: { 'k8s.pod.name': 'orders-1' } }],
    ['of OpenTelemetry, below', { Resource: { k8s: { pod: { name: 'orders-1' } } } }],
    ['of a resource', { resource: { attributes: { 'k8s.pod.name': 'orders-1' } } }],
    ['at the top', { podName: 'orders-1' }],
    ['in a flat name', { 'labels.kubernetes.pod_name': 'orders-1' }],
    ['of Datadog’s tags', { tags: ['env:x', 7, 'pod_name:orders-1'] }],
  ])('is the pod rather than the node: %s', (_, fields) => {
    expect(beside({ host: 'node-7', ...fields })?.host).toBe('orders-1');
  });

  it('is no pod where a tag only has its name within', () => {
    expect(beside({ tags: ['last_pod_name:orders-1'] })?.host).toBeUndefined();
    expect(beside({ tags: ['pod_name:'] })?.host).toBeUndefined();
    expect(beside({ tags: 'pod_name:orders-1' })?.host).toBeUndefined();
  });

  it('is the pid, and the level in capitals', () => {
    expect(beside({ _PID: '812' })?.pid).toBe(812);
    expect(beside({ PID: '813' })?.pid).toBe(813);
    expect(beside({ level: 'error' })?.level).toBe('ERROR');
    expect(beside({})).toMatchObject({ pid: undefined, level: undefined, program: undefined });
  });

  it.each<[string, unknown]>([
    ['seconds', 1_795_521_485],
    ['seconds with a fraction', '1795521485.0'],
    ['seconds with nine decimals', '1795521485.000000000'],
    ['milliseconds', 1_795_521_485_000],
    ['microseconds, as text', '1795521485000000'],
    ['nanoseconds, as text', '1795521485000000000'],
  ])('is the time, in %s since 1970', (_, time) => {
    expect(beside({ time })?.stamp).toBe('2026-11-24T11:58:05.000Z');
  });

  it('is the time as it was written, and none by a number of another length', () => {
    expect(beside({ time: '2026-11-24T11:58:05Z' })?.stamp).toBe('2026-11-24T11:58:05Z');
    expect(beside({ time: 'at 1795521485' })?.stamp).toBe('at 1795521485');
    expect(beside({ time: '1795521485 s' })?.stamp).toBe('1795521485 s');
    expect(beside({ time: '20261124' })?.stamp).toBe('20261124');
    expect(beside({ time: 999_999_999 })?.stamp).toBeUndefined();
    expect(beside({ time: 1e9 })?.stamp).toBe('2001-09-09T01:46:40.000Z');
    expect(beside({ time: 1e10 })?.stamp).toBeUndefined();
    expect(beside({ time: true })?.stamp).toBeUndefined();
  });
});

describe('a part of a line', () => {
  const partOf = (fields: object) => read({ MESSAGE: 'a part', ...fields })?.part;

  it('is marked by Docker’s driver for fluentd', () => {
    const marked = { partial_message: 'true', partial_id: 'x1' };

    expect(partOf({ ...marked, partial_last: 'false' })).toEqual({ of: 'x1', isLast: false });
    expect(partOf({ ...marked, partial_last: 'true' })).toEqual({ of: 'x1', isLast: true });
    expect(partOf({ ...marked, partial_message: 'false' })).toBeUndefined();
  });

  it('is marked by Docker’s driver for journald', () => {
    const marked = { CONTAINER_PARTIAL_MESSAGE: true, CONTAINER_PARTIAL_ID: 'x2' };

    expect(partOf(marked)).toEqual({ of: 'x2', isLast: false });
    expect(partOf({ ...marked, CONTAINER_PARTIAL_LAST: true })).toEqual({ of: 'x2', isLast: true });
    expect(partOf({ CONTAINER_PARTIAL_MESSAGE: true })).toEqual({ of: '', isLast: false });
  });

  it('shows in Docker’s files by its length, where no line feed ends it', () => {
    const lengthOf = (length: number, end = '') =>
      read({ log: `${'x'.repeat(length)}${end}`, stream: 'stderr' })?.part;

    expect(lengthOf(16 * 1024)).toEqual({ of: 'stderr', isLast: false });
    expect(lengthOf(16 * 1024 + 8)).toEqual({ of: 'stderr', isLast: false });
    expect(lengthOf(16 * 1024 - 1)).toEqual({ of: 'stderr', isLast: true });
    expect(lengthOf(16 * 1024 + 9)).toEqual({ of: 'stderr', isLast: true });
    expect(lengthOf(16 * 1024 - 1, '\n')).toEqual({ of: 'stderr', isLast: true });
    expect(read({ log: 'x'.repeat(16 * 1024) })?.part).toBeUndefined();
    expect(read({ message: 'x', stream: 'stderr' })?.part).toBeUndefined();
  });
});
