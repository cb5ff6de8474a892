import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { startElasticsearch, type RealServer } from '../../lab/elasticsearch/elasticsearch.ts';

/** A real Elasticsearch for the tests of a file; gives its address once they run. */
export function realElasticsearch(): () => string {
  const folder = mkdtempSync(join(tmpdir(), 'wale-real-'));
  let server: RealServer;
  beforeAll(async () => {
    server = await startElasticsearch(folder);
  }, 300_000);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => server.url;
}
