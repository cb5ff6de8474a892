import { isHarmlessValue } from '../domain/secrets/is-harmless-value.ts';
import { nameKind } from '../domain/secrets/secret-name.ts';
import type { Auth } from '../domain/source-settings.ts';
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';

/** The secrets of a configuration, wherever it has them from: what must never be shown, whoever repeats it. */
export function secretsIn({ clusters, slack, alerts, guard, state }: Config): readonly string[] {
  const ofClusters = [...clusters.values()].flatMap(({ elasticsearch, prometheus, patroni }) => [
    ...[elasticsearch, prometheus].flatMap((source) =>
      source === undefined ? [] : [...secretsOfAuth(source.auth), ...secretHeaders(source.headers)],
    ),
    ...(patroni?.urls ?? []).flatMap(passwordOf),
  ]);
  const { webhooks, incidentNotes } = alerts ?? {};
  const others = [
    slack.botToken,
    slack.appToken,
    slack.signingSecret,
    webhooks?.authorization?.replace(/^\w+ /, ''),
    incidentNotes?.token,
    guard?.pagerDuty?.routingKey,
    guard?.alertmanager?.authorization?.replace(/^\w+ /, ''),
  ];
  return [
    ...ofClusters,
    ...others.filter((secret) => secret !== undefined),
    ...(webhooks?.pagerDutySecrets ?? []),
    ...(state.kind === 'redis' ? passwordOf(state.url) : []),
  ];
}

/** Folders: a shell's current and previous one, and those of secret files. */
const NO_SECRET = /^(?:(?:OLD)?PWD|WALE_SECRETS_FOLDER|CREDENTIALS_DIRECTORY)$/;

/** The secrets of the environment, by the names of the variables: also those that Wale itself does not read. */
export const secretsInEnvironment = (env: Environment): readonly string[] =>
  Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (/_(?:URL|PROXY)$/i.test(name)) return passwordOf(value);
    const kind = nameKind(name);
    if (kind === undefined || NO_SECRET.test(name)) return [];
    if (isHarmlessValue(value, { kind, by: 'sets', quoted: true })) return [];
    // A list of secrets is divided by commas.
    return [value, ...value.split(',')].map((one) => one.trim());
  });

function secretsOfAuth(auth: Auth): string[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'basic':
      return [auth.password];
    case 'api-key':
      return [auth.key];
    case 'bearer':
      return [auth.token];
  }
}

const secretHeaders = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => (nameKind(name) === undefined ? [] : [value]));

/** Of an address, as it is written there and as it is meant. */
function passwordOf(url: string): string[] {
  const { password } = URL.canParse(url) ? new URL(url) : { password: '' };
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password]; // a bare % in it
  }
}
