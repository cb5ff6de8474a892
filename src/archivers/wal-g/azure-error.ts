/**
 * How Azure's client tells of an answer: the request, then these, between rules of hyphens.
 * https://github.com/Azure/azure-sdk-for-go/blob/main/sdk/azcore/internal/exported/response_error.go
 */
const TELLING = /^(?:RESPONSE \d{3}: |ERROR CODE: |<\?xml )/;
const EMPTY = /^(?:-{20,}|ERROR CODE UNAVAILABLE|Response contained no body)$/;

/** What a line of it adds; nothing for a rule, undefined if it is none of them. */
export function azureErrorPart(line: string): string | undefined {
  if (TELLING.test(line)) return line;
  return EMPTY.test(line) ? '' : undefined;
}
