import { listenOnLoopback } from '../../lab/scenario/loopback.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import { askElasticsearch } from './ask-source.ts';
import { logIndex, type LogDocument } from './log-index.ts';
import { NOON } from './snapshot.ts';

/** What Wale reads at noon of an index with these documents, by these settings of wale.yaml. */
export async function readIndex(
  index: string,
  documents: readonly LogDocument[],
  elasticsearch: string,
): Promise<UploadLog> {
  const server = await listenOnLoopback(logIndex(index, documents));
  try {
    const env = { ELASTICSEARCH_URL: server.url };
    const yaml = `elasticsearch:\n  index: ${index}\n${elasticsearch}`;
    const settings = loadConfig({ env, readFile: () => yaml }).clusters.get('main')?.elasticsearch;
    if (settings === undefined) throw new Error('not configured');
    const reading = await askElasticsearch(settings)({
      at: NOON,
      historic: true,
      signal: AbortSignal.timeout(5000),
    });
    if (reading.kind === 'unavailable') throw new Error(reading.detail);
    return reading.value;
  } finally {
    await server.close();
  }
}
