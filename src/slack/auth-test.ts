import axios from 'axios';
import { z } from 'zod';
import type { Probe, SlackIdentity } from '../domain/contracts.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { measured, unavailable } from '../domain/reading.ts';
import { outcomeOf } from '../sources/axios-outcome.ts';
import { inForm } from '../sources/outcome.ts';

const AuthTest = z.union([
  z.object({ ok: z.literal(true), team: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

const MAX_ANSWER_BYTES = 1024 * 1024;

/** Asks Slack whose the bot token is. https://docs.slack.dev/reference/methods/auth.test */
export const createSlackProbe =
  (botToken: string, apiUrl = 'https://slack.com/api/'): Probe<SlackIdentity> =>
  async ({ at, signal }) => {
    const asked = await outcomeOf(
      axios.post<unknown>(`${apiUrl.replace(/\/*$/, '')}/auth.test`, '', {
        headers: { authorization: `Bearer ${botToken}` },
        signal,
        maxRedirects: 0,
        maxContentLength: MAX_ANSWER_BYTES,
      }),
    );
    if (asked.kind === 'unavailable') return asked;
    const { data, headers } = asked.value;
    const parsed = inForm(AuthTest, data);
    if (parsed.kind === 'unavailable') return parsed;
    const answer = parsed.value;
    if (!answer.ok) {
      return unavailable('refused', `Slack refuses the token: ${harmlessText(answer.error, 60)}`);
    }
    const scopes = String(headers['x-oauth-scopes'] ?? '').split(/,\s*/);
    return measured({ team: harmlessText(answer.team, 60), scopes }, at);
  };
