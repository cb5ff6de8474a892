import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { createAlertmanagerOutlet } from '../../src/outlets/alertmanager-alerts.ts';
import { createPagerDutyOutlet } from '../../src/outlets/pagerduty-events.ts';
import type { Alarm } from '../../src/guard/alarms.ts';
import { MINUTE } from '../../src/domain/time.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const ALARM: Alarm = {
  id: 'guard:gprd-main:1',
  cluster: 'gprd-main',
  code: 'upload-stuck',
  headline: 'an upload from patroni-01 is stuck',
  critical: false,
  since: NOW - 5 * MINUTE,
  over: false,
  sent: {},
};

let servers: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

interface Seen {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

async function listen(status: () => number, headers: Record<string, string> = {}, answer = '{}') {
  const seen: Seen[] = [];
  const server = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { authorization } = request.headers;
      seen.push({ url: request.url, authorization, body: JSON.parse(body) as unknown });
      response.writeHead(status(), { 'content-type': 'application/json', ...headers });
      response.end(answer);
    });
  });
  servers.push(server);
  return { seen, url: server.url };
}

const faults: unknown[] = [];
const onFault = (fault: unknown): void => {
  faults.push(fault);
};

const pagerDuty = async (status: () => number = () => 202) => {
  const { seen, url } = await listen(status);
  return { seen, outlet: createPagerDutyOutlet({ url, routingKey: 'r-key' }, onFault) };
};

const actions = (seen: readonly Seen[]): unknown[] =>
  seen.map(({ body }) => {
    const { event_action: action, dedup_key: key } = body as Record<string, string>;
    return `${action ?? ''} ${(key ?? '').replace(/[0-9a-f]{40}/, 'ID')}`;
  });

describe('PagerDuty', () => {
  it('gets an event of the API v2 under a name of the trouble', async () => {
    const { seen, outlet } = await pagerDuty();

    expect(await outlet.send(ALARM, undefined, NOW)).toBe('arrived');
    await outlet.send(ALARM, undefined, NOW);

    expect(seen[0]).toMatchObject({
      url: '/v2/enqueue',
      body: {
        routing_key: 'r-key',
        event_action: 'trigger',
        payload: {
          summary: 'gprd-main: an upload from patroni-01 is stuck',
          source: 'gprd-main',
          severity: 'warning',
          timestamp: '2026-11-24T11:55:00.000Z',
          class: 'upload-stuck',
        },
      },
    });
    expect(seen[1]?.body).toEqual(seen[0]?.body);
  });

  it('gets another alert when a trouble gets critical, and both resolved when it is over', async () => {
    const { seen, outlet } = await pagerDuty();
    const critical = { ...ALARM, critical: true };

    await outlet.send(ALARM, undefined, NOW);
    await outlet.send(critical, false, NOW);
    await outlet.send({ ...critical, over: true }, true, NOW);

    expect(actions(seen)).toEqual([
      'trigger wale-ID',
      'trigger wale-ID-critical',
      'resolve wale-ID',
      'resolve wale-ID',
      'resolve wale-ID-critical',
    ]);
  });

  it.each([
    [500, 'unreachable'],
    [429, 'unreachable'],
    [403, 'unreachable'],
    [400, 'refused'],
  ])('that answers %i has it %s', async (status, delivery) => {
    const { outlet } = await pagerDuty(() => status);

    expect(await outlet.send(ALARM, undefined, NOW)).toBe(delivery);
    expect(String(faults.at(-1))).toBe(`Error: PagerDuty did not take an alarm (status ${status})`);
  });

  it('is not followed elsewhere with the key', async () => {
    const elsewhere = await listen(() => 202);
    const { url } = await listen(() => 307, { location: `${elsewhere.url}/v2/enqueue` });
    const outlet = createPagerDutyOutlet({ url, routingKey: 'r-key' }, onFault);

    expect(await outlet.send(ALARM, undefined, NOW)).toBe('unreachable');
    expect(elsewhere.seen).toEqual([]);
  });

  it('that is not there is no bug', async () => {
    const { url } = await listen(() => 202);
    await servers.pop()?.close();
    const outlet = createPagerDutyOutlet({ url, routingKey: 'r-key' }, onFault);

    expect(await outlet.send(ALARM, undefined, NOW)).toBe('unreachable');
    expect(String(faults.at(-1))).toContain('ECONNREFUSED');
  });
});

describe('Alertmanager', () => {
  const alertmanager = async () => {
    const { seen, url } = await listen(() => 200);
    const settings = { url, authorization: 'Bearer a-token', labels: { team: 'database' } };
    return { seen, outlet: createAlertmanagerOutlet(settings, MINUTE, onFault) };
  };

  it('holds an alert for as long as it is told anew', async () => {
    const { seen, outlet } = await alertmanager();

    expect(await outlet.send(ALARM, undefined, NOW)).toBe('arrived');

    expect(seen).toEqual([
      {
        url: '/api/v2/alerts',
        authorization: 'Bearer a-token',
        body: [
          {
            labels: {
              alertname: 'WaleTrouble',
              cluster: 'gprd-main',
              severity: 'warning',
              team: 'database',
            },
            annotations: { summary: 'an upload from patroni-01 is stuck', verdict: 'upload-stuck' },
            startsAt: '2026-11-24T11:55:00.000Z',
            endsAt: '2026-11-24T12:05:00.000Z',
          },
        ],
      },
    ]);
  });

  it('ends it when the trouble is over, and the milder one when it gets critical', async () => {
    const { seen, outlet } = await alertmanager();
    const ends = (index: number): unknown =>
      (seen[index]?.body as { labels: { severity: string }; endsAt: string }[]).map(
        ({ labels, endsAt }) => [labels.severity, endsAt.slice(11, 16)],
      );

    await outlet.send({ ...ALARM, critical: true }, false, NOW);
    await outlet.send({ ...ALARM, critical: true, over: true }, true, NOW);

    expect(ends(0)).toEqual([
      ['critical', '12:05'],
      ['warning', '12:00'],
    ]);
    expect(ends(1)).toEqual([['critical', '12:00']]);
  });
});

describe('an alarm', () => {
  it.each([
    ['PagerDuty', (url: string) => createPagerDutyOutlet({ url, routingKey: 'r' }, onFault)],
    [
      'Alertmanager',
      (url: string) =>
        createAlertmanagerOutlet({ url, authorization: undefined, labels: {} }, MINUTE, onFault),
    ],
  ])('has not arrived where a web page answers in place of %s', async (name, outletAt) => {
    const page = await listen(() => 200, { 'content-type': 'text/html' }, '<html>Sign in</html>');
    const nothing = await listen(() => 200, {}, '');
    faults.length = 0;

    expect(await outletAt(page.url).send(ALARM, undefined, NOW)).toBe('unreachable');
    expect(await outletAt(nothing.url).send(ALARM, undefined, NOW)).toBe('arrived');
    expect(faults.map(String)).toEqual([
      `Error: ${name} did not take an alarm (a web page answered, as of a login or a proxy)`,
    ]);
  });
});
