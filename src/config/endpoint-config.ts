import type { z } from 'zod';
import type { ElasticsearchFile, PrometheusFile } from './config-file.ts';
import type { Auth, HttpEndpoint } from '../domain/source-settings.ts';
import { headerVariable } from './header-text.ts';
import { variable, type Environment } from './environment.ts';
import { SECOND } from '../domain/time.ts';
import { EndpointUrl } from './urls.ts';
import { OperatorError } from '../domain/operator-error.ts';

type SourceName = 'ELASTICSEARCH' | 'PROMETHEUS';
type EndpointFile = Pick<
  ElasticsearchFile & PrometheusFile,
  'url' | 'auth' | 'caFile' | 'headers' | 'timeout'
>;

/** Where a source is and how to log in there; undefined if neither file nor environment has a URL. */
export function endpointConfig(
  source: SourceName,
  file: EndpointFile,
  env: Environment,
): HttpEndpoint | undefined {
  const inFile = withCredentialsOfUrl(file);
  const url = inFile.url ?? environmentUrl(`${source}_URL`, env);
  if (url === undefined) return undefined;
  return {
    url: withoutCredentials(url),
    auth: inFile.auth ?? environmentAuth(source, env) ?? credentialsOf(url) ?? { kind: 'none' },
    caFile: file.caFile ?? variable(env, `${source}_CA_FILE`),
    headers: file.headers ?? {},
    timeoutMs: file.timeout ?? 2 * SECOND,
  };
}

/**
 * The same settings with the credentials of the URL as `auth`, unless that is given beside it.
 * Done before a cluster's settings are laid over the common ones: credentials belong to their URL.
 */
export function withCredentialsOfUrl<T extends Pick<EndpointFile, 'url' | 'auth'>>(file: T): T {
  const auth = file.auth ?? (file.url === undefined ? undefined : credentialsOf(file.url));
  return auth === undefined ? file : { ...file, auth };
}

function environmentUrl(name: `${SourceName}_URL`, env: Environment): string | undefined {
  const url = variable(env, name);
  if (url === undefined) return undefined;
  const parsed: z.ZodSafeParseResult<string> = EndpointUrl.safeParse(url);
  if (parsed.success) return url;
  // What came is not shown: it may hold a password.
  const [issue] = parsed.error.issues;
  throw new OperatorError(
    `${name}: ${issue?.message ?? ''}, got something else. Set it right in the environment.`,
  );
}

function environmentAuth(source: SourceName, env: Environment): Auth | undefined {
  const key = headerVariable(env, `${source}_API_KEY`);
  if (key !== undefined) return { kind: 'api-key', key };
  const token = headerVariable(env, `${source}_BEARER_TOKEN`);
  if (token !== undefined) return { kind: 'bearer', token };
  const username = variable(env, `${source}_USERNAME`);
  if (username === undefined) return undefined;
  const password = variable(env, `${source}_PASSWORD`);
  if (password === undefined) {
    throw new OperatorError(
      `${source}_PASSWORD: expected a password beside ${source}_USERNAME, got nothing. Set both or neither.`,
    );
  }
  return { kind: 'basic', username, password };
}

function credentialsOf(raw: string): Auth | undefined {
  const { username, password } = new URL(raw);
  if (username === '' && password === '') return undefined;
  return { kind: 'basic', username: decoded(username), password: decoded(password) };
}

/** A password with a bare % in it is taken as it is written. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutCredentials(raw: string): string {
  const url = new URL(raw);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}
