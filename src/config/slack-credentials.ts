import type { SlackConfig } from './config.ts';
import { OperatorError } from '../domain/operator-error.ts';

export type SlackCredentials =
  | { readonly mode: 'socket'; readonly botToken: string; readonly appToken: string }
  | {
      readonly mode: 'http';
      readonly botToken: string;
      readonly signingSecret: string;
      readonly port: number;
    };

/** What the bot needs to talk to Slack. Only `wale serve` asks for it. */
export function slackCredentials(slack: SlackConfig): SlackCredentials {
  const { mode, botToken, appToken, signingSecret, port } = slack;
  const second = mode === 'socket' ? appToken : signingSecret;
  if (botToken === undefined || second === undefined) {
    const missing = [
      ...(botToken === undefined ? ['SLACK_BOT_TOKEN'] : []),
      ...(second === undefined
        ? [mode === 'socket' ? 'SLACK_APP_TOKEN' : 'SLACK_SIGNING_SECRET']
        : []),
    ].join(' and ');
    const way = mode === 'socket' ? 'Socket Mode' : 'HTTP mode';
    throw new OperatorError(
      `${missing}: expected for ${way}, got nothing. Set it in the environment.`,
    );
  }
  expectPrefix('SLACK_BOT_TOKEN', botToken, 'xoxb-');
  if (mode === 'http') return { mode, botToken, signingSecret: second, port };
  expectPrefix('SLACK_APP_TOKEN', second, 'xapp-');
  return { mode, botToken, appToken: second };
}

/** https://docs.slack.dev/authentication/tokens */
const KINDS = [
  ['xoxb-', 'a bot token (xoxb-)'],
  ['xapp-', 'an app-level token (xapp-)'],
  ['xoxp-', 'a user token (xoxp-)'],
  ['xoxe', 'a rotating token (xoxe)'],
] as const;

function expectPrefix(name: string, value: string, prefix: string): void {
  if (value.startsWith(prefix)) return;
  const kind = KINDS.find(([begin]) => value.startsWith(begin))?.[1] ?? 'another kind';
  throw new OperatorError(
    `${name}: expected a token that begins with ${prefix}, got ${kind}. Copy it again from the app’s page in Slack.`,
  );
}
