import { harmlessText } from '../domain/harmless-text.ts';
import type { ConfigFile } from './config-file.ts';
import type { SlackConfig } from './config.ts';
import { headerVariable } from './header-text.ts';
import { variable, type Environment } from './environment.ts';
import { portIn } from './port-in.ts';
import { WebUrl } from './urls.ts';
import { OperatorError } from '../domain/operator-error.ts';

const DEFAULT_PORT = 3000;

/** Slack's part of the configuration. No token is demanded here: the terminal needs none. */
export function slackConfig(file: NonNullable<ConfigFile['slack']>, env: Environment): SlackConfig {
  const appToken = file.appToken ?? headerVariable(env, 'SLACK_APP_TOKEN');
  const signingSecret = file.signingSecret ?? variable(env, 'SLACK_SIGNING_SECRET');
  const likelyMode = appToken === undefined && signingSecret !== undefined ? 'http' : 'socket';
  return {
    mode: file.mode ?? environmentMode(env) ?? likelyMode,
    port: file.port ?? portIn(env, 'PORT') ?? DEFAULT_PORT,
    botToken: file.botToken ?? headerVariable(env, 'SLACK_BOT_TOKEN'),
    appToken,
    signingSecret,
    apiUrl: file.apiUrl ?? environmentApiUrl(env),
    allow: { channels: file.allow?.channels ?? [], users: file.allow?.users ?? [] },
  };
}

function environmentMode(env: Environment): SlackConfig['mode'] | undefined {
  const mode = variable(env, 'SLACK_MODE');
  if (mode === undefined || mode === 'socket' || mode === 'http') return mode;
  throw new OperatorError(`SLACK_MODE: expected socket or http, got ${shown(mode)}.`);
}

function environmentApiUrl(env: Environment): string | undefined {
  const url = variable(env, 'SLACK_API_URL');
  if (url === undefined || WebUrl.safeParse(url).success) return url;
  throw new OperatorError(
    'SLACK_API_URL: expected a URL that begins with http:// or https://, got something else. Set it right in the environment.',
  );
}

const shown = (text: string): string => JSON.stringify(harmlessText(text, 40));
