import type { Check } from '../domain/check.ts';
import type { SlackIdentity } from '../domain/contracts.ts';
import type { Reading } from '../domain/reading.ts';
import { channelChecks } from './alert-checks.ts';

/** The scopes in manifest.yml, and what does not work without each. */
export const NEEDED_SCOPES: Readonly<Record<string, string>> = {
  commands: '/wale is not known to Slack',
  'app_mentions:read': '@wale is not heard',
  'chat:write': 'no reply can be posted in a thread, and nothing is watched',
  'channels:history': 'alerts in public channels are not seen',
  'groups:history': 'alerts in private channels are not seen',
  'im:history': 'direct messages are not heard',
};

/** Whether the bot token is taken, and may do what it must. Without one there is nothing to check. */
export function slackChecks(identity: Reading<SlackIdentity> | undefined): readonly Check[] {
  if (identity === undefined) return [];
  const subject = 'Slack token';
  if (identity.kind === 'unavailable') {
    const cost = 'the bot does not start';
    const remedy =
      identity.reason === 'refused'
        ? 'check SLACK_BOT_TOKEN, and that the app is installed'
        : 'let Wale reach slack.com or SLACK_API_URL: check DNS, firewall, NetworkPolicy';
    return [{ subject, outcome: 'broken', found: identity.detail, cost, remedy }];
  }
  const { team, scopes, channels } = identity.value;
  const missing = Object.keys(NEEDED_SCOPES).filter((scope) => !scopes.includes(scope));
  const token: Check =
    missing.length === 0
      ? { subject, outcome: 'works', found: `accepted by workspace ${team}` }
      : {
          subject,
          outcome: missing.includes('commands') ? 'broken' : 'lacking',
          found: `lacks the scope${missing.length === 1 ? '' : 's'} ${missing.join(', ')}`,
          cost: missing.map((scope) => NEEDED_SCOPES[scope]).join('; '),
          remedy: 'take the scopes over from manifest.yml, and install the app again',
        };
  return [token, ...channelChecks(channels)];
}
