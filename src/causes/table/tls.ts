import type { Cause } from '../cause.ts';

export const TLS: Cause = {
  cause: 'tls',
  words: 'the TLS connection to the store is not trusted',
  signs: [
    'SSLError',
    'SSLCertVerificationError',
    'CERTIFICATE_VERIFY_FAILED',
    'CertificateError',
    'certificate verify failed',
    'SSL:',
    'x509',
    'tls:',
    'unable to verify certificate',
    'unable to negotiate TLS connection',
    'TLS error',
    'SSL validation failed',
    'SSL certificate problem',
    'in certificate common name',
    'SSL peer certificate',
    'SSL connect error',
    'certificate has expired',
    'self-signed certificate',
    'self signed certificate',
    'InvalidCertificateException',
    'does not match certificate',
    'certificate signed by unknown authority',
  ],
  examples: [
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: DefaultAzureCredential authentication failed. Post "https://login.microsoftonline.com/tenant/oauth2/v2.0/token": x509: certificate signed by unknown authority',
      source: 'azure-sdk-for-go behind a proxy that opens TLS',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.https_connection.InvalidCertificateException: Host s3.example.com returned an invalid certificate (remote hostname "s3.example.com" does not match certificate)',
      source: 'boto 2.49, from its source',
    },
    {
      log: 'command',
      message: 'curl: (60) SSL certificate problem: certificate has expired',
      source: 'curl, its error CURLE_PEER_FAILED_VERIFICATION with OpenSSL',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: SSL validation failed for https://s3.example.com/backup-bucket [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed',
      source: 'botocore, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)',
      source: 'Python’s ssl under boto, from its source',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message:
        "requests.exceptions.SSLError: HTTPSConnectionPool(host='storage.googleapis.com', port=443): Max retries exceeded with url: /upload/storage/v1/b/backup-bucket/o (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired')))",
      source: 'requests under google-cloud-storage, from their sources',
    },
    {
      log: 'wal-e traceback',
      store: 'azure',
      message:
        "requests.exceptions.SSLError: HTTPSConnectionPool(host='account.blob.core.windows.net', port=443): Max retries exceeded with url: /wal (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')))",
      source: 'requests under azure-storage, from their sources',
    },
    {
      log: 'wal-e traceback',
      store: 'swift',
      message:
        "requests.exceptions.SSLError: HTTPSConnectionPool(host='swift.example.com', port=443): Max retries exceeded with url: /v1/AUTH_42/wal (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate')))",
      source: 'requests under python-swiftclient, from their sources',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': RequestError: send request failed\ncaused by: Put \"https://minio.example.com/backup-bucket/db01/wal_005/000000050000001000000060.br\": x509: certificate signed by unknown authority",
      source: 'Go’s crypto/x509 under aws-sdk-go, from their sources',
    },
    {
      log: 'wal-g',
      store: 'gcs',
      message:
        'upload a chunk of object "pitr-walg-pg12/wal_005/000000050007798000000080.br" to GCS: Post "https://storage.googleapis.com/upload/storage/v1/b/backup-bucket/o": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-24T12:00:00Z is after 2026-11-23T12:00:00Z',
      source: 'Go’s crypto/tls under google-api-go-client, from their sources',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        'Azure error : Unable to upload blob 000000050000001000000060.lz4: Put "https://account.blob.core.windows.net/wal/wal_005/000000050000001000000060.lz4": x509: certificate is valid for proxy.example.com, not account.blob.core.windows.net',
      source: 'Go’s crypto/x509 under azure-sdk-for-go, from their sources',
    },
    {
      log: 'wal-g',
      store: 'swift',
      message:
        'Swift error : Unable to write content.: Put "https://swift.example.com/v1/AUTH_42/wal": remote error: tls: handshake failure',
      source: 'Go’s crypto/tls under ncw/swift, from their sources',
    },
    {
      log: 'pgbackrest',
      store: 's3',
      message:
        "[095]: unable to verify certificate presented by 's3.example.com:443': [20] unable to get local issuer certificate",
      source: 'pgBackRest 2.45, from its source',
    },
  ],
  steps: [
    {
      text: 'see which certificate the store shows to this host',
      command: 'openssl s_client -connect {store}:443 -servername {store} </dev/null',
    },
    { text: 'check the CA certificates and the clock of the host', command: 'timedatectl' },
  ],
};
