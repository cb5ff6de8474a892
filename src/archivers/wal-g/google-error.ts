/**
 * How Google's client tells of several reasons at once.
 * https://github.com/googleapis/google-api-go-client/blob/main/googleapi/googleapi.go (`Error.Error`)
 */
const REASON = /^Reason: \w+, Message: /;
/** Where no token is to be had, oauth2 says what was answered. https://github.com/golang/oauth2/blob/master/token.go */
const ANSWERED = 'Response: {';

/** What a line of it adds; nothing for its heading, undefined if it is none of them. */
export function googleErrorPart(line: string): string | undefined {
  if (REASON.test(line) || line.startsWith(ANSWERED)) return line;
  return line === 'More details:' ? '' : undefined;
}
