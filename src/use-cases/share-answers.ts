import { SECOND, type DurationMs, type Stopwatch } from '../domain/time.ts';

/** An answer is told to whoever asked within so long after it. */
export const SHARED_FOR: DurationMs = SECOND;

/** Whoever waited so long to be dealt with is not told what was seen before that. */
const OLDEST: DurationMs = 5 * SECOND;

/** Ages are told in steps of that, so that those who ask at about the same time share what is made of an answer too. */
const AGES_APART: DurationMs = SECOND / 10;

/**
 * Lets everybody who asks the same at the same time, or within a second after it was answered, share one answer, so that
 * a crowded incident channel costs the sources no more than one person. `aged` puts into an answer how old it is. Whoever
 * had to wait before it was their turn asked earlier: `askedAt` tells when.
 */
export function shareAnswers<Answer>(
  ask: () => Promise<Answer>,
  stopwatch: Stopwatch,
  aged: (answer: Answer, ageMs: DurationMs) => Answer = (answer) => answer,
  askedAt: Stopwatch = stopwatch,
): () => Promise<Answer> {
  let pending: Promise<Answer> | undefined;
  let last: { readonly answer: Answer; readonly at: DurationMs } | undefined;
  let old: { readonly answer: Answer; readonly ageMs: DurationMs } | undefined;
  const agedTo = (answer: Answer, ageMs: DurationMs): Answer => {
    if (old?.ageMs !== ageMs) old = { answer: aged(answer, ageMs), ageMs };
    return old.answer;
  };
  return async () => {
    if (pending !== undefined) return pending;
    if (last !== undefined && askedAt() - last.at < SHARED_FOR) {
      const age = stopwatch() - last.at;
      if (age < OLDEST) return agedTo(last.answer, Math.round(age / AGES_APART) * AGES_APART);
    }
    pending = ask();
    try {
      const answer = await pending;
      last = { answer, at: stopwatch() };
      old = undefined;
      return answer;
    } finally {
      pending = undefined;
    }
  };
}
