import { createHmac } from 'node:crypto';

/**
 * The headers of a request that Slack signs: https://docs.slack.dev/authentication/verifying-requests-from-slack.
 * The time is the bot's own, since it refuses requests that are five minutes older or newer.
 */
export function signedHeaders(
  signingSecret: string,
  body: string,
  now = Date.now(),
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` };
}
