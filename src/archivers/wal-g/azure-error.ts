/**
 * How Azure's client tells of an answer: the request, then these, between rules of hyphens.
 * https://github.com/Azure/azure-sdk-for-go/blob/main/sdk/azcore/internal/exported/response_error.go
 */
const TELLING = /^(?:RESPONSE \d{3}: |ERROR CODE: |<\?xml )/;
const EMPTY = /^(?:-{20,}|ERROR CODE UNAVAILABLE|Response contained no body)$/;

/**
 * And how its older one does, of WAL-G up to 1.1: the code, what it means, then the request and all its headers, indented.
 * https://github.com/Azure/azure-storage-blob-go/blob/master/azblob/zc_storage_error.go
 */
const OLDER_TELLING = /^(?:={3,10} RESPONSE ERROR |Description=)/;
const OLDER_EMPTY = /^(?:-> github\.com\/Azure\/|RequestId:|Time:\d{4}-| {3}\S)/;

/** What a line of it adds; nothing for a rule or a header, undefined if it is none of them. */
export function azureErrorPart(line: string): string | undefined {
  if (TELLING.test(line) || OLDER_TELLING.test(line)) return line;
  return EMPTY.test(line) || OLDER_EMPTY.test(line) ? '' : undefined;
}
