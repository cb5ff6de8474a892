import type { Cause } from '../cause.ts';

export const NETWORK: Cause = {
  cause: 'network',
  words: 'the store cannot be reached over the network',
  mayPass: true,
  signs: [
    'request send failed',
    'connect to host * Host is down',
    'connect: host is down',
    'Proxy Authentication Required',
    'http2: client connection lost',
    'Client.Timeout exceeded',
    'Failed to connect to proxy URL',
    'ConnectionRefusedError',
    'ConnectionResetError',
    'Connection refused',
    'The network path was not found',
    'The network name cannot be found',
    'network name is no longer available',
    'Connection reset',
    'Connection aborted',
    'connection timed out',
    'TimeoutError',
    'timed out',
    'i/o timeout',
    'TLS handshake timeout',
    'deadline exceeded',
    'Timeout when reading or writing data',
    'timeout after * waiting for',
    'OperationTimedOut',
    'OperationAborted',
    'RequestTimeout',
    'No route to host',
    'Network is unreachable',
    'BadStatusLine',
    'RemoteDisconnected',
    'IncompleteRead',
    'ConnectionError',
    'socket error',
    'send request failed',
    'unable to connect to',
    '[HostConnectError]',
    'libssh2 handshake failed [-43]',
    'Error executing ssh: [Errno 32]',
    '[Errno 101]',
    '[Errno 104]',
    '[Errno 110]',
    '[Errno 111]',
    '[Errno 113]',
    'Could not connect to the endpoint URL',
    'Connect timeout on endpoint URL',
    'Read timeout on endpoint URL',
    'Connection was closed before we received a valid response',
    'ConnectTimeoutError',
    'connect to proxy URL',
    'could not be completed within the specified time',
  ],
  weakSigns: [
    '"http*": EOF',
    '?*=*": EOF',
    '&*=*": EOF',
    'connection unexpectedly closed',
    'error in rsync protocol data stream',
    'lost connection',
    'Connection closed by',
    'broken pipe',
    'unexpected EOF',
    'Max retries exceeded with url',
  ],
  examples: [
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': WebIdentityErr: failed to retrieve credentials\ncaused by: RequestError: send request failed\ncaused by: Post \"https://sts.eu-west-1.amazonaws.com/\": dial tcp 192.0.2.9:443: i/o timeout",
      source: 'aws-sdk-go on EKS, from its source: a firewall before the token service',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: WorkloadIdentityCredential authentication failed. Post "https://login.microsoftonline.com/tenant/oauth2/v2.0/token": context deadline exceeded',
      source: 'azure-sdk-for-go: where its token comes from does not answer',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'GCS error : Unable to close object: Post "https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o?alt=json&name=wal_005%2F000000050000001000000060.br&prettyPrint=false&projection=full&uploadType=resumable&upload_id=ABPtcPq7bN0u8cW": EOF',
      source: 'Go’s net/http under google-api-go-client: its URL is long',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': operation error S3: PutObject, https response error StatusCode: 0, RequestID: , HostID: , request send failed, Put \"https://backup-bucket.s3.amazonaws.com/x\": EOF",
      source:
        'Go’s net/http under the AWS SDK 2: a load balancer or firewall closed the connection',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': Put \"https://backup-bucket.s3.amazonaws.com/x\": Proxy Authentication Required",
      source: 'Go’s net/http: a proxy answers 407',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'GCS error : Unable to close object : Post "https://storage.googleapis.com/upload/x": http2: client connection lost',
      source: 'Go’s net/http2: no answer to a ping on an open connection',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': Put \"https://backup-bucket.s3.amazonaws.com/x\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
      source: 'Go’s net/http',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: Failed to connect to proxy URL: "http://proxy.example.com:3128"',
      source: 'botocore, from its source (ProxyConnectionError)',
    },
    {
      log: 'command',
      message: 'The specified network name is no longer available.',
      source: 'copy of Windows, ERROR_NETNAME_DELETED: the server of the share has gone',
    },
    {
      log: 'command',
      message: 'ssh: connect to host backup port 22: No route to host\nlost connection',
      source: 'OpenSSH under scp',
    },
    {
      log: 'command',
      message: 'ssh: connect to host backup port 22: Host is down\nlost connection',
      source: 'OpenSSH under scp: EHOSTDOWN',
    },
    {
      log: 'barman-cloud',
      store: 'gcs',
      message:
        "Barman cloud WAL archiver exception: Timeout of 120.0s exceeded, last exception: HTTPSConnectionPool(host='storage.googleapis.com', port=443): Max retries exceeded with url: /upload/storage/v1/b/backup-bucket/o",
      source: 'google-api-core, from its source',
    },
    {
      log: 'pgbackrest',
      store: 's3',
      message:
        "[103]: unable to find a valid repository:\n       repo1: [HostConnectError] timeout connecting to 's3.example.com:443'",
      source: 'pgBackRest, from its source (socket/common.c, archive/push/push.c)',
    },
    {
      log: 'pgbackrest',
      message:
        '[103]: unable to find a valid repository:\n       repo1: [ServiceError] libssh2 handshake failed [-43]: Failed getting banner',
      source: 'libssh2 under pgBackRest: the other end closes before it says who it is',
    },
    {
      log: 'command',
      message:
        'rsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: error in rsync protocol data stream (code 12) at io.c(228) [sender=3.2.3]',
      source: 'rsync 3.2',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: Could not connect to the endpoint URL: "https://s3.example.com/backup-bucket"',
      source: 'botocore, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message: 'ConnectionRefusedError: [Errno 111] Connection refused',
      source: 'boto 2.49 in WAL-E 1.1.1, captured: 74 s of silent retries come before it',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message: 'TimeoutError: timed out',
      source: 'boto 2.49 in WAL-E 1.1.1, captured: 86 s of silence come before it',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message:
        "requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
      source: 'requests under google-cloud-storage, from their sources',
    },
    {
      log: 'wal-e traceback',
      store: 'azure',
      message:
        'azure.common.AzureHttpError: Operation could not be completed within the specified time. ErrorCode: OperationTimedOut',
      source: 'azure-storage for Python, wal-e issue 290',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='swift.example.com', port=8080): Max retries exceeded with url: /v1/AUTH_42/wal (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno 113] No route to host'))",
      source: 'requests under python-swiftclient, from their sources',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': RequestError: send request failed\ncaused by: Put https://s3.example.com/backup-bucket/db01/wal_005/000000050000001000000060.br: read tcp 172.16.0.3:34510->10.0.0.7:443: read: connection reset by peer",
      source: 'aws-sdk-go in WAL-G 0.2, wal-g issue 777',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'upload a chunk of object "pitr-walg-pg12/wal_005/000000050007798000000080.br" to GCS: Post "https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o": net/http: TLS handshake timeout',
      source: 'Go’s net/http under google-api-go-client, from their sources',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: Put "https://account.blob.core.windows.net/wal/wal_005/000000050000001000000060.lz4": context deadline exceeded',
      source: 'Go’s net/http under azure-sdk-for-go, from their sources',
    },
    {
      log: 'wal-g',
      store: 'swift',
      message: 'Swift error : Unable to write content.: Timeout when reading or writing data',
      source: 'ncw/swift in WAL-G 0.2.17, wal-g issue 801',
    },
    {
      log: 'pgbackrest',
      store: 's3',
      message: "[049]: unable to connect to 's3.example.com:443': [111] Connection refused",
      source: 'pgBackRest 2.45, from its source',
    },
    {
      log: 'barman',
      message: 'Error executing ssh: [Errno 32] Broken pipe',
      source: 'barman-wal-archive, barman issues 315 and 1055',
    },
  ],
  steps: [
    {
      text: 'try to reach the store from the host; check firewall and proxy if that fails',
      command: 'curl -sv --max-time 10 -o /dev/null https://{store}',
      only: ['wal-e', 'wal-g', 'pgbackrest'],
    },
    {
      text: 'log in to the Barman server by ssh as the user that archive_command runs as: key, host key, name',
      only: ['barman'],
    },
    { text: 'check the status page of the store' },
  ],
};
