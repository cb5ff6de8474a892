/**
 * Lets everybody who asks the same at the same time share one answer, so that a crowded incident
 * channel costs the sources no more than one person.
 */
export function shareAnswers<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let pending: Promise<Answer> | undefined;
  return () => {
    pending ??= ask().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}
