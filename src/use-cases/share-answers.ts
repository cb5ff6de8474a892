import { SECOND, type DurationMs, type Stopwatch } from '../domain/time.ts';

/** An answer is told to whoever asks within so long after it. */
export const SHARED_FOR: DurationMs = SECOND;

/**
 * Lets everybody who asks the same at the same time, or within a second after it was answered, share one answer, so that
 * a crowded incident channel costs the sources no more than one person. `aged` puts into an answer how old it is.
 */
export function shareAnswers<Answer>(
  ask: () => Promise<Answer>,
  stopwatch: Stopwatch,
  aged: (answer: Answer, ageMs: DurationMs) => Answer = (answer) => answer,
): () => Promise<Answer> {
  let pending: Promise<Answer> | undefined;
  let last: { readonly answer: Answer; readonly at: DurationMs } | undefined;
  return async () => {
    if (pending !== undefined) return pending;
    const age = last === undefined ? Infinity : stopwatch() - last.at;
    if (last !== undefined && age < SHARED_FOR) return aged(last.answer, age);
    pending = ask();
    try {
      const answer = await pending;
      last = { answer, at: stopwatch() };
      return answer;
    } finally {
      pending = undefined;
    }
  };
}
