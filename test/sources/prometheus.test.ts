import { afterEach, describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { METRIC_NAMES } from '../../src/domain/metrics.ts';
import { HOUR } from '../../src/domain/time.ts';
import type { PrometheusSettings } from '../../src/domain/source-settings.ts';
import { askPrometheus } from '../support/ask-source.ts';
import { renderFleetQuery, renderQuery } from '../../src/sources/prometheus/render-query.ts';
import { rawSamplesQuery } from '../../src/sources/prometheus/raw-samples.ts';
import { NOON } from '../support/snapshot.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

const settings = (over: Partial<PrometheusSettings>): PrometheusSettings => ({
  url: 'http://127.0.0.1:1',
  auth: { kind: 'none' },
  caFile: undefined,
  headers: {},
  timeoutMs: 1000,
  labels: {},
  hostLabels: ['fqdn', 'instance'],
  ...over,
  queries: {
    ...(Object.fromEntries(
      METRIC_NAMES.map((name) => [name, null]),
    ) as PrometheusSettings['queries']),
    replica: 'up{$labels}',
    ...over.queries,
  },
});
const question = (at = NOON, historic = true) => ({
  at,
  historic,
  signal: AbortSignal.timeout(60_000),
});
const matrix = (...result: unknown[]) =>
  JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });

async function ask(over: Partial<PrometheusSettings>, body: string, historic = false) {
  const requests: IncomingMessage[] = [];
  server = await listenOnLoopback((request, response) => {
    requests.push(request);
    response.setHeader('date', new Date(NOON - 60_000).toUTCString());
    response.end(body);
  });
  const read = askPrometheus(settings({ url: `${server.url}/prometheus`, ...over }), () => NOON);
  const { readings, clockSkewMs } = await read(question(NOON, historic));
  return { reading: readings.replica, readings, clockSkewMs, requests };
}

describe('the Prometheus adapter', () => {
  it('reads series by the full name of the host, and measures how far the clocks are apart', async () => {
    const metric = { fqdn: 'patroni-01.c.internal', instance: 'x:9187' };
    const values = [
      [NOON / 1000, '1'],
      [NOON / 1000 - 30, '0'],
    ];

    const { reading, readings, clockSkewMs } = await ask({}, matrix({ metric, values }));

    expect(reading).toEqual({
      kind: 'measured',
      observedAt: NOON,
      value: [
        {
          host: 'patroni-01.c.internal',
          points: [
            { at: NOON - 30_000, value: 0 },
            { at: NOON, value: 1 },
          ],
        },
      ],
    });
    expect(readings.pendingWal).toMatchObject({ reason: 'not-configured' });
    expect(clockSkewMs).toBe(60_000);
  });

  it('does not measure the clocks where it is asked as of another time', async () => {
    const { clockSkewMs } = await ask({}, matrix(), true);

    expect(clockSkewMs).toBeUndefined();
  });

  it('keeps the labels by which the hosts fall into groups, and none that each has for itself', async () => {
    const values = [[NOON / 1000, '0']];
    const of = (fqdn: string, labels: object) => ({ metric: { fqdn, ...labels }, values });

    const { reading } = await ask(
      {},
      matrix(
        of('db-01', { env: 'a', az: '1', type: 'patroni', address: '10.0.0.1', odd: 'a\u0007' }),
        of('db-02', { env: 'a', az: '2', type: 'patroni', address: '10.0.0.2', odd: 'a\u0007' }),
        of('db-03', { env: 'b', type: 'patroni', address: '10.0.0.3', odd: 'b\u0007' }),
      ),
    );

    expect(reading).toMatchObject({
      apart: [{ label: 'env', values: { 'db-01': 'a', 'db-02': 'a', 'db-03': 'b' } }],
    });
  });

  it('sends base path, bearer token and extra headers, and the labels well quoted', async () => {
    const { requests } = await ask(
      {
        auth: { kind: 'bearer', token: 't' },
        headers: { 'X-Scope-OrgID': 'gitlab-gprd' },
        labels: { env: 'a"b\\' },
      },
      matrix(),
    );

    const url = new URL(requests[0]?.url ?? '', 'http://x');
    expect(url.pathname).toBe('/prometheus/api/v1/query_range');
    expect(url.searchParams.get('query')).toBe('up{env="a\\"b\\\\"}');
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Bearer t',
      'x-scope-orgid': 'gitlab-gprd',
    });
  });

  it('sends user and password', async () => {
    const auth = { kind: 'basic' as const, username: 'u', password: 'p' };

    const { requests } = await ask({ auth }, matrix());

    expect(requests[0]?.headers.authorization).toBe('Basic dTpw');
  });

  it('takes the largest of several series of one host', async () => {
    const values = (value: string) => [[NOON / 1000, value]];
    const body = matrix(
      { metric: { fqdn: 'a', datname: 'x' }, values: values('3') },
      { metric: { fqdn: 'a', datname: 'y' }, values: values('7') },
      { metric: { fqdn: 'a', datname: 'z' }, values: values('NaN') },
    );

    const { reading } = await ask({}, body);

    expect(reading).toMatchObject({ value: [{ host: 'a', points: [{ value: 7 }] }] });
  });

  const spanOf = (request: IncomingMessage) => {
    const asked = new URL(request.url ?? '', 'http://x').searchParams;
    const [start, end] = ['start', 'end'].map((name) => Number(asked.get(name)));
    return { start, end, step: Number(asked.get('step')), seconds: (end ?? 0) - (start ?? 0) };
  };
  const ofLastArchive = async (day: string, at = NOON, spans: object[] = [], raw?: string) => {
    const value = (ago: number, text: string) => [at / 1000 - ago, text];
    server = await listenOnLoopback((request, response) => {
      const span = spanOf(request);
      if (request.url?.startsWith('/api/v1/query?') === true) {
        response.statusCode = raw === undefined ? 501 : 200;
        response.end(raw);
        return;
      }
      if (request.url?.includes('query=x') === true) spans.push(span);
      response.end(
        span.seconds === 24 * 3600
          ? day
          : matrix({ metric: { fqdn: 'a' }, values: [value(60, '50'), value(0, '60')] }),
      );
    });
    const queries = { ...settings({}).queries, replica: null, lastArchive: 'x{$labels}' };
    const read = askPrometheus(settings({ url: server.url, queries }), () => NOON);
    return (await read(question(at))).readings.lastArchive;
  };

  it('asks for the samples of a day of the last upload, and keeps what a range query shows', async () => {
    const sample = (ago: number, text: string) => [NOON / 1000 - ago, text];
    const raw = matrix(
      { metric: { fqdn: 'a', job: 'x' }, values: [sample(7213, '10'), sample(13, '60')] },
      { metric: { fqdn: 'a', job: 'y' }, values: [sample(7200, '7'), sample(20, '20')] },
    );

    const reading = await ofLastArchive(matrix(), NOON, [], raw);

    expect(reading).toMatchObject({
      value: [
        {
          host: 'a',
          points: [{ value: 10 }, { value: 10 }, { value: 50 }, { value: 60 }],
          scrapes: [
            { at: NOON - 7_213_000, value: 10 },
            { at: NOON - 7_200_000, value: 10 },
            { at: NOON - 20_000, value: 20 },
            { at: NOON - 13_000, value: 60 },
          ],
        },
      ],
    });
  });

  it.each([
    ['x', 'x[86400s]'],
    ['x:y{a="}"}', 'x:y{a="}"}[86400s]'],
    ['{__name__=~"wal[eg]",a=\'b"{\'}', '{__name__=~"wal[eg]",a=\'b"{\'}[86400s]'],
    ['max(x)', undefined],
    ['x > 0', undefined],
    ['x offset 5m', undefined],
    ['x{a="b"} or y', undefined],
    ['', undefined],
  ])('has of %s the samples %s', (query, raw) => {
    expect(rawSamplesQuery(query, 24 * HOUR)).toBe(raw);
  });

  it.each([
    ['a day where nothing else tells of uploads', null, ['age[3600s]', 'age[86400s]'], 2],
    ['an hour beside the metric made from the log', 'x', ['age[3600s]'], 1],
  ])(
    'asks for the samples of PostgreSQL’s age of %s',
    async (_what, lastArchive, asked, samples) => {
      const raw: string[] = [];
      server = await listenOnLoopback((request, response) => {
        const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '';
        if (query.startsWith('age[')) raw.push(query);
        const old = [NOON / 1000 - 7200, '5'];
        const now = [NOON / 1000 - 10, '20'];
        const values = query === 'age[86400s]' ? [old, now] : [now];
        response.end(matrix({ metric: { fqdn: 'a' }, values }));
      });
      const queries = { ...settings({}).queries, lastArchive, archiverAge: 'age' };
      const read = askPrometheus(settings({ url: server.url, queries }), () => NOON);

      const { readings } = await read(question());

      expect(raw).toEqual(asked);
      expect(readings.archiverAge).toMatchObject({ value: [{ points: [{ value: 20 }] }] });
      const { archiverAge } = readings;
      const [series] = archiverAge.kind === 'measured' ? archiverAge.value : [];
      expect(series?.scrapes).toHaveLength(samples);
    },
  );

  it('asks for steps of a day of the last upload where there are no samples, and for what is newer', async () => {
    const values = [
      [NOON / 1000 - 7200, '10'],
      [NOON / 1000 - 30, '20'],
    ];

    const reading = await ofLastArchive(
      matrix({ metric: { fqdn: 'a' }, values }, { metric: { fqdn: 'gone' }, values }),
    );

    expect(reading).toMatchObject({
      value: [
        { host: 'a', points: [{ value: 10 }, { value: 20 }, { value: 60 }] },
        { host: 'gone', points: [{ value: 10 }, { value: 20 }] },
      ],
    });
  });

  it.each([0, 1, 17_300, 29_999])(
    'asks for the same moments of that day %d ms later',
    async (later) => {
      const spans: object[] = [];

      await ofLastArchive(matrix(), NOON + later, spans);

      const end = NOON / 1000;
      expect(spans).toContainEqual({ start: end - 24 * 3600, end, step: 30, seconds: 24 * 3600 });
    },
  );

  it('does with the last hour where the day cannot be read, and says so', async () => {
    expect(await ofLastArchive('{"status":"error"}')).toMatchObject({
      value: [{ host: 'a', points: [{ value: 50 }, { value: 60 }] }],
      lacks: [
        {
          detail: expect.stringContaining('of the day before the last hour: its answer is not'),
          mayHideTrouble: false,
        },
      ],
    });
  });

  it('lacks nothing where there was nothing the day before', async () => {
    expect(await ofLastArchive(matrix())).not.toHaveProperty('lacks');
  });

  it.each([
    ['a warning', { warnings: ['remote read failed: EOF'] }, 'in part only: remote read failed'],
    ['an answer that says it is partial', { isPartial: true }, 'in part only: it says so itself'],
  ])('makes no reading of %s', async (_what, more, detail) => {
    const values = [[NOON / 1000, '1']];
    const whole = JSON.parse(matrix({ metric: { fqdn: 'a' }, values })) as object;

    const { reading } = await ask({}, JSON.stringify({ ...whole, ...more }));

    expect(reading).toMatchObject({
      reason: 'bad-response',
      detail: expect.stringContaining(detail),
    });
  });

  it.each([{ infos: ['metric might not be a counter'] }, { warnings: [] }, { isPartial: false }])(
    'reads an answer with %j',
    async (more) => {
      const values = [[NOON / 1000, '1']];
      const whole = JSON.parse(matrix({ metric: { fqdn: 'a' }, values })) as object;

      const { reading } = await ask({}, JSON.stringify({ ...whole, ...more }));

      expect(reading).toMatchObject({ value: [{ points: [{ value: 1 }] }] });
    },
  );

  it.each([
    '',
    ' ',
    '0x0',
    '0b1',
    '1e999',
    '-1e999',
    '1_000',
    '1,5',
    'Infinity',
    'nan',
    '5 ',
    '+5',
  ])('takes %j for no number, and so for no answer of Prometheus', async (text) => {
    const values = [
      [NOON / 1000 - 30, '1'],
      [NOON / 1000, text],
    ];

    const { reading } = await ask({}, matrix({ metric: { fqdn: 'a' }, values }));

    expect(reading).toMatchObject({ kind: 'unavailable', reason: 'bad-response' });
  });

  it.each([
    ['0', 0],
    ['-3', -3],
    ['1.5', 1.5],
    ['1e+06', 1e6],
    ['2.5e-07', 2.5e-7],
    ['1.7954849e+09', 1.7954849e9],
  ])('reads %j as Prometheus writes it', async (text, value) => {
    const values = [[NOON / 1000, text]];

    const { reading } = await ask({}, matrix({ metric: { fqdn: 'a' }, values }));

    expect(reading).toMatchObject({ value: [{ points: [{ value }] }] });
  });

  it.each(['NaN', '+Inf', '-Inf'])('leaves %s out, which is no value', async (text) => {
    const values = [[NOON / 1000, text]];

    const { reading } = await ask({}, matrix({ metric: { fqdn: 'a' }, values }));

    expect(reading).toMatchObject({ kind: 'measured', value: [{ host: 'a', points: [] }] });
  });

  it('makes no reading of a sample of no time', async () => {
    const values = [[-1e20, '1']];

    const { reading } = await ask({}, matrix({ metric: { fqdn: 'a' }, values }));

    expect(reading).toMatchObject({ reason: 'bad-response' });
  });

  it('says that an answer is too big, and not that there was none in time', async () => {
    const { reading } = await ask({ timeoutMs: 30_000 }, ' '.repeat(33 * 1024 * 1024));

    expect(reading).toMatchObject({
      reason: 'bad-response',
      detail: 'its answer is longer than 32 MiB, and was given up',
    });
  });

  it.each([
    ['no series', matrix(), 'no-data', 'no series answers to up{}'],
    [
      'no host label',
      matrix({ metric: {}, values: [] }),
      'bad-response',
      'has a host name in label',
    ],
    [
      'a hostile host label',
      matrix({ metric: { fqdn: '<!channel>' }, values: [] }),
      'bad-response',
      'host name',
    ],
    ['an error', '{"status":"error","error":"x"}', 'bad-response', 'status: '],
    ['a log-in page', '<html>', 'bad-response', 'a web page in place of JSON'],
    ['nothing', '', 'bad-response', 'not the JSON'],
  ])('makes a reading of %s', async (_what, body, reason, detail) => {
    const { reading } = await ask({}, body);

    expect(reading).toMatchObject({ kind: 'unavailable', reason });
    expect(reading).toMatchObject({ detail: expect.stringContaining(detail) });
  });

  it('reads the metrics of a job, which has no host, over three days', async () => {
    const values = [[NOON / 1000, '5']];
    const body = matrix(
      { metric: { __name__: 'a', exported_type: '<patroni>', fqdn: 'blackbox-01:9091' }, values },
      { metric: { __name__: 'b', exported_type: '<patroni>', fqdn: 'blackbox-01:9091' }, values },
      { metric: { type: 'null' }, values },
    );

    const queries = { ...settings({}).queries, baseBackupStart: 'start{$labels}' };
    const { readings, requests } = await ask({ queries }, body);

    expect(readings.baseBackupStart).toMatchObject({
      kind: 'measured',
      value: [
        { hosts: ['blackbox-01'], type: '<patroni>', points: [{ at: NOON, value: 5 }] },
        { hosts: [], type: 'null' },
      ],
    });
    const asked = requests.map(({ url }) => new URL(url ?? '', 'http://x').searchParams);
    const job = asked.find((parameters) => parameters.get('query') === 'start{}');
    expect(job?.get('start')).toBe(String((NOON - 72 * HOUR) / 1000));
    expect(job?.get('step')).toBe('1800');
  });

  it('does not follow a redirect with its credentials', async () => {
    let followed = false;
    server = await listenOnLoopback((request, response) => {
      if (request.url === '/login') followed = true;
      response.writeHead(302, { location: '/login' }).end();
    });

    const { readings } = await askPrometheus(settings({ url: server.url }), () => NOON)(question());

    expect(readings.replica).toMatchObject({
      reason: 'refused',
      detail: 'it answered HTTP 302 and sends us elsewhere, as a login page or a proxy does',
    });
    expect(followed).toBe(false);
  });

  it('asks for several clusters at once: by value where they agree, by any value where they differ', () => {
    const clusters = [
      { env: 'gprd', type: 'a.b' },
      { env: 'gprd', type: 'c|"d' },
    ];

    expect(renderFleetQuery('up{$labels}', clusters)).toBe(
      String.raw`up{env="gprd",type=~"a\\.b|c\\|\"d"}`,
    );
    expect(renderFleetQuery('up{$labels}', [{}, {}])).toBe('up{}');
  });

  it('renders an empty selector that PromQL accepts', () => {
    expect(renderQuery('up{job="a",$labels} or b{$labels}', {})).toBe('up{job="a",} or b{}');
    expect(renderQuery('b{$labels}', { x: '$&' })).toBe('b{x="$&"}');
  });
});
