import { DEFAULT_GRACES } from '../domain/graces.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { MINUTE, type DurationMs } from '../domain/time.ts';
import type { ConfigFile } from './config-file.ts';
import type { AlertsConfig, GuardConfig } from './config.ts';
import { authorizationOf } from './authorization.ts';
import { definedOnly } from './defined-only.ts';
import { headerVariable } from './header-text.ts';
import { variable, type Environment } from './environment.ts';

/** GitLab's rules are evaluated once a minute, and so are most scrapes. */
const EVERY: DurationMs = MINUTE;

const PAGERDUTY_EVENTS = 'https://events.pagerduty.com';

/** As long as a thread is watched after it recovered. */
const SETTLE: DurationMs = 10 * MINUTE;

/** How the guard looks; undefined if the file has no `guard`: then it is off. */
export function guardConfig(
  { guard, clusters = {} }: ConfigFile,
  alerts: AlertsConfig | undefined,
  env: Environment,
): GuardConfig | undefined {
  const channels = new Map(
    Object.entries(clusters).flatMap(([name, cluster]): [string, string][] => {
      const channel = cluster?.guard?.channel;
      return channel === undefined ? [] : [[name, channel]];
    }),
  );
  if (guard === undefined) {
    const [name] = channels.keys();
    if (name === undefined) return undefined;
    throw new OperatorError(
      `clusters.${name}.guard: expected guard at the top level beside it, got none: then the guard is off. Set guard, or take this away.`,
    );
  }
  const channel = guard.channel ?? alerts?.webhooks?.channel;
  if (channel === undefined) {
    throw new OperatorError(
      'guard.channel: expected the id of a channel in which troubles are told, got nothing. Set guard.channel, alerts.channel or alerts.channels.',
    );
  }
  return {
    everyMs: guard.every ?? EVERY,
    settleMs: guard.settle ?? SETTLE,
    graces: { ...DEFAULT_GRACES, ...definedOnly(guard.grace ?? {}) },
    channel,
    channels,
    pipelineChannel: guard.pipelineChannel ?? channel,
    pagerDuty: pagerDuty(guard.pagerduty, env),
    alertmanager: alertmanager(guard.alertmanager, env),
  };
}

type GuardFile = NonNullable<ConfigFile['guard']>;

function pagerDuty(file: GuardFile['pagerduty'], env: Environment): GuardConfig['pagerDuty'] {
  if (file === undefined) return undefined;
  const routingKey = file.routingKey ?? variable(env, 'PAGERDUTY_ROUTING_KEY');
  if (routingKey === undefined) {
    throw new OperatorError(
      'guard.pagerduty: expected the routing key of an integration of the Events API v2, got nothing. Set PAGERDUTY_ROUTING_KEY, or take guard.pagerduty away.',
    );
  }
  return { routingKey, url: withoutSlash(file.url ?? PAGERDUTY_EVENTS) };
}

function alertmanager(
  file: GuardFile['alertmanager'],
  env: Environment,
): GuardConfig['alertmanager'] {
  if (file === undefined) return undefined;
  const token = headerVariable(env, 'ALERTMANAGER_TOKEN');
  const auth = file.auth ?? (token === undefined ? undefined : { kind: 'bearer' as const, token });
  return {
    url: withoutSlash(file.url),
    authorization: auth && authorizationOf(auth),
    labels: file.labels ?? {},
  };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
