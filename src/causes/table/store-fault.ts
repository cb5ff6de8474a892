import type { Cause } from '../cause.ts';

/** After throttled: some stores say both in one answer, and the reason that is said counts. */
export const STORE_FAULT: Cause = {
  cause: 'store-fault',
  words: 'the store itself is failing: its own error, not one of the request',
  mayPass: true,
  unless: ['connect to host * Host is down', 'connect: host is down'],
  signs: [
    'host is down',
    'stale NFS file handle',
    'XMinioServerNotInitialized',
    'SlowDownWrite',
    'SlowDownRead',
    '(500) when calling',
    '(502) when calling',
    '(504) when calling',
    'InternalError',
    'Input/output error',
    'Stale file handle',
    'Transport endpoint is not connected',
    '[Errno 5]',
    '[Errno 116]',
    'InternalServerError',
    'Internal Server Error',
    '502 Bad Gateway',
    '502 Server Error',
    'BadGateway',
    'GatewayTimeout',
    '504 Gateway',
    'status code: 500',
    'status code: 502',
    'status code: 504',
    'StatusCode: 500',
    'StatusCode: 502',
    'StatusCode: 504',
    'Error 500',
    'Error 502',
    'Error 504',
    'RESPONSE 500',
    'RESPONSE 502',
    'RESPONSE 504',
    'request failed with 500',
    'request failed with 502',
    'request failed with 504',
    'backendError',
    'We encountered an internal error',
    'encountered an internal error. Please',
    'XMinioBackendDown',
    'Remote I/O error',
    '500 POST',
    '502 POST',
    '504 POST',
    'too many 500 error responses',
    'too many 502 error responses',
    'too many 504 error responses',
  ],
  examples: [
    {
      log: 'wal-g',
      store: 'files',
      message:
        'FILE error : Unable to open file /mnt/nfs/wal_005/000000050000001000000060.br: open /mnt/nfs/wal_005/000000050000001000000060.br: stale NFS file handle',
      source: 'Go’s syscall in WAL-G, ESTALE in its own words',
    },
    {
      log: 'command',
      store: 'files',
      message:
        "cp: cannot create regular file '/mnt/archive/000000050000001000000060': Host is down",
      source: 'GNU coreutils, EHOSTDOWN: the server of an SMB share',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': operation error S3: PutObject, https response error StatusCode: 503, RequestID: 17B1, HostID: dd9, api error SlowDownWrite: Resource requested is unwritable, please reduce your request rate",
      source:
        'MinIO, from its source (cmd/api-errors.go): too few of its drives are online to write',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': api error XMinioServerNotInitialized: Server not initialized yet, please try again.",
      source: 'MinIO, from its source (cmd/api-errors.go)',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (502) when calling the HeadBucket operation (reached max retries: 4): Bad Gateway',
      source: 'botocore, of an answer without a body',
    },
    {
      log: 'command',
      message: "cp: error writing '/mnt/nfs/000000050000001000000060': Remote I/O error",
      source: 'GNU coreutils, EREMOTEIO of NFS',
    },
    {
      log: 'command',
      message: "cp: error writing '/mnt/nfs/000000050000001000000060': Input/output error",
      source: 'GNU coreutils, EIO of a network file system',
    },
    {
      log: 'command',
      message: "mv: cannot move 'a' to '/mnt/nfs/a': Stale file handle",
      source: 'GNU coreutils, ESTALE of NFS',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.exception.S3ResponseError: S3ResponseError: 500 Internal Server Error\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InternalError</Code><Message>We encountered an internal error. Please try again.</Message></Error>',
      source: 'what S3 answers by boto, beiwe-backend issue 36',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message:
        'google.api_core.exceptions.InternalServerError: 500 POST https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o?uploadType=resumable: Backend Error',
      source: 'google-cloud-storage for Python, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'azure',
      message:
        'azure.common.AzureHttpError: Server encountered an internal error. Please try again after some time. ErrorCode: InternalError',
      source: 'azure-storage for Python, from its source',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'upload a chunk of object "pitr-walg-pg12/wal_005/000000050007798000000080.br" to GCS: googleapi: Error 502: Bad Gateway, backendError',
      source: 'google-api-go-client in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: RESPONSE 500: 500 Server encountered an internal error. Please try again after some time. ERROR CODE: InternalError',
      source: 'azure-sdk-for-go in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': InternalError: We encountered an internal error, please try again.\n\tstatus code: 500, request id: 1682261067682060899, host id: ",
      source: 'what a store answers by aws-sdk-go, wal-g issue 1458',
    },
    {
      log: 'pgbackrest',
      store: 's3',
      message: '[039]: HTTP request failed with 502: Bad Gateway',
      source: 'pgBackRest, from its source',
    },
  ],
  steps: [
    {
      text: 'check the status page of the store, or ask whoever runs it: there is nothing to fix on this host',
    },
    { text: 'see whether the archiver can read the store again', command: '{probe}' },
  ],
};
