/** Whether what came with the status of a success is text and no JSON: the page of a login or a proxy in place of the answer. */
export const isPage = (answer: unknown): boolean =>
  typeof answer === 'string' && answer.trim() !== '';
