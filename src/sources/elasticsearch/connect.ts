import { BOUNDS } from '../../domain/bounds.ts';
import { Client } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { caOf } from '../http-endpoint.ts';
import { BoundedConnection } from './bounded-connection.ts';

export function connect(settings: ElasticsearchSettings): Client {
  const { auth } = settings;
  const ca = caOf(settings);
  return new Client({
    node: settings.url,
    Connection: BoundedConnection,
    maxResponseSize: BOUNDS.elasticsearchAnswer.most,
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
