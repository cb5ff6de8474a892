import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { metricServer } from '../support/metric-server.ts';
import { runWale } from '../support/terminal.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

const THROUGH = '/api/datasources/proxy/uid/P1';

/** A Prometheus that is asked through Grafana. */
async function grafana(): Promise<string> {
  const metrics = metricServer([
    { name: 'patroni_primary', labels: { instance: 'db-01:8008' }, value: () => 1 },
  ]);
  const server = await listenOnLoopback((request, response) => {
    const { url = '' } = request;
    if (url.startsWith(THROUGH)) {
      request.url = url.slice(THROUGH.length);
      metrics(request, response);
      return;
    }
    const found = url.startsWith('/api/search') ? [{ title: 'WAL', url: '/d/w/wal' }] : undefined;
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  servers.push(server);
  return server.url;
}

describe('pages beside the sources', () => {
  it('are proposed by wale doctor, to be pasted', async () => {
    const url = await grafana();
    const { out } = await runWale(['doctor'], { PROMETHEUS_URL: `${url}${THROUGH}` });

    expect(out).toContain('paste it into wale.yaml');
    expect(out).toContain(`\n  links:\n    grafana: "${url}/d/w/wal?from={from_ms}&to={to_ms}"\n`);
    expect(out).toContain(`    explore: "${url}/explore?schemaVersion=1&panes=`);
  });

  it('are not looked for where some are configured', async () => {
    const url = await grafana();
    const { out } = await runWale(['doctor', '--config', 'test/fixtures/links/wale.yaml'], {
      PROMETHEUS_URL: `${url}${THROUGH}`,
    });

    expect(out).not.toContain('links:');
  });

  it('stand in what wale init proposes', async () => {
    const url = await grafana();
    const { out } = await runWale(['init', '--prometheus', `${url}${THROUGH}`]);

    expect(out).toContain(`links:\n  grafana: "${url}/d/w/wal?from={from_ms}&to={to_ms}"`);
  });
});
