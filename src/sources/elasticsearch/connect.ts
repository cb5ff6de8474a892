import { Client } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { caOf } from '../http-endpoint.ts';
import { BoundedConnection } from './bounded-connection.ts';

/** A thousand records of the longest kind are some 5 MB. A longer answer is given up: what it says is unknown. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Of many clusters, or of a few. */
export const MAX_ANSWER_BYTES_OF_MANY = 2 * MAX_ANSWER_BYTES;

export function connect(settings: ElasticsearchSettings): Client {
  const { auth } = settings;
  const ca = caOf(settings);
  return new Client({
    node: settings.url,
    Connection: BoundedConnection,
    maxResponseSize: MAX_ANSWER_BYTES,
    // The client would send a name with capitals twice.
    headers: {
      // A thousand records of one form: compressed they are a twentieth.
      'accept-encoding': 'gzip,deflate',
      ...Object.fromEntries(
        Object.entries(settings.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    },
    maxRetries: 0,
    enableMetaHeader: false,
    requestTimeout: settings.timeoutMs,
    ...(auth.kind === 'basic'
      ? { auth: { username: auth.username, password: auth.password } }
      : auth.kind === 'api-key'
        ? { auth: { apiKey: auth.key } }
        : auth.kind === 'bearer'
          ? { auth: { bearer: auth.token } }
          : {}),
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
}
