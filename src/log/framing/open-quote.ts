/** Whether a line of CSV begins or ends a quoted value that has another end elsewhere: a quote within a value is written twice. */
export const hasOpenQuote = (line: string): boolean => line.split('"').length % 2 === 0;
