import { BOUNDS } from '../domain/bounds.ts';
import axios from 'axios';
import { z } from 'zod';
import type { NotesLook, Probe } from '../domain/contracts.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { measured, unavailable } from '../domain/reading.ts';
import { outcomeOf } from '../sources/axios-outcome.ts';
import { inForm } from '../sources/outcome.ts';
import type { PagerDutySettings } from './client.ts';

const Users = z.object({ users: z.array(z.object({ email: z.string() })) });

/**
 * Whether PagerDuty takes the token, and knows the user in whose name notes are written. Only a GET.
 * https://developer.pagerduty.com/api-reference, “List users”
 */
export const createNotesProbe =
  ({ url, token, from }: PagerDutySettings): Probe<NotesLook> =>
  async ({ at, signal }) => {
    const asked = await outcomeOf(
      axios.get<unknown>(`${url}/users`, {
        params: { query: from, limit: 25 },
        headers: {
          Authorization: `Token token=${token}`,
          Accept: 'application/vnd.pagerduty+json;version=2',
        },
        signal,
        maxRedirects: 0,
        maxContentLength: BOUNDS.pagerDutyAnswer.most,
      }),
    );
    if (asked.kind === 'unavailable') return asked;
    const parsed = inForm(Users, asked.value.data);
    if (parsed.kind === 'unavailable') return parsed;
    const user = harmlessText(from, 80);
    return parsed.value.users.some(({ email }) => email.toLowerCase() === from.toLowerCase())
      ? measured({ from: user }, at)
      : unavailable('refused', `it knows no user ${user}`);
  };
