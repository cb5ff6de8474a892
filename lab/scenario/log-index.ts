import { Client } from '@elastic/elasticsearch';
import type { LogDocument } from './log-documents.ts';

export const LOG_INDEX = 'pubsub-postgres-inf-gprd';

// As GitLab maps this index: every string is text, with an exact form up to 256 characters.
const text = {
  type: 'text',
  fields: { keyword: { type: 'keyword', ignore_above: 256 } },
} as const;

export const LOG_INDEX_MAPPINGS = {
  properties: {
    '@timestamp': { type: 'date' },
    json: {
      properties: {
        tag: text,
        message: text,
        walg_header: text,
        walg_message: text,
        hostname: text,
        fqdn: text,
        environment: text,
        type: text,
        tier: text,
      },
    },
  },
} as const;

/** Makes the index anew, with GitLab's mapping and exactly these documents. */
export async function fillLogIndex(url: string, documents: readonly LogDocument[]): Promise<void> {
  const client = new Client({ node: url });
  await client.indices.delete({ index: LOG_INDEX, ignore_unavailable: true });
  await client.indices.create({
    index: LOG_INDEX,
    settings: { number_of_shards: 3, number_of_replicas: 0, refresh_interval: '30s' },
    mappings: LOG_INDEX_MAPPINGS,
  });
  if (documents.length > 0) {
    const operations = documents.flatMap((document, number) => [
      { index: { _id: String(number) } },
      document,
    ]);
    const answer = await client.bulk({ index: LOG_INDEX, operations, refresh: true });
    if (answer.errors)
      throw new Error(`a document was refused: ${JSON.stringify(answer.items[0])}`);
  }
  await client.close();
}
