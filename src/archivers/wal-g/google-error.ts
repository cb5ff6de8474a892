/**
 * How Google's client tells of several reasons at once.
 * https://github.com/googleapis/google-api-go-client/blob/main/googleapi/googleapi.go (`Error.Error`)
 */
const REASON = /^Reason: \w+, Message: /;

/** What a line of it adds; nothing for its heading, undefined if it is none of them. */
export function googleErrorPart(line: string): string | undefined {
  if (REASON.test(line)) return line;
  return line === 'More details:' ? '' : undefined;
}
