import type { Check } from '../domain/check.ts';
import type { SlackIdentity } from '../domain/contracts.ts';
import type { Reading } from '../domain/reading.ts';

/** What the bot's commands need: see manifest.yml. */
const NEEDED_SCOPES = ['commands'];

/** Whether the bot token is taken, and may do what it must. Without one there is nothing to check. */
export function slackChecks(identity: Reading<SlackIdentity> | undefined): readonly Check[] {
  if (identity === undefined) return [];
  const subject = 'Slack token';
  if (identity.kind === 'unavailable') {
    const cost = 'the bot does not start';
    const remedy = 'check SLACK_BOT_TOKEN, and that the app is installed';
    return [{ subject, outcome: 'broken', found: identity.detail, cost, remedy }];
  }
  const { team, scopes } = identity.value;
  const missing = NEEDED_SCOPES.filter((scope) => !scopes.includes(scope));
  if (missing.length === 0)
    return [{ subject, outcome: 'works', found: `accepted by workspace ${team}` }];
  return [
    {
      subject,
      outcome: 'broken',
      found: `lacks the scope ${missing.join(', ')}`,
      cost: '/wale is not known to Slack',
      remedy: 'install the app again from manifest.yml',
    },
  ];
}
