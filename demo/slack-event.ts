import { signedHeaders } from './signed-request.ts';

/** Delivers an event as Slack does in HTTP mode: signed, and sent again with the same id. */
export async function deliverEvent(
  eventsUrl: string,
  signingSecret: string,
  eventId: string,
  event: object,
  retry?: number,
): Promise<number> {
  const body = JSON.stringify({
    type: 'event_callback',
    token: 'unused',
    team_id: 'T1',
    api_app_id: 'A1',
    event_id: eventId,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [{ team_id: 'T1', user_id: 'U1', is_bot: true, is_enterprise_install: false }],
    event: { type: 'message', channel_type: 'channel', ...event },
  });
  const answer = await fetch(eventsUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...signedHeaders(signingSecret, body),
      ...(retry === undefined
        ? {}
        : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' }),
    },
    body,
  });
  return answer.status;
}
