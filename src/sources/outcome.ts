import type { z } from 'zod';
import { expectedWords } from '../domain/mismatch-words.ts';
import type { Unavailable } from '../domain/reading.ts';
import { isWebPage, otherThanExpected, webPage } from './unavailable-reason.ts';

/** What came of asking: something, or the reason that there is nothing. */
export type Outcome<T> = { readonly kind: 'came'; readonly value: T } | Unavailable;

export const came = <T>(value: T): Outcome<T> => ({ kind: 'came', value });

/** An answer in the form that is expected. */
export function inForm<T>(form: z.ZodType<T>, answer: unknown): Outcome<T> {
  if (isWebPage(answer)) return webPage();
  const parsed = form.safeParse(answer, { error: expectedWords });
  return parsed.success ? came(parsed.data) : otherThanExpected(parsed.error, answer);
}
