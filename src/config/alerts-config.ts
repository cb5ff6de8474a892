import { DEFAULT_ALERT_PATTERNS } from '../threads/alerts/alert-patterns.ts';
import { authorizationOf } from './authorization.ts';
import type { Auth } from '../domain/source-settings.ts';
import { DEFAULT_WATCH } from '../threads/record/watch-settings.ts';
import type { AlertsFile, StateFile } from './alerts-file.ts';
import type { AlertsConfig, StateConfig } from './config.ts';
import { headerVariable } from './header-text.ts';
import { variable, type Environment } from './environment.ts';
import { OperatorError } from '../domain/operator-error.ts';

const PAGERDUTY_API = 'https://api.pagerduty.com';

/** How alerts are answered; undefined if the file has no `alerts`: then none is. */
export function alertsConfig(
  file: AlertsFile | undefined,
  env: Environment,
): AlertsConfig | undefined {
  if (file === undefined) return undefined;
  const channels = file.channels ?? [];
  const channel = file.channel ?? channels[0];
  const secrets =
    file.pagerduty?.webhookSecrets ?? listed(variable(env, 'PAGERDUTY_WEBHOOK_SECRET'));
  const authorization = authorizationOf(
    file.alertmanager?.auth ?? bearer(headerVariable(env, 'ALERTMANAGER_WEBHOOK_TOKEN')),
  );
  if (channel === undefined && (secrets.length > 0 || authorization !== undefined)) {
    throw new OperatorError(
      'alerts.channel: expected the id of a channel for the alerts that come by webhook, got nothing. Set alerts.channel or alerts.channels.',
    );
  }
  return {
    channels,
    patterns: {
      names: file.names ?? DEFAULT_ALERT_PATTERNS.names,
      phrases: file.phrases ?? DEFAULT_ALERT_PATTERNS.phrases,
    },
    watch: {
      everyMs: file.watch?.every ?? DEFAULT_WATCH.everyMs,
      settleMs: file.watch?.settle ?? DEFAULT_WATCH.settleMs,
      limitMs: file.watch?.limit ?? DEFAULT_WATCH.limitMs,
    },
    webhooks:
      channel === undefined ? undefined : { channel, pagerDutySecrets: secrets, authorization },
    incidentNotes: incidentNotes(file.pagerduty, env),
  };
}

function incidentNotes(
  file: AlertsFile['pagerduty'],
  env: Environment,
): AlertsConfig['incidentNotes'] {
  const token = file?.token ?? headerVariable(env, 'PAGERDUTY_TOKEN');
  if (token === undefined) return undefined;
  const from = file?.from ?? headerVariable(env, 'PAGERDUTY_FROM');
  if (from === undefined) {
    throw new OperatorError(
      'PAGERDUTY_FROM: expected the e-mail address of a PagerDuty user beside the token, got nothing. PagerDuty takes no note without it.',
    );
  }
  return { token, from, url: (file?.apiUrl ?? PAGERDUTY_API).replace(/\/+$/, '') };
}

const listed = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const bearer = (token: string | undefined): Auth =>
  token === undefined ? { kind: 'none' } : { kind: 'bearer', token };

/** Where threads are remembered. Without alerts or a guard there is little to remember, and no folder is made. */
export function stateConfig(
  file: StateFile | undefined,
  isNeeded: boolean,
  env: Environment,
): StateConfig {
  if (file?.folder !== undefined && file.redisUrl !== undefined) {
    throw new OperatorError('state: expected either folder or redisUrl, got both. Take one away.');
  }
  const redis =
    file?.redisUrl ?? (file?.folder === undefined ? variable(env, 'REDIS_URL') : undefined);
  if (redis !== undefined) {
    if (!/^rediss?:\/\//.test(redis)) {
      throw new OperatorError(
        'REDIS_URL: expected a URL that begins with redis:// or rediss://, got something else. Set it right in the environment.',
      );
    }
    return { kind: 'redis', url: redis, prefix: file?.prefix ?? 'wale' };
  }
  const folder = file?.folder ?? variable(env, 'WALE_STATE_FOLDER');
  if (folder === undefined && !isNeeded) return { kind: 'none' };
  return { kind: 'folder', path: folder ?? 'wale-state' };
}
