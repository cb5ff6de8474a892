import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000022';
const FAILED = `ERROR: 2026/11/24 11:59:01.401599 failed to upload '${SEGMENT}' to bucket 'b': AccessDenied`;
const COMPLETED = 'INFO: 2026/11/24 11:59:05.690200 FILE PATH: 000000030000001200000023.lz4';
/** As `gcloud logging read` writes it; the names are our own. */
const entry = (payload: readonly string[]): readonly string[] => [
  '---',
  'insertId: 1a2b3c',
  'labels:',
  '  compute.googleapis.com/resource_name: gke-node-1',
  'logName: projects/p/logs/stderr',
  'resource:',
  '  labels:',
  '    container_name: postgres',
  '    pod_name: orders-1',
  '  type: k8s_container',
  'severity: ERROR',
  ...payload,
  "timestamp: '2026-11-24T11:59:01.401599Z'",
];
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

describe('what gcloud logging read writes', () => {
  it.each([
    ['as text', [`textPayload: ${quoted(FAILED)}`]],
    ['as a text of several lines', ['textPayload: |-', `  ${FAILED}`, '    status code: 403']],
    [
      'in quotes, over two lines',
      [`textPayload: "${FAILED.slice(0, 40)}\\`, `  \\${FAILED.slice(40)}"`],
    ],
    ['as JSON', ['jsonPayload:', `  message: ${quoted(FAILED)}`]],
  ])('is read, with the pod: %s', (_form, payload) => {
    const { uploads, failures, unread } = readLog(
      [...entry(payload), ...entry([`textPayload: '${COMPLETED}'`])].join('\n'),
    );

    expect(unread.count).toBe(0);
    expect(uploads).toMatchObject([{ host: 'orders-1', state: 'complete' }]);
    expect(failures).toMatchObject([{ host: 'orders-1', file: SEGMENT }]);
    expect(failures[0]?.text).toContain(`failed to upload '${SEGMENT}'`);
  });

  it('may be followed by lines of a log', () => {
    const { failures, unread } = readLog([...entry([`textPayload: ok`]), FAILED].join('\n'));

    expect(failures).toMatchObject([{ host: undefined, file: SEGMENT }]);
    expect(unread.samples).toEqual(['ok']);
  });

  it.each([
    ['a line between parts of a log', ['---', FAILED], 1],
    ['an entry without a text', ['---', 'insertId: 1', 'protoPayload:', '  a: b'], 4],
    ['no YAML after all', ['---', 'textPayload: "a', 'b: c'], 3],
    ['an alias', ['---', 'a: &a x', 'b: *a', 'textPayload: y'], 4],
  ])('is none where there is %s', (_what, lines, unread) => {
    expect(readLog(lines.join('\n')).unread.count).toBe(unread);
  });

  it('is not put together without end', () => {
    const lines = ['---', ...Array.from({ length: 400 }, () => ` ${'x'.repeat(1000)}`)];

    expect(readLog(lines.join('\n')).unread.count).toBe(401);
  });
});
