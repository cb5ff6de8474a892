import type { Cause } from '../cause.ts';

export const THROTTLED: Cause = {
  cause: 'throttled',
  words: 'the store throttles requests',
  mayPass: true,
  signs: [
    '(ServiceUnavailable) when calling',
    '(503) when calling',
    '(429) when calling',
    'SlowDown',
    'Slow Down',
    '429 Too Many Requests',
    'status code: 429',
    'Error 429',
    'TooManyRequests',
    'Too Many Requests',
    'Too many simultaneous',
    '503 Service Unavailable',
    'status code: 503',
    'Error 503',
    'rateLimitExceeded',
    'userRateLimitExceeded',
    'RequestLimitExceeded',
    'ServerBusy',
    'Server is busy',
    '498 Rate Limited',
    'Rate Limit',
    'request failed with 429',
    'request failed with 503',
    'status 503',
    'status 429',
    'RESPONSE 503',
    'RESPONSE 429',
    'google.api_core.exceptions.ServiceUnavailable',
    'ServiceUnavailable',
    '503 POST',
    '503 PUT',
    '429 POST',
    '429 PUT',
    'too many 429 error responses',
    'too many 503 error responses',
  ],
  examples: [
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (503) when calling the HeadBucket operation (reached max retries: 4): Service Unavailable',
      source: 'botocore, of an answer without a body',
    },
    {
      log: 'barman-cloud',
      store: 'gcs',
      message:
        'Barman cloud WAL archiver exception: 503 POST https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o?uploadType=multipart: Service Unavailable',
      source: 'google-api-core, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.exception.S3ResponseError: S3ResponseError: 503 Slow Down\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
      source: 'boto 2.49 in WAL-E 1.1.1, captured: 49 s of silent retries come before it',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message:
        'google.api_core.exceptions.TooManyRequests: 429 POST https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o?uploadType=resumable: rateLimitExceeded',
      source: 'google-cloud-storage for Python, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'azure',
      message:
        'azure.common.AzureHttpError: The server is currently unable to receive requests. Please retry your request. ErrorCode: ServerBusy',
      source: 'azure-storage for Python, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        'swiftclient.exceptions.ClientException: Object PUT failed: https://swift.example.com/v1/AUTH_42/wal/wal_005/000000050000001000000060.lzo 498 Rate Limited',
      source: 'python-swiftclient, from its source and Swift’s ratelimit middleware',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': SlowDown: Please reduce your request rate.\n\tstatus code: 503, request id: 4442587FB7D0A2F9, host id: ",
      source: 'aws-sdk-go in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'upload a chunk of object "pitr-walg-pg12/wal_005/000000050007798000000080.br" to GCS: googleapi: Error 429: The rate of change requests to the object exceeds the rate limit., rateLimitExceeded',
      source: 'google-api-go-client in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: RESPONSE 503: 503 Server is busy. ERROR CODE: ServerBusy',
      source: 'azure-sdk-for-go in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 'swift',
      message: 'Swift error : Unable to write content.: TooManyRequests',
      source: 'ncw/swift in WAL-G, the form of wal-g issue 801',
    },
  ],
  steps: [
    { text: 'check the status page and the request limits of the store' },
    {
      text: 'only if it keeps on: lower the upload concurrency (wal-push --pool-size)',
      only: ['wal-e'],
    },
    {
      text: 'only if it keeps on: lower WALG_UPLOAD_CONCURRENCY in {settings}',
      only: ['wal-g'],
    },
    { text: 'only if it keeps on: lower process-max in {settings}', only: ['pgbackrest'] },
  ],
};
