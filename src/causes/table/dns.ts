import type { Cause } from '../cause.ts';

export const DNS: Cause = {
  cause: 'dns',
  words: 'the name of the store does not resolve',
  mayPass: true,
  signs: [
    'gaierror',
    'Name or service not known',
    'Temporary failure in name resolution',
    'Could not resolve host',
    'Unable to find the server at',
    'no such host',
    'tcp: lookup',
    'server misbehaving',
    'unable to get address for',
    'EAI_AGAIN',
    'ENOTFOUND',
  ],
  examples: [
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: DefaultAzureCredential authentication failed. Post "https://login.microsoftonline.com/tenant/oauth2/v2.0/token": dial tcp: lookup login.microsoftonline.com on 10.0.0.2:53: no such host',
      source: 'azure-sdk-for-go: where its token comes from does not resolve',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': WebIdentityErr: failed to retrieve credentials\ncaused by: RequestError: send request failed\ncaused by: Post \"https://sts.eu-west-1.amazonaws.com/\": dial tcp: lookup sts.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host",
      source: 'aws-sdk-go on EKS, from its source',
    },
    {
      log: 'barman-cloud',
      store: 'azure',
      message:
        "Barman cloud WAL archiver exception: DefaultAzureCredential failed to retrieve a token from the included credentials. EnvironmentCredential: Authentication failed: <urllib3.connection.HTTPSConnection object at 0x7f>: Failed to resolve 'login.microsoftonline.com' ([Errno -2] Name or service not known)",
      source: 'azure-identity over urllib3 2, from their sources',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message: 'socket.gaierror: [Errno -3] Temporary failure in name resolution',
      source: 'Python’s socket, as boto lets it through',
    },
    {
      log: 'wal-e traceback',
      store: 'azure',
      message: 'gaierror: [Errno -2] Name or service not known',
      source: 'Python’s socket under azure-storage, wal-e issue 157',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message: 'httplib2.ServerNotFoundError: Unable to find the server at storage.googleapis.com',
      source: 'httplib2 under the gcloud module, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='swift.example.com', port=8080): Max retries exceeded with url: /v1/AUTH_42/wal (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno -2] Name or service not known'))",
      source: 'requests under python-swiftclient, from their sources',
    },
    {
      log: 'wal-e',
      store: 's3',
      message: 'Could not resolve host for AWS_REGION',
      source: 'WAL-E 1.1.1, from its source',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': RequestError: send request failed\ncaused by: Put \"https://backup-bucket.s3.eu-west-1.amazonaws.com/db01/wal_005/000000050000001000000060.br\": dial tcp: lookup backup-bucket.s3.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host",
      source: 'Go’s net under aws-sdk-go, the form of wal-g issue 777',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'upload a chunk of object "pitr-walg-pg12/wal_005/000000050007798000000080.br" to GCS: Post "https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o": dial tcp: lookup storage.googleapis.com on 10.0.0.2:53: read udp 10.0.0.9:40222->10.0.0.2:53: i/o timeout',
      source: 'Go’s net under google-api-go-client, from their sources',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: Put "https://account.blob.core.windows.net/wal/wal_005/000000050000001000000060.lz4": dial tcp: lookup account.blob.core.windows.net: no such host',
      source: 'Go’s net under azure-sdk-for-go, from their sources',
    },
    {
      log: 'wal-g',
      store: 'swift',
      message:
        'Swift error : Unable to write content.: Put "https://swift.example.com/v1/AUTH_42/wal": dial tcp: lookup swift.example.com: server misbehaving',
      source: 'Go’s net under ncw/swift, from their sources',
    },
    {
      log: 'pgbackrest',
      store: 's3',
      message:
        "[049]: unable to get address for 's3.eu-west-1.amazonaws.com': [-2] Name or service not known",
      source: 'pgBackRest 2.45, from its source',
    },
  ],
  steps: [
    { text: 'resolve the name of the store on the host', command: 'getent hosts {store}' },
    { text: 'check the resolver', command: 'cat /etc/resolv.conf' },
  ],
};
