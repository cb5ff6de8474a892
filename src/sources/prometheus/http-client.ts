import { BOUNDS } from '../../domain/bounds.ts';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import type { HttpEndpoint } from '../../domain/source-settings.ts';
import { caOf } from '../http-endpoint.ts';
import { withoutUpgrades } from '../without-upgrades.ts';

/** A client that logs in at this endpoint and follows nobody elsewhere. */
export function httpClient(settings: HttpEndpoint): AxiosInstance {
  const { auth } = settings;
  const authorization =
    auth.kind === 'bearer'
      ? { authorization: `Bearer ${auth.token}` }
      : auth.kind === 'api-key'
        ? { authorization: `ApiKey ${auth.key}` }
        : {};
  const ca = caOf(settings);
  return axios.create({
    baseURL: settings.url,
    headers: { ...settings.headers, ...authorization },
    ...(auth.kind === 'basic'
      ? { auth: { username: auth.username, password: auth.password } }
      : {}),
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) }),
    // A redirect would carry the credentials elsewhere, or end at a log-in page.
    maxRedirects: 0,
    maxContentLength: BOUNDS.prometheusAnswer.most,
    proxy: false,
    transport: withoutUpgrades,
  });
}
