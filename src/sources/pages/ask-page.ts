import axios from 'axios';
import type { z } from 'zod';
import { BOUNDS } from '../../domain/bounds.ts';
import { SECOND } from '../../domain/time.ts';
import { outcomeOf } from '../axios-outcome.ts';

/** Nobody named these addresses: what does not answer soon is left alone. */
const PATIENCE_MS = 3 * SECOND;

export interface PageAnswer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly body: unknown;
}

/** Asks an address that was guessed, without credentials: these are for the sources alone. Undefined if nobody answers. */
export async function askPage(url: string, signal: AbortSignal): Promise<PageAnswer | undefined> {
  const asked = await outcomeOf(
    axios.get<unknown>(url, {
      signal,
      timeout: PATIENCE_MS,
      maxRedirects: 0,
      maxContentLength: BOUNDS.pageAnswer.most,
      validateStatus: () => true,
      proxy: false,
      headers: { accept: 'application/json' },
    }),
  );
  if (asked.kind === 'unavailable') return undefined;
  const { headers, status, data } = asked.value;
  return { headers, status, body: data };
}

/** What an address says in this form; undefined if it says something else, or wants a log-in. */
export async function askInForm<Schema extends z.ZodType>(
  url: string,
  form: Schema,
  signal: AbortSignal,
): Promise<z.infer<Schema> | undefined> {
  const answer = await askPage(url, signal);
  return answer?.status === 200 ? form.safeParse(answer.body).data : undefined;
}
