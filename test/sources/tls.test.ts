import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.ts';
import { askElasticsearch } from '../support/ask-source.ts';
import { askPrometheus } from '../support/ask-source.ts';
import { NOON } from '../support/snapshot.ts';

const CERTIFICATE = 'test/fixtures/tls/cert.pem';

const server = createServer(
  { cert: readFileSync(CERTIFICATE), key: readFileSync('test/fixtures/tls/key.pem') },
  (request, response) => {
    request.resume();
    response.setHeader('x-elastic-product', 'Elasticsearch');
    response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
  },
);
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(env: Record<string, string>) {
  const config = loadConfig({
    env: { ELASTICSEARCH_URL: url, PROMETHEUS_URL: url, ...env },
    readFile: (path) => (path === CERTIFICATE ? '' : undefined),
  });
  const main = config.clusters.get('main');
  if (main?.elasticsearch === undefined || main.prometheus === undefined) throw new Error('no');
  const question = { at: NOON, historic: true, signal: AbortSignal.timeout(4000) };
  const { readings } = await askPrometheus(main.prometheus, () => NOON)(question);
  return [await askElasticsearch(main.elasticsearch)(question), readings.replica];
}

describe('TLS', () => {
  it('does not trust a certificate that nobody vouches for, and says what to set', async () => {
    for (const reading of await ask({})) {
      expect(reading).toMatchObject({
        reason: 'unreachable',
        detail: 'its certificate is self-signed: set caFile',
      });
    }
  });

  it('trusts the certificates of caFile', async () => {
    const env = { ELASTICSEARCH_CA_FILE: CERTIFICATE, PROMETHEUS_CA_FILE: CERTIFICATE };

    for (const reading of await ask(env)) {
      expect(reading).toMatchObject({ detail: 'it answered HTTP 401: check the credentials' });
    }
  });
});
