import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { LOG_INDEX_MAPPINGS } from '../scenario/log-index.ts';
import { startDaemon } from './daemons.ts';
import { INDEX, inLab, PORTS, url } from './layout.ts';
import { waitFor } from './wait-for.ts';

export async function startElasticsearch(): Promise<void> {
  startDaemon('elasticsearch', [
    join('lab', 'elasticsearch', 'start.sh'),
    inLab('elasticsearch'),
    String(PORTS.elasticsearch),
  ]);
  await waitFor('Elasticsearch', 240_000, async () => {
    const health = await fetch(
      `${url(PORTS.elasticsearch)}/_cluster/health?wait_for_status=yellow`,
    );
    return health.ok;
  });
}

/** The index of the logs, with GitLab's mapping. It is refreshed more often than GitLab's 30 s. */
export async function makeLogIndex(): Promise<void> {
  const client = new Client({ node: url(PORTS.elasticsearch) });
  await client.indices.create({
    index: INDEX,
    settings: { number_of_shards: 3, number_of_replicas: 0, refresh_interval: '1s' },
    mappings: LOG_INDEX_MAPPINGS,
  });
  await client.close();
}

/** A full disk makes Elasticsearch itself do this to an index. */
export async function blockWrites(blocked: boolean): Promise<void> {
  const client = new Client({ node: url(PORTS.elasticsearch) });
  await client.indices.putSettings({ index: INDEX, settings: { 'index.blocks.write': blocked } });
  await client.close();
}
