import { BOUNDS } from '../domain/bounds.ts';
import axios from 'axios';
import { z } from 'zod';
import type { ChannelLook, Probe, SlackIdentity } from '../domain/contracts.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { measured, unavailable } from '../domain/reading.ts';
import { outcomeOf } from '../sources/axios-outcome.ts';
import { inForm } from '../sources/outcome.ts';
import { isAnswer } from '../sources/unavailable-reason.ts';
import { recognise } from '../threads/alerts/recognise.ts';
import { postsOf } from './schema.ts';

const AuthTest = z.union([
  z.object({ ok: z.literal(true), team: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

const History = z.union([
  z.object({ ok: z.literal(true), messages: z.array(z.unknown()) }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** Slack gives a page of history about once a second and channel. */
const MOST_CHANNELS = 10;

/** Posts of apps that say of something that it fires or is resolved, about whatever. */
const alertsAmong = (messages: readonly unknown[]): readonly string[] =>
  postsOf(messages).flatMap((post) => {
    const found = recognise('', post, ANY_ALERT);
    return found.kind === 'alert' ? [found.alert.title] : [];
  });

/** A phrase that is in each text. */
const ANY_ALERT = { names: [], phrases: [''] };

/** Asks Slack whose the bot token is, and whether it may read the channels of alerts. https://docs.slack.dev/reference/methods/auth.test */
export const createSlackProbe =
  (
    botToken: string,
    apiUrl = 'https://slack.com/api/',
    channels: readonly string[] = [],
  ): Probe<SlackIdentity> =>
  async ({ at, signal }) => {
    const call = (method: string, parameters: Readonly<Record<string, string>> = {}) =>
      outcomeOf(
        axios.post<unknown>(
          `${apiUrl.replace(/\/*$/, '')}/${method}`,
          new URLSearchParams(parameters),
          {
            headers: { authorization: `Bearer ${botToken}` },
            signal,
            maxRedirects: 0,
            // As the bot does: a check through a proxy would not show whether the bot can start.
            proxy: false,
            validateStatus: isAnswer,
            maxContentLength: BOUNDS.slackAnswer.most,
          },
        ),
      );
    const asked = await call('auth.test');
    // Slack says what it thinks of a token only with status 200.
    if (asked.kind === 'unavailable') {
      return asked.reason === 'refused' ? { ...asked, reason: 'bad-response' } : asked;
    }
    const { data, headers } = asked.value;
    const parsed = inForm(AuthTest, data);
    if (parsed.kind === 'unavailable') return parsed;
    const answer = parsed.value;
    if (!answer.ok) {
      return unavailable('refused', `Slack refuses the token: ${harmlessText(answer.error, 60)}`);
    }
    const scopes = String(headers['x-oauth-scopes'] ?? '').split(/,\s*/);
    const looks = await Promise.all(
      channels.slice(0, MOST_CHANNELS).map(async (id): Promise<ChannelLook> => {
        const page = await call('conversations.history', { channel: id, limit: '50' });
        const history = page.kind === 'came' ? inForm(History, page.value.data) : page;
        if (history.kind === 'unavailable') return { id, refused: history.detail, alerts: [] };
        return history.value.ok
          ? { id, refused: undefined, alerts: alertsAmong(history.value.messages) }
          : { id, refused: harmlessText(history.value.error, 60), alerts: [] };
      }),
    );
    return measured({ team: harmlessText(answer.team, 60), scopes, channels: looks }, at);
  };
