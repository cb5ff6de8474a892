import type { FailureCause } from '../../domain/finding.ts';

interface KnownCause {
  readonly cause: FailureCause;
  /** Any of these in the archiver's complaint. Texts of WAL-E 1.1, boto 2, PostgreSQL 9.6 to 18, Python. */
  readonly signs: RegExp;
  /** As in "uploads fail: …". */
  readonly words: string;
  readonly nextSteps: readonly string[];
}

const CREDENTIALS_STEP =
  'check the credentials in /etc/wal-e.d/env on the host: present, not expired, allowed to write to the bucket';

const UNKNOWN: KnownCause = {
  cause: 'unknown',
  signs: /(?:)/,
  words: 'the reason is not one that Wale knows: read the line below',
  nextSteps: ['read the log on the host for what came before'],
};

/** The first match names the cause, so the more telling signs come first. */
export const FAILURE_CAUSES: readonly KnownCause[] = [
  {
    cause: 'two-writers',
    signs:
      /already archived, contents differ|different checksum|already exists in the .* archive with a different/i,
    words: 'another server writes to the same place in the store',
    nextSteps: [
      'stop: find out which other server archives to this prefix before anything is overwritten',
      'compare the system identifiers: pg_controldata on both servers',
    ],
  },
  {
    cause: 'disk-full',
    signs: /\[Errno 28\]|No space left on device|\[Errno 122\]|Disk quota exceeded/i,
    words: 'no space left on the device it writes to',
    nextSteps: [
      'see which file system is full: the store, or the temporary folder of lzop',
      'free space there: WAL stays on the primary until it is archived',
    ],
  },
  {
    cause: 'throttled',
    signs: /SlowDown|\b429\b|\b503 (?:Slow|Service)|TooManyRequests|rateLimitExceeded|ServerBusy/i,
    words: 'the store throttles requests',
    nextSteps: [
      'look at the status page and the request limits of the store',
      'lower the upload concurrency (wal-push --pool-size) if it keeps on',
    ],
  },
  {
    cause: 'bucket',
    signs:
      /NoSuchBucket|bucket does not exist|ContainerNotFound|accountProblem|QuotaExceeded|billing/i,
    words: 'the bucket is missing, full or closed',
    nextSteps: ['check that the bucket in WALE_*_PREFIX exists, and its quota and billing'],
  },
  {
    cause: 'credentials',
    signs:
      /AccessDenied|\b40[13] (?:Forbidden|Unauthorized)|SignatureDoesNotMatch|InvalidAccessKeyId|ExpiredToken|InvalidToken|invalid_grant|RequestTimeTooSkewed|AuthenticationFailed|credential is required|credentials is required|Could not retrieve secret key|Unauthorized/i,
    words: 'the store refuses the credentials',
    nextSteps: [
      CREDENTIALS_STEP,
      'if the message says that the request time is too skewed, set the clock of the host right',
    ],
  },
  {
    cause: 'dns',
    signs:
      /gaierror|Name or service not known|Temporary failure in name resolution|Could not resolve host|Unable to find the server at|EAI_AGAIN|ENOTFOUND/i,
    words: 'the name of the store does not resolve',
    nextSteps: [
      'resolve the name of the store on the host (getent hosts NAME), and check /etc/resolv.conf',
    ],
  },
  {
    cause: 'tls',
    signs:
      /SSLError|CERTIFICATE_VERIFY_FAILED|CertificateError|certificate verify failed|SSLV3|tlsv1|TLS/,
    words: 'the TLS connection to the store is not trusted',
    nextSteps: [
      'check the CA certificates and the clock of the host, and the certificate of the store',
    ],
  },
  {
    cause: 'network',
    signs:
      /ConnectionRefused|Connection refused|\[Errno 111\]|TimeoutError|timed out|ConnectionReset|Connection reset|\[Errno 104\]|\[Errno 110\]|\[Errno 113\]|No route to host|Network is unreachable|\[Errno 101\]|BadStatusLine|RemoteDisconnected|IncompleteRead|socket error/i,
    words: 'the store cannot be reached over the network',
    nextSteps: [
      'reach the store from the host: curl its endpoint, look at firewall and proxy',
      'look at the status page of the store',
    ],
  },
  {
    cause: 'not-executable',
    signs: /exit code 12[67]\b|command not found|: not found|\[Errno 8\]|Exec format error/i,
    words: 'the archive command cannot be run',
    nextSteps: [
      'run the archive_command by hand as the postgres user: is the program there, and may it be executed?',
    ],
  },
  {
    cause: 'killed',
    signs: /terminated by signal|exit code 1(?:2[89]|[3-9]\d)\b/i,
    words: 'the upload was killed by a signal',
    nextSteps: [
      'look for the out-of-memory killer: journalctl -k | grep -i "killed process"',
      'ask whether somebody killed it',
    ],
  },
  {
    cause: 'missing-file',
    signs:
      /could not find file for wal-push|\[Errno 2\]|No such file or directory|removed orphan archive status/i,
    words: 'PostgreSQL asks for a WAL file that is gone',
    nextSteps: [
      'look for the file in pg_wal: if it is gone, take a base backup as soon as archiving works again',
    ],
  },
  {
    cause: 'compression',
    signs: /pipeline process did not exit gracefully|lzop|gpg /i,
    words: 'the compression or encryption of the segment fails',
    nextSteps: [
      'run lzop, and gpg if it is used, by hand on the host: space in the temporary folder, the key',
    ],
  },
  {
    cause: 'permission',
    signs:
      /\[Errno 13\]|\[Errno 1\]|\[Errno 30\]|Permission denied|Operation not permitted|Read-only file system/i,
    words: 'the store cannot be written: permission denied',
    nextSteps: ['check owner and mode of the path in the message, as the postgres user'],
  },
  {
    cause: 'configuration',
    signs:
      /no storage prefix defined|URL scheme passed|could not run one or more external programs|must define one of AWS_REGION|WALE_S3_ENDPOINT|is undefined|requires module|archive_mode"{0,2} enabled|archiving is not configured|problem moving \.ready/i,
    words: 'the archiver is not configured right',
    nextSteps: [
      'compare /etc/wal-e.d/env and archive_command on the host with what configuration management says',
    ],
  },
];

export const failureCause = (complaint: string): KnownCause =>
  FAILURE_CAUSES.find(({ signs }) => signs.test(complaint)) ?? UNKNOWN;
