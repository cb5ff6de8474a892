import { describe, expect, it } from '@jest/globals';
import { recordsIn } from '../../src/log/framing/exported-records.ts';

const SAID = { message: 'said' };
const ALSO = { message: 'said as well' };

describe('the records that one JSON holds', () => {
  it.each<[string, unknown]>([
    ['an array', [SAID, ALSO]],
    ['arrays in an array', [[SAID], [ALSO]]],
    ['the hits of Elasticsearch', { took: 3, hits: { total: 2, hits: [SAID, ALSO] } }],
    ['hits alone', { hits: [SAID, ALSO] }],
    ['the events of CloudWatch', { events: [SAID, ALSO] }],
    ['a page of Datadog', { data: [SAID, ALSO] }],
    [
      'the rows of CloudWatch Insights',
      {
        results: [
          [{ field: 'message', value: 'said' }, { value: 'without a field' }],
          [{ field: 'message', value: 'said as well' }],
        ],
      },
    ],
    ['results that are no rows', { results: [SAID, ALSO] }],
  ])('are those of %s', (_, parsed) => {
    expect(recordsIn(parsed)).toEqual([SAID, ALSO]);
  });

  it('is the result of Splunk', () => {
    expect(recordsIn({ preview: false, result: { _raw: 'said', host: 'db-01' } })).toEqual([
      { _raw: 'said', host: 'db-01' },
    ]);
    expect(recordsIn({ result: { other: 'said' } })).toBeUndefined();
  });

  it.each(['message', 'msg', 'MESSAGE', 'log', 'line', 'body'])(
    'are none where it says something itself: %s',
    (name) => {
      expect(recordsIn({ [name]: 'said', events: [ALSO], data: [ALSO] })).toBeUndefined();
    },
  );

  it('are none where it holds nothing of the kind', () => {
    expect(recordsIn({ stream: {}, values: 'none' })).toBeUndefined();
    expect(recordsIn({ stream: 'stderr', values: [['1', 'said']] })).toBeUndefined();
    expect(recordsIn('said')).toBeUndefined();
    expect(recordsIn({ data: { result: 'none' } })).toBeUndefined();
  });
});

describe('a batch of OpenTelemetry', () => {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

  it('gives each record what is said of all, in one word each', () => {
    const resourceLogs = [
      {
        resource: {
          attributes: [
            attribute('k8s.pod.name', 'orders-1'),
            { value: { stringValue: 'x' } },
            'none',
          ],
        },
        scopeLogs: [
          { logRecords: [{ body: 'a', attributes: [attribute('level', 'x')] }, 'none', null] },
          { logRecords: [{ body: 'b' }] },
        ],
      },
    ];

    const resource = { attributes: { 'k8s.pod.name': 'orders-1' } };
    expect(recordsIn({ resourceLogs })).toEqual([
      { body: 'a', attributes: { level: 'x' }, resource },
      { body: 'b', attributes: {}, resource },
    ]);
  });

  it('holds nothing where it is cut short', () => {
    expect(recordsIn({ resourceLogs: [{ resource: {} }, {}, { scopeLogs: [{}] }] })).toEqual([]);
  });
});

describe('streams of Loki', () => {
  const labels = (pod: string) => ({ pod });
  const line = (pod: string, timestamp: string) => ({
    labels: labels(pod),
    timestamp,
    line: `${pod} ${timestamp}`,
  });
  const stream = (pod: string, ...timestamps: readonly string[]) => ({
    stream: labels(pod),
    values: timestamps.map((timestamp) => [timestamp, `${pod} ${timestamp}`]),
  });
  const pushed = (...streams: readonly object[]) =>
    recordsIn({ status: 'success', data: { resultType: 'streams', result: streams } });

  it('are put in order with each other, whichever is told first', () => {
    const expected = [line('a', '10'), line('b', '11'), line('a', '12'), line('b', '13')];

    expect(pushed(stream('a', '12', '10'), stream('b', '13', '11'))).toEqual(expected);
    expect(pushed(stream('a', '10', '12'), stream('b', '11', '13'))).toEqual(expected);
    expect(pushed(stream('b', '13', '11'), stream('a', '12', '10'))).toEqual(expected);
  });

  it('keep the order of lines of one moment', () => {
    const values = (...lines: readonly string[]) => ({
      stream: labels('a'),
      values: lines.map((one) => one.split(' ')),
    });
    const said = (records: ReturnType<typeof recordsIn>) =>
      records?.map((record) => (record as { readonly line: string }).line);

    expect(said(pushed(values('11 third', '10 second', '10 first')))).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect(said(pushed(values('10 second', '10 first')))).toEqual(['first', 'second']);
    expect(said(pushed(values('10 first', '10 second', '11 third')))).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  it('leave out what is no pair of a time and a line', () => {
    const values = [['10', 'a 10'], ['11'], [12, 'a 12'], 'none', [undefined, 'a']];

    expect(recordsIn({ stream: labels('a'), values })).toEqual([line('a', '10')]);
    expect(pushed({ other: 1 })).toEqual([]);
  });
});

describe('messages that Graylog found', () => {
  it('name their host as the source, and come in the order of time', () => {
    const found = (timestamp: string, source: string) => ({
      message: { message: timestamp, timestamp, source },
      index: 'graylog_0',
    });

    expect(recordsIn({ messages: [found('12', 'db-02'), found('11', 'db-01')] })).toEqual([
      { host: 'db-01', message: '11', timestamp: '11', source: 'db-01' },
      { host: 'db-02', message: '12', timestamp: '12', source: 'db-02' },
    ]);
    expect(recordsIn({ messages: [{ message: 'said' }] })).toEqual(['said']);
  });
});
