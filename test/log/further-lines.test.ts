import { describe, expect, it } from '@jest/globals';
import { failureCause } from '../../src/causes/failure-causes.ts';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '00000002000000010000000A';

/** As the libraries write them; see the links beside what reads them. */
const ERRORS: readonly (readonly [string, string, string, string])[] = [
  [
    'Azure’s older client in WAL-G',
    'credentials',
    'ServiceCode=AuthenticationFailed',
    `ERROR: 2026/11/28 03:59:00.123456 failed to upload 'wal_005/${SEGMENT}.br' to bucket 'c': -> github.com/Azure/azure-storage-blob-go/azblob.newStorageError, /go/zc_storage_error.go:42
===== RESPONSE ERROR (ServiceCode=AuthenticationFailed) =====
Description=Server failed to authenticate the request.
RequestId:9e7ffb3f-201e-0045
Time:2026-11-28T03:59:00.1234567Z, Details:
   AuthenticationErrorDetail: Signature did not match
   Code: AuthenticationFailed
   PUT https://example.blob.core.windows.net/c/wal_005/x?timeout=31536001
   Authorization: REDACTED
   --------------------------------------------------------------------------------
   RESPONSE Status: 403 Server failed to authenticate the request.
   Content-Length: [722]`,
  ],
  [
    'oauth2 in WAL-G',
    'credentials',
    'invalid_grant',
    `ERROR: 2026/11/28 03:59:00.123456 upload: could not Upload 'pg_wal/${SEGMENT}': GCS error : Put "https://storage.googleapis.com/x": oauth2: cannot fetch token: 400 Bad Request
Response: {"error":"invalid_grant","error_description":"Invalid JWT Signature."}`,
  ],
  [
    'Azure’s client in Barman',
    'credentials',
    'ErrorCode:AuthenticationFailed',
    `2026-11-28 03:59:00,123 [4182] ERROR: Barman cloud WAL archiver exception: Server failed to authenticate the request.
RequestId:9e7ffb3f-201e-0045
Time:2026-11-28T03:59:00.1234567Z
ErrorCode:AuthenticationFailed
authenticationerrordetail:Signature did not match.
Content: <?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code></Error>`,
  ],
  [
    'Azure’s client in Barman, of a container',
    'bucket',
    'ErrorCode:ContainerNotFound',
    `2026-11-28 03:59:00,123 [4182] ERROR: Barman cloud WAL archiver exception: The specified container does not exist.
RequestId:9e7ffb3f-201e-0045
Time:2026-11-28T03:59:00.1234567Z
ErrorCode:ContainerNotFound
Error:None`,
  ],
];

describe('an error that goes on in further lines', () => {
  it.each(ERRORS)('of %s tells its cause, and no line of it is unread', (_of, cause, said, log) => {
    const { failures, unread } = readLog(log);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([{ operation: 'push', text: expect.stringContaining(said) }]);
    expect(failureCause(failures[0]?.text ?? '').cause).toBe(cause);
  });

  it('of pgBackRest, that a segment is there with the same checksum, is no complaint, with a time or without', () => {
    const log = `WARN: WAL file '${SEGMENT}' already exists in the repo1 archive with the same checksum
      HINT: this is valid in some recovery scenarios but may also indicate a problem.`;

    for (const at of ['', '2026-11-28 03:59:00.123 P00   ']) {
      expect(readLog(at + log)).toMatchObject({ failures: [], unread: { count: 0 } });
      expect(readLog(at + log).unread.undated).toBeUndefined();
    }
  });
});
