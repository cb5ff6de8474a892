import type { Cause } from '../cause.ts';

/** Where the token comes from was not reached: nobody has looked at the credentials yet. The metadata service has no TLS. */
const TOKEN_UNREACHED = [
  'tcp: lookup',
  "Failed to resolve 'login.microsoftonline",
  "Failed to resolve 'oauth2.googleapis",
  "Failed to resolve 'sts.",
  'Post "https://*": dial tcp',
  'Post "https://*": read tcp',
  'Post "https://*": EOF',
  'Post "https://*": net/http:',
  'Post "https://*": context deadline exceeded',
  'Post "https://*": proxyconnect',
  'Post "https://*": x509:',
  'Post "https://*": tls:',
];
/** What hands out credentials on a machine of a cloud: it is asked last, where none were given. */
const METADATA = [
  '169.254.169.254',
  '169.254.170.23',
  'IMDS',
  'EC2RoleRequestError',
  'EC2MetadataError',
  'ManagedIdentityCredential',
  'Compute Engine metadata service',
  'metadata.google.internal',
];

export const CREDENTIALS: Cause = {
  cause: 'credentials',
  words: 'the store refuses the credentials',
  // envdir says “access denied” of its own folder, before the archiver is even started.
  unless: ['envdir: fatal', ...TOKEN_UNREACHED],
  signs: [
    'KMSInvalidStateException',
    'AccessDenied',
    'Insufficient permissions to access this path',
    'unable to authenticate, attempted methods',
    'KMS.',
    'ssh: handshake failed: ssh: unable to authenticate',
    'Access Denied',
    '401 Unauthorized',
    '403 Forbidden',
    'status code: 401',
    'status code: 403',
    'StatusCode: 403',
    'Error 401',
    'Error 403',
    '(403)',
    '403 (Forbidden)',
    'SignatureDoesNotMatch',
    'InvalidAccessKeyId',
    'ExpiredToken',
    'InvalidToken',
    'TokenRefreshRequired',
    'NoCredentialProviders',
    'Unable to locate credentials',
    'invalid_grant',
    'could not find default credentials',
    'insufficientPermissions',
    'does not have storage.objects.create access',
    'google.cloud.exceptions.Forbidden',
    'google.api_core.exceptions.Forbidden',
    'AuthenticationFailed',
    'AuthorizationFailure',
    'AuthorizationPermissionMismatch',
    'Server failed to authenticate the request',
    'Authorization Failed',
    'Authorization Failure',
    'Operation Forbidden',
    'Unauthorised',
    'credential is required',
    'credentials is required',
    'Could not retrieve secret key',
    'Permission denied (publickey',
    'public key authentication failed',
    'assume role',
    'AssumeRole',
    'metadata: GCE metadata',
    'request failed with 403',
    'request failed with 401',
    'security token included in the request',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'Partial credentials found',
    'RequestExpired',
    'EC2RoleRequestError',
    'EC2MetadataError',
    'no EC2 IMDS role found',
    'failed to refresh cached credentials',
    'WebIdentityErr',
    'DefaultAzureCredential',
    'ManagedIdentityCredential',
    'KeyBasedAuthenticationNotPermitted',
    'AllAccessDisabled',
    'not authorized to perform',
    'do not have the required permissions',
    'blocked by network rules of storage account',
    'InvalidIdentityToken',
    'ExpiredTokenException',
    'AssumeRoleWithWebIdentity',
    'default credentials were not found',
    'automatically determine credentials',
    'Error when retrieving credentials',
    'CredentialsEndpointError',
    'UnauthorizedAccess',
    'does not have sufficient permissions',
    'Public access is not permitted',
    'AADSTS7000215',
    'AADSTS7000222',
    'AADSTS700016',
    'Signature not valid in the specified time frame',
    'Compute Engine metadata service',
    'Too many authentication failures',
    'AccessDeniedException',
    'No handler was ready to authenticate',
    'HTTP 401',
    'HTTP 403',
    'Check username/id',
    'Access is denied due to invalid credentials',
  ],
  examples: [
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': operation error S3: PutObject, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, request canceled, context deadline exceeded",
      source: 'aws-sdk-go-v2 without credentials, off EC2 or behind a hop limit',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'wal_005/000000050000001000000060.br' to bucket 'backup-bucket': EC2RoleRequestError: no EC2 instance role found\ncaused by: RequestError: send request failed\ncaused by: Get \"http://169.254.169.254/latest/meta-data/iam/security-credentials/\": dial tcp 169.254.169.254:80: i/o timeout",
      source: 'aws-sdk-go without credentials, from its source',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: DefaultAzureCredential: failed to acquire a token. Attempted credentials: EnvironmentCredential: missing environment variable AZURE_TENANT_ID ManagedIdentityCredential: Get "http://169.254.169.254/metadata/identity/oauth2/token": context deadline exceeded',
      source: 'azure-sdk-for-go, from its source: each way of it failed',
    },
    {
      log: 'barman-cloud',
      store: 'azure',
      message:
        "Barman cloud WAL archiver exception: ClientSecretCredential authentication failed: AADSTS7000222: The provided client secret keys for app 'backup' are expired.",
      source: 'azure-identity, with an error code of Microsoft Entra',
    },
    {
      log: 'barman-cloud',
      store: 'azure',
      message:
        'Barman cloud WAL archiver exception: Public access is not permitted on this storage account.',
      source: 'Azure’s error codes, PublicAccessNotPermitted',
    },
    {
      log: 'barman-cloud',
      store: 'gcs',
      message:
        'Barman cloud WAL archiver exception: Failed to retrieve http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/ from the Google Compute Engine metadata service. Compute Engine Metadata server unavailable',
      source: 'google-auth for Python, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        "boto.exception.NoAuthHandlerFound: No handler was ready to authenticate. 1 handlers were checked. ['HmacAuthV1Handler'] Check your credentials",
      source: 'boto 2.49, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        'keystoneauth1.exceptions.http.Unauthorized: The request you have made requires authentication. (HTTP 401) (Request-ID: req-1)',
      source: 'keystoneauth, from its source',
    },
    {
      log: 'command',
      message: 'Received disconnect from 192.0.2.7 port 22:2: Too many authentication failures',
      source: 'OpenSSH, from its source',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (KMS.KMSInvalidStateException) when calling the PutObject operation: arn:aws:kms:eu-west-1:123456789012:key/1234abcd is pending deletion.',
      source: 'S3, of a bucket whose key is about to be deleted',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: No OpenIDConnect provider found in your account',
      source: 'STS to botocore: the role of a service account on Kubernetes',
    },
    {
      log: 'barman-cloud',
      store: 'azure',
      message:
        'Barman cloud WAL archiver exception: This request is not authorized to perform this operation.',
      source: 'azure-storage-blob: the firewall of the account, or a role that lacks',
    },
    {
      log: 'command',
      store: 'azure',
      message:
        "ERROR: The request may be blocked by network rules of storage account. Please check network rule set using 'az storage account show -n accountname --query networkRuleSet'.",
      source: 'the command line of Azure, az storage blob upload',
    },
    {
      log: 'command',
      store: 'azure',
      message:
        'ERROR: \nYou do not have the required permissions needed to perform this operation.',
      source: 'the command line of Azure, az storage blob upload',
    },
    {
      log: 'pgbackrest',
      message:
        '[103]: unable to find a valid repository:\n       repo1: [ServiceError] public key authentication failed: libssh2 error [-18]',
      source: 'pgBackRest, from its source (storage/sftp/storage.c)',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: PUT https://account.blob.core.windows.net/wal/wal_005/000000050000001000000060.lz4\n--------------------------------------------------------------------------------\nRESPONSE 403: 403 This request is not authorized to perform this operation using this permission.\nERROR CODE: AuthorizationPermissionMismatch\n--------------------------------------------------------------------------------',
      source: 'azure-sdk-for-go, from its source (azcore response_error.go)',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'GCS error : Unable to close object: googleapi: Error 401: Invalid Credentials\nMore details:\nReason: authError, Message: Invalid Credentials',
      source: 'google-api-go-client, from its source (googleapi.go)',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': KMS.DisabledException: arn:aws:kms:eu-central-1:123456789012:key/a is disabled.\n\tstatus code: 400, request id: 4442587FB7D0A2F9, host id: ",
      source: 'S3 to aws-sdk-go, the error codes of S3: the key that encrypts is disabled',
    },
    {
      log: 'wal-g',
      message:
        'SSH error : Failed to connect to backup.example.com via ssh. Address=backup.example.com:22: ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain',
      source: 'golang.org/x/crypto/ssh in WAL-G, from their sources',
    },
    {
      log: 'command',
      message:
        'mc: <ERROR> Failed to copy `pg_wal/000000050000001000000060`. Insufficient permissions to access this path `https://minio.example.com/wal/x`',
      source: 'mc of MinIO, from its source',
    },
    {
      log: 'pgbackrest',
      store: 's3',
      message:
        "[039]: raised from remote-0 protocol on 'orders-backrest-shared-repo': S3 request failed with 403: Forbidden",
      source: 'pgBackRest, postgres-operator issue 987',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (SignatureDoesNotMatch) when calling the PutObject operation: Invalid argument.',
      source:
        'boto3 at another store, barman issue 1112: it may be the checksums of a newer library',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': WebIdentityErr: failed to retrieve credentials\ncaused by: InvalidIdentityToken: No OpenIDConnect provider found in your account",
      source: 'aws-sdk-go on EKS, from its source',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        'create S3 storage: create new AWS session: configure session: assume role by ARN: InvalidParameter: 1 validation error(s) found.',
      source: 'aws-sdk-go in WAL-G 3, postgres-operator issue 2747',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'GCS error : Unable to copy to object: Post "https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o": metadata: GCE metadata "instance/service-accounts/default/token" not defined',
      source: 'Google’s library in Go, prio-server issue 714',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.exception.S3ResponseError: S3ResponseError: 403 Forbidden\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
      source: 'boto 2.49 in WAL-E 1.1.1, captured',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.exception.S3ResponseError: S3ResponseError: 400 Bad Request\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>',
      source: 'boto 2, boto issue 898 and wal-e issue 314',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message:
        'google.cloud.exceptions.Forbidden: 403 backup@project.iam.gserviceaccount.com does not have storage.objects.create access to gitlab-gprd-postgres-backup/pitr-wale-v1/wal_005/000000050000001000000060.lzo.',
      source: 'google-cloud-storage for Python, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'azure',
      message:
        'azure.common.AzureHttpError: Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature. ErrorCode: AuthenticationFailed',
      source: 'azure-storage for Python, blobxfer issue 80',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        'swiftclient.exceptions.ClientException: Object PUT failed: https://swift.example.com:8080/v1/AUTH_42/wal/wal_005/000000050000001000000060.lzo 401 Unauthorized  [first 60 chars of response] <html><h1>Unauthorized</h1>',
      source: 'python-swiftclient, as in pyrax issue 136',
    },
    {
      log: 'wal-e',
      store: 's3',
      message: 'AWS Access Key credential is required but not provided',
      source: 'WAL-E 1.1.1, from its source',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': AccessDenied: Access Denied\n\tstatus code: 403, request id: 4442587FB7D0A2F9, host id: ",
      source: 'aws-sdk-go in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': ExpiredToken: The provided token has expired.\n\tstatus code: 400, request id: 4442587FB7D0A2F9, host id: ",
      source: 'aws-sdk-go, wal-g issue 2297',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'GCS error : Unable to Close object: googleapi: Error 403: Insufficient Permission, insufficientPermissions',
      source: 'google-api-go-client, wal-g issue 822',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: -> github.com/Azure/azure-storage-blob-go/azblob.newStorageError ===== RESPONSE ERROR (ServiceCode=AuthenticationFailed) =====',
      source: 'azure-storage-blob-go in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 'swift',
      message: 'Swift error : Unable to write content.: Authorization Failed',
      source: 'ncw/swift in WAL-G, the form of wal-g issue 801',
    },
    {
      log: 'pgbackrest',
      store: 's3',
      message: '[039]: HTTP request failed with 403 (Forbidden):',
      source: 'pgBackRest 2.36, pgbackrest issue 1623',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archive check exception: An error occurred (403) when calling the HeadBucket operation: Forbidden',
      source: 'barman-cloud with boto3, barman issue 1145',
    },
  ],
  steps: [
    {
      text: 'if the store is not AWS, and a library (boto3, the AWS SDK) was upgraded shortly before: its new checksums may be what the store takes for a wrong signature. AWS_REQUEST_CHECKSUM_CALCULATION=when_required turns them off; the keys may be right',
      when: ['SignatureDoesNotMatch* Invalid argument'],
    },
    {
      text: 'check the credentials in {settings} on the host: present, not expired, allowed to write to the bucket {bucket}',
    },
    {
      text: 'it is the key that encrypts the store (KMS) that may not be used: check the permissions of that key as well as those of the bucket',
      when: ['kms:', 'KMS'],
    },
    {
      text: 'it was given no credentials that it could use, and asked the metadata service of the cloud instead: see whether this host or pod is meant to have a role (instance profile, service account, managed identity) and has it, or whether the keys in {settings} did not reach the process. In a container on EC2 the hop limit of the metadata service may be too low',
      when: METADATA,
    },
    { text: 'see whether the archiver can reach the store with them', command: '{probe}' },
    {
      text: 'check right away whether the store accepts anything: WAL-G 3 writes four bytes under a name of its own and removes them, or says that it could not; version 2 has no such command',
      command: '{trywrite}',
      only: ['wal-g'],
    },
  ],
};
