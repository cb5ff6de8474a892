import type { Cause } from '../cause.ts';

export const BUCKET: Cause = {
  cause: 'bucket',
  words: 'the bucket is missing, full or closed',
  signs: [
    '(404) when calling the HeadBucket',
    '(Insufficient Storage)',
    'NoSuchBucket',
    'BlobImmutableDueToPolicy',
    'ResourceNotFound',
    'XMinioStorageFull',
    'minimum free drive threshold',
    'Bucket quota exceeded',
    'BucketQuotaExceeded',
    'MethodNotAllowed',
    'WORM protected',
    'EntityTooLarge',
    'bucket does not exist',
    'bucket doesn’t exist',
    "bucket doesn't exist",
    'ContainerNotFound',
    'container does not exist',
    'Container Not Found',
    'Object PUT failed: * 404 Not Found',
    'accountProblem',
    'AccountIsDisabled',
    'accountDisabled',
    'billing',
    'QuotaExceeded',
    'quota exceeded for',
    'Upload exceeds quota',
    'InsufficientStorage',
    '507 Insufficient Storage',
    'retention policy',
    'retentionPolicyNotMet',
    'ObjectLockNotEnabled',
    'Object Locking is not enabled',
    'request failed with 404',
    'got HTTP response code 404',
    'cap exceeded',
    'specified account is disabled',
    'container is being deleted',
    'Object PUT failed: * 413',
    'Too Large Object',
    'NotSignedUp',
  ],
  examples: [
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (404) when calling the HeadBucket operation: Not Found',
      source: 'botocore, of an answer without a body',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': AccessDenied: Cannot upload files, storage cap exceeded. See the Caps & Alerts page to increase your cap.\n	status code: 403, request id: 4442587FB7D0A2F9, host id: ",
      source: 'Backblaze B2 to aws-sdk-go, from its documentation: the credentials are right',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (404) when calling the HeadBucket operation: Not Found',
      source: 'botocore, from its source: a HEAD has no body that names the error',
    },
    {
      log: 'barman-cloud',
      store: 'azure',
      message: 'Barman cloud WAL archiver exception: The specified account is disabled.',
      source: 'Azure’s error codes, AccountIsDisabled',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        'swiftclient.exceptions.ClientException: Object PUT failed: https://swift.example.com/v1/AUTH_42/wal/wal_005/000000050000001000000060.lzo 413 Request Entity Too Large',
      source: 'python-swiftclient, from its source: Swift’s quota',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': XMinioStorageFull: Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.\n\tstatus code: 507, request id: 4442587FB7D0A2F9, host id: ",
      source: 'MinIO, cmd/api-errors.go',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': XMinioAdminBucketQuotaExceeded: Bucket quota exceeded\n\tstatus code: 400, request id: 4442587FB7D0A2F9, host id: ",
      source: 'MinIO, cmd/api-errors.go',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': ObjectLockNotEnabled: Object Locking is not enabled for this bucket\n\tstatus code: 400, request id: 4442587FB7D0A2F9, host id: ",
      source: 'S3 to aws-sdk-go, the situation of postgres-operator issue 2952',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.exception.S3ResponseError: S3ResponseError: 404 Not Found\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>backup-bucket</BucketName></Error>',
      source: 'boto 2.49 in WAL-E 1.1.1, captured',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message:
        'google.cloud.exceptions.NotFound: 404 POST https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o?uploadType=resumable: The specified bucket does not exist.',
      source: 'google-cloud-storage for Python, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'azure',
      message:
        'azure.common.AzureMissingResourceHttpError: The specified container does not exist. ErrorCode: ContainerNotFound',
      source: 'azure-storage for Python, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        'swiftclient.exceptions.ClientException: Object PUT failed: http://swift.example.com:8080/v1/AUTH_42/wal/wal_005/000000050000001000000060.lzo 404 Not Found   NoSuchBucket',
      source: 'python-swiftclient, docker-registry issue 334',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': NoSuchBucket: The specified bucket does not exist\n\tstatus code: 404, request id: 4442587FB7D0A2F9, host id: ",
      source: 'aws-sdk-go in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        "GCS error : Unable to Close object: googleapi: Error 403: Object 'pitr-walg-pg12/wal_005/000000050007798000000080.br_chunks/chunk0' is subject to bucket's retention policy and cannot be deleted, overwritten or archived until 2022-05-26, retentionPolicyNotMet",
      source: 'google-api-go-client, the situation of wal-g issue 1277',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'Failed to run a retryable func. Err: googleapi: got HTTP response code 404 with body: , retrying attempt 0',
      source: 'WAL-G 2.0.1 without its bucket, captured',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: RESPONSE 404: 404 The specified container does not exist. ERROR CODE: ContainerNotFound',
      source: 'azure-sdk-for-go in WAL-G, from their sources',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        'swiftclient.exceptions.ClientException: Object PUT failed: https://swift.example.com/v1/AUTH_42/wal/wal_005/000000050000001000000060.lzo 404 Not Found  [first 60 chars of response] <html><h1>Not Found</h1>',
      source: 'python-swiftclient, from its source: without the name of an error',
    },
    {
      log: 'wal-g',
      store: 'swift',
      message: 'Swift error : Unable to write content.: Container Not Found',
      source: 'ncw/swift in WAL-G, the form of wal-g issue 801',
    },
  ],
  steps: [
    {
      text: 'check that the bucket {bucket} exists, its quota, its retention policy, its object lock and the billing of its account',
    },
    { text: 'compare it with the prefix in {settings}' },
    { text: 'see whether the archiver can read the store at all', command: '{probe}' },
    {
      text: 'check right away whether the store accepts anything: WAL-G 3 writes four bytes under a name of its own and removes them, or says that it could not; version 2 has no such command',
      command: '{trywrite}',
      only: ['wal-g'],
    },
  ],
};
