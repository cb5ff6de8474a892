import type { Cause } from '../cause.ts';
import { UPGRADED } from './upgraded.ts';

const HOST_KEY = [
  'Host key verification failed',
  'REMOTE HOST IDENTIFICATION HAS CHANGED',
  'knownhosts:',
];
/** PostgreSQL 15 and later, of an archive_library that it cannot use. */
const LIBRARY = [
  'archive_command* and *archive_library* set',
  'archive modules have to define',
  'archive modules must register',
  'could not access file',
  'could not load library',
  'incompatible library',
];
/** PostgreSQL to pg_receivewal, which it does not let stream. */
const RECEIVER = [
  'password authentication failed for user',
  'no pg_hba.conf entry for',
  'connections exceeds max_wal_senders',
  'all replication slots are in use',
  'must be superuser or replication role',
];
/** What a shell says of a command that it cannot parse. */
const SHELL = [
  'while looking for matching',
  'syntax error near unexpected token',
  'syntax error: unexpected end of file',
  'sh: *: Syntax error:',
];
const DAEMON = ['daemon socket', 'unix socket dial error'];
const VERSIONS = ['BRBLOCK*', 'for greeting key', 'exit code 99', '[099]'];
const REGION = [
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'PermanentRedirect',
  '301 Moved Permanently',
  'BucketRegionError',
  'incorrect region',
  'could not find region configuration',
  'You must specify a region',
  'A region must be set',
  'Please use AWS4-HMAC-SHA256',
  '(400) when calling the HeadBucket',
];
const CHECKSUMS = [
  'x-amz-content-sha256',
  'XAmzContentSHA256Mismatch',
  'x-amz-sdk-checksum',
  'x-amz-checksum',
  'x-amz-trailer',
  'aws-chunked',
  'MissingContentLength',
  'Content-MD5',
  'Checksum Type mismatch',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'A header you provided implies functionality that is not implemented',
];
const NO_STANZA = ['FileMissingError', 'stanza-create been performed'];

export const CONFIGURATION: Cause = {
  cause: 'configuration',
  words: 'the archiver is misconfigured',
  signs: [
    ...RECEIVER,
    ...LIBRARY,
    ...UPGRADED,
    'while looking for matching',
    'syntax error near unexpected token',
    'syntax error: unexpected end of file',
    'sh: *: Syntax error:',
    'no storage prefix defined',
    'No storage is configured now',
    'Unknown compression method',
    'URL scheme passed',
    'could not run one or more external programs',
    'must define one of AWS_REGION',
    'WALE_S3_ENDPOINT',
    'is undefined',
    'requires module',
    'requires the module',
    'Failed to find any configured storage',
    'failed to configure',
    'Required variable * is not set',
    'must be set',
    'archive_mode" enabled, yet',
    'archive_mode enabled, yet',
    'archiving is not configured',
    'problem moving .ready',
    'stanza-create been performed',
    'must contain pgbackrest',
    'archive-push command must be run on the PostgreSQL host',
    'option is not valid',
    'requires option',
    'not valid without option',
    '[027]',
    '[031]',
    '[032]',
    '[037]',
    'unable to find primary cluster',
    'knownhosts: key mismatch',
    'knownhosts: key is unknown',
    'replication slot * does not exist',
    'too many open files',
    'is an invalid name for a WAL file',
    'unknown command',
    'arg(s), received',
    'unknown flag',
    'got incorrect log level',
    'daemon socket',
    'unix socket dial error',
    'invalid option',
    'has no attribute',
    'unable to switch to directory',
    // Before missing-file: it is the folder of the archive that is not there.
    'cannot create regular file *: No such file or directory',
    'No such file or directory',
    'configured fingerprint',
    'Host key verification failed',
    'REMOTE HOST IDENTIFICATION HAS CHANGED',
    'BRBLOCK*',
    'for greeting key',
    'is not the same as option pg1-path',
    'AuthorizationHeaderMalformed',
    'IllegalLocationConstraintException',
    'PermanentRedirect',
    '301 Moved Permanently',
    '(301) when calling',
    'BucketRegionError',
    'incorrect region',
    'could not find region configuration',
    'You must specify a region',
    'AWS4-HMAC-SHA256',
    'authorization mechanism you have provided is not supported',
    'x-amz-content-sha256',
    'XAmzContentSHA256Mismatch',
    'x-amz-sdk-checksum',
    'x-amz-checksum',
    'x-amz-trailer',
    'aws-chunked',
    'MissingContentLength',
    'Content-MD5',
    'Checksum Type mismatch',
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    'failed to get envs',
    'config profile * could not be found',
    'Invalid bucket name',
    'Invalid endpoint',
    '[073]',
    '[080]',
    'request failed with 301',
    'allowed configured MaxUploadParts',
    'SharedConfigProfileNotExistsError',
    'failed to resolve service endpoint',
    'no matching host key type found',
    'no matching key exchange method found',
    'requires HTTP header x-amz-server-side-encryption',
    'Bad owner or permissions on',
    'Missing Dependency',
    'the following arguments are required',
    'The system cannot find the path specified',
    'The system cannot find the drive specified',
    'environment variable contains NUL',
    '(400) when calling the HeadBucket',
    'unrecognized arguments',
  ],
  weakSigns: [
    'The system cannot find the file specified',
    'unable to find a valid repository',
    'unable to load info file',
  ],
  exitCodes: [
    // envdir of daemontools: it could not read its directory.
    { from: 111, to: 111 },
    // A protocol error is none of these: it may be anything that the other end met.
    { from: 27, to: 28, of: 'pgbackrest' },
    { from: 30, to: 38, of: 'pgbackrest' },
    // A file is missing: archive.info, so the stanza or the path of the repository is wrong.
    { from: 55, to: 55, of: 'pgbackrest' },
    { from: 68, to: 68, of: 'pgbackrest' },
    { from: 72, to: 72, of: 'pgbackrest' },
    { from: 73, to: 73, of: 'pgbackrest' },
    { from: 80, to: 80, of: 'pgbackrest' },
    { from: 87, to: 87, of: 'pgbackrest' },
    // A protocol error: the versions on both ends differ.
    { from: 99, to: 99, of: 'pgbackrest' },
  ],
  examples: [
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (InvalidRequest) when calling the CompleteMultipartUpload operation: Checksum Type mismatch occurred, expected checksum Type: null, actual checksum Type: crc32',
      source: 'a newer boto3 at a store that is not AWS',
    },
    {
      log: 'command',
      message: 'The system cannot find the path specified.\n        0 file(s) copied.',
      source: 'copy of Windows: the folder that archive_command copies to does not exist',
    },
    {
      log: 'barman-cloud',
      message:
        '{"level":"error","ts":"2026-11-24T11:59:00.832Z","logger":"wal-archive","msg":"Error invoking barman-cloud-check-wal-archive","logging_pod":"orders-1","exitCode":-1,"error":"exec: environment variable contains NUL"}',
      source: 'CloudNativePG, cloudnative-pg issue 1985: a secret that was encoded wrongly',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archive check exception: An error occurred (400) when calling the HeadBucket operation: Bad Request',
      source: 'botocore, barman issue 1151: an answer without a body, mostly for another region',
    },
    {
      log: 'barman',
      message:
        'error: connection to server at "db-01" (192.0.2.1), port 5432 failed: FATAL:  password authentication failed for user "streaming_barman"',
      source: 'PostgreSQL to pg_receivewal: its password has changed',
    },
    {
      log: 'barman',
      message:
        'error: connection to server at "db-01" (192.0.2.1), port 5432 failed: FATAL:  no pg_hba.conf entry for replication connection from host "192.0.2.9", user "streaming_barman", no encryption',
      source: 'PostgreSQL to pg_receivewal',
    },
    {
      log: 'barman',
      message:
        'error: connection to server at "db-01" (192.0.2.1), port 5432 failed: FATAL:  number of requested standby connections exceeds max_wal_senders (currently 10)',
      source: 'PostgreSQL to pg_receivewal, from its source',
    },
    {
      log: 'postgresql',
      message: 'both archive_command and archive_library set',
      source: 'PostgreSQL 16, from its source: only one of them may be set',
    },
    {
      log: 'pgbackrest',
      message:
        '[103]: unable to find a valid repository:\n       repo1: [ArchiveMismatchError] PostgreSQL version 16, system-id 7711548661751755999 do not match repo1 stanza version 15, system-id 7711548661751755141\n       HINT: are you archiving to the correct stanza?',
      source: 'pgBackRest 2.45, from its source: after pg_upgrade without stanza-upgrade',
    },
    {
      log: 'pgbackrest',
      message:
        '[044]: PostgreSQL version 17, system-id 7711548661751755999 do not match repo1 stanza version 16, system-id 7711548661751755141',
      source: 'pgBackRest 2.45, from its source: the same with one repository',
    },
    {
      log: 'command',
      message: 'envdir: fatal: unable to switch to directory /etc/wal-g.d/env: access denied',
      source: 'envdir of daemontools, EACCES in its own words: the store was not asked',
    },
    {
      log: 'command',
      message: "/bin/sh: -c: line 1: unexpected EOF while looking for matching `''",
      source: 'bash as sh: a quote of archive_command was never closed',
    },
    {
      log: 'command',
      message: 'sh: 1: Syntax error: Unterminated quoted string',
      source: 'dash: a quote of archive_command was never closed',
    },
    {
      log: 'command',
      message: "bash: -c: line 1: syntax error near unexpected token `&'",
      source: 'bash: archive_command has && twice, or too little in front of it',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': operation error S3: PutObject, failed to resolve service endpoint, endpoint rule error, A region must be set when sending requests to S3.",
      source: 'aws-sdk-go-v2, velero-plugin-for-aws',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': MultipartUpload: upload multipart failed\n	upload id: 1\ncaused by: TotalPartsExceeded: exceeded total allowed configured MaxUploadParts (10000). Adjust PartSize to fit in this limit",
      source: 'aws-sdk-go, s3manager/upload.go',
    },
    {
      log: 'command',
      message:
        'Unable to negotiate with 192.0.2.7 port 22: no matching host key type found. Their offer: ssh-rsa',
      source: 'OpenSSH, from its source',
    },
    {
      log: 'command',
      message: 'Bad owner or permissions on /var/lib/postgresql/.ssh/config',
      source: 'OpenSSH, from its source',
    },
    {
      log: 'wal-g',
      message:
        'failed to configure folder: No storage is configured now, please set one of following settings: [WALG_S3_PREFIX WALG_FILE_PREFIX WALG_GS_PREFIX WALG_AZ_PREFIX WALG_SWIFT_PREFIX]',
      source: 'WAL-G, internal/config.go',
    },
    {
      log: 'wal-g',
      message: "Unknown compression method: 'zst', supported methods are: [lz4 lzma zstd brotli]",
      source: 'WAL-G, internal/config.go',
    },
    {
      log: 'pgbackrest',
      message: "[039]: expected value '2.53.1' for greeting key 'version' but got '2.52'",
      source: 'pgBackRest’s user guide, “Upgrading”',
    },
    {
      log: 'pgbackrest',
      message: "[031]: option 'repo1-s3-bucket' not valid without option 'repo1-type' = 's3'",
      source: 'pgBackRest, from its source',
    },
    {
      log: 'pgbackrest',
      message: '[037]: archive-push command requires option: stanza',
      source: 'pgBackRest, from its source',
    },
    {
      log: 'wal-g',
      message:
        'SSH error : Failed to connect to backup.example.com via ssh. Address=backup.example.com:22: ssh: handshake failed: knownhosts: key mismatch',
      source: 'golang.org/x/crypto/ssh/knownhosts in WAL-G, from their sources',
    },
    {
      log: 'barman',
      message:
        'error: could not send replication command START_REPLICATION: ERROR:  replication slot "barman" does not exist',
      source: 'PostgreSQL to pg_receivewal',
    },
    {
      log: 'wal-g',
      message: "got incorrect log level: 'NORMAL', expected one of: '[NORMAL DEVEL]'",
      source: 'WAL-G 2.0.1, captured: a level that it does not know',
    },
    {
      log: 'command',
      message: 'Error: unknown command "wal-pushh" for "wal-g"',
      source: 'WAL-G 3.0.9, captured',
    },
    {
      log: 'wal-g',
      message:
        "upload: could not open 'pg_wal/000000050000001000000060'\n: open pg_wal/000000050000001000000060: too many open files",
      source: 'Go’s os in WAL-G, EMFILE',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.exception.S3ResponseError: S3ResponseError: 400 Bad Request\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region \'loca\' is wrong; expecting \'us-east-1\'</Message><Region>us-east-1</Region></Error>',
      source: 'S3 to boto, the situation of postgres-operator issue 1609',
    },
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.exception.S3ResponseError: S3ResponseError: 400 Bad Request\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InvalidRequest</Code><Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message></Error>',
      source: 'S3 to boto, boto issue 3791: a region that takes no older signature',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': BucketRegionError: incorrect region, the bucket is not in 'us-east-1' region at endpoint ''\n\tstatus code: 301, request id: , host id: ",
      source: 'aws-sdk-go in WAL-G, from its source',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': PermanentRedirect: The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.\n\tstatus code: 301, request id: 4442587FB7D0A2F9, host id: ",
      source: 'what S3 answers, aws-sdk-js issue 83, as aws-sdk-go puts it, its issue 1267',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (InvalidArgument) when calling the PutObject operation: x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD or a valid sha256 value.',
      source: 'a newer boto3 at a store that is not AWS, plugin-barman-cloud issue 393',
    },
    {
      log: 'barman-cloud',
      store: 's3',
      message:
        'Barman cloud WAL archiver exception: An error occurred (MissingContentLength) when calling the PutObject operation: You must provide the Content-Length HTTP header.',
      source: 'a newer boto3 at a store that is not AWS, the kind of plugin-barman-cloud issue 393',
    },
    {
      log: 'barman-cloud',
      message:
        '{"level":"error","ts":"2026-11-24T11:59:00.832Z","logger":"wal-archive","msg":"failed to run wal-archive command","logging_pod":"orders-1","error":"failed to get envs: cache miss"}',
      source: 'CloudNativePG, cloudnative-pg issue 6031: the secret was not read',
    },
    {
      log: 'wal-e',
      message: 'no storage prefix defined',
      source: 'WAL-E 1.1.1, captured; wal-e issue 362',
    },
    {
      log: 'wal-e',
      message:
        'bad S3, Windows Azure Blob Storage, OpenStack Swift, Google Cloud Storage or File URL scheme passed',
      source: 'WAL-E 1.1.1, captured; kobo-docker pull request 311',
    },
    {
      log: 'wal-e',
      message: 'could not run one or more external programs WAL-E depends upon',
      source: 'WAL-E 1.1.1, captured',
    },
    {
      log: 'wal-e',
      store: 'gcs',
      message: 'Google support requires the module "gcloud"',
      source: 'WAL-E, wal-e issue 311',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message: "AttributeError: type object 'Connection' has no attribute 'SCOPE'",
      source: 'a version of the gcloud module that does not fit, wal-e issue 346',
    },
    {
      log: 'wal-g',
      message: 'Failed to find any configured storage',
      source: 'WAL-G, wal-g issue 730',
    },
    {
      log: 'wal-g',
      message:
        'Required variable WALG_STREAM_CREATE_COMMAND is not set. You can set is using --walg-stream-create-command flag or variable WALG_STREAM_CREATE_COMMAND',
      source: 'WAL-G built for another database, wal-g issue 1441',
    },
    {
      log: 'pgbackrest',
      message:
        "[103]: unable to find a valid repository:\n       repo1: [FileMissingError] unable to load info file '/srv/pgbackrest/archive/main/archive.info' or '/srv/pgbackrest/archive/main/archive.info.copy':",
      source: 'pgBackRest 2.45, captured',
    },
    {
      log: 'command',
      message:
        "cp: cannot create regular file '/srv/archive/000000050000001000000060': No such file or directory",
      source: 'cp of GNU coreutils: the folder that archive_command copies to does not exist',
    },
    {
      log: 'postgresql',
      message: 'archive_mode enabled, yet archiving is not configured',
      source: 'PostgreSQL 15, captured',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 111',
      source: 'envdir of daemontools, from its manual',
    },
    {
      log: 'pgbackrest',
      message:
        "[103]: unable to find a valid repository:\n       repo1: [UnknownError] remote-0 process on 'repo-host' terminated unexpectedly [255]: Host key verification failed.",
      source: 'OpenSSH under pgBackRest, from their sources: the repository has its stanza',
    },
    {
      log: 'command',
      message: 'Host key verification failed.\nlost connection',
      source: 'OpenSSH and its scp, from their sources',
    },
    {
      log: 'command',
      message:
        'Host key verification failed.\nrsync: connection unexpectedly closed (0 bytes received so far) [sender]\nrsync error: unexplained error (code 255) at io.c(228) [sender=3.2.3]',
      source: 'OpenSSH under rsync 3.2, from their sources',
    },
    {
      log: 'pgbackrest',
      message: "[099]: raised from remote-0 protocol on 'repo-host': expected '{' at 'BRBLOCK-1'",
      source: 'pgBackRest, postgres-operator issue 2813: versions that differ',
    },
    {
      log: 'pgbackrest',
      message: "[099]: raised from local-1 protocol: invalid type at 'BRBLOCK1048576'",
      source: 'pgBackRest, postgres-operator issue 2087: versions that differ',
    },
    {
      log: 'wal-e traceback',
      message: "FileNotFoundError: [Errno 2] No such file or directory: '/etc/wal-e.d/gpg.key'",
      source: 'Python in WAL-E, from its source',
    },
  ],
  steps: [
    {
      text: 'PostgreSQL does not let Barman stream: see on the Barman server what of its connection fails (user, password, pg_hba.conf, slot, max_wal_senders). Meanwhile the slot keeps WAL on the primary: watch its disk',
      only: ['barman'],
      when: RECEIVER,
    },
    {
      text: 'PostgreSQL cannot use archive_library: only one of it and archive_command may be set, and the library has to be there and built for this version. See what both are, and what was changed last; nothing is archived until that is put right and reloaded',
      command: 'sudo -u postgres psql -Atc "SHOW archive_library" -c "SHOW archive_command"',
      when: LIBRARY,
    },
    {
      text: 'the server is of another major version than its stanza: see whether it was upgraded (pg_upgrade) without the stanza, and whether pg1-path and the stanza of archive_command are this cluster’s',
      command: 'sudo -u postgres pgbackrest info',
      only: ['pgbackrest'],
      when: UPGRADED,
    },
    {
      text: 'only if it was upgraded, pg1-path is that of the new version, and no other server uses this stanza: upgrade the stanza, and then take a base backup. No recovery gets past the upgrade from an older one',
      command: 'sudo -u postgres pgbackrest --stanza=STANZA stanza-upgrade',
      only: ['pgbackrest'],
      when: UPGRADED,
    },
    {
      text: 'the shell cannot read archive_command: look for a quote that is not closed, or an operator with nothing at one side, and what was changed last',
      command: 'sudo -u postgres psql -Atc "SHOW archive_command"',
      when: SHELL,
    },
    {
      text: 'archive_command hands each segment to WAL-G’s daemon, and that is not there: see whether it runs and which socket it has',
      command: "ps -eo pid,lstart,args | grep '[w]al-g daemon'",
      only: ['wal-g'],
      when: DAEMON,
    },
    {
      text: 'the archiver cannot open any more files: see the limit of the process that runs it (LimitNOFILE of its service)',
      when: ['too many open files'],
    },
    {
      text: 'compare the region and the endpoint in {settings} with where the bucket is: the line may name the right one. A region that takes only signatures of version 4 has to be set',
      when: REGION,
    },
    {
      text: 'the store does not understand the checksums that newer versions of the AWS libraries send: see what was upgraded last. AWS_REQUEST_CHECKSUM_CALCULATION=when_required turns them off, or use the version before it',
      when: CHECKSUMS,
    },
    {
      text: 'the host key of the server is not known, or has changed: compare what the server shows with the key on its own console. A key that has changed for no known reason may be somebody in between: do not accept it then',
      command: 'ssh-keyscan SERVER',
      when: HOST_KEY,
    },
    {
      text: 'compare the version of pgBackRest on this host with that on the repository host: it must be the same',
      command: 'pgbackrest version',
      only: ['pgbackrest'],
      when: VERSIONS,
    },
    {
      text: 'compare {settings} and archive_command on the host with what configuration management says',
      command: 'sudo ls -l {settings}',
    },
    {
      text: 'see whether the archiver works with these settings',
      command: '{probe}',
    },
    {
      text: 'see whether the repository is the right one, mounted and reached, and which stanzas it holds',
      command: 'sudo -u postgres pgbackrest info',
      only: ['pgbackrest'],
      when: NO_STANZA,
    },
    {
      text: 'only if the repository is the right one and has never held this stanza: create it. One that is merely not mounted, or a path that is wrong, must not get a new one',
      command: 'sudo -u postgres pgbackrest --stanza=STANZA stanza-create',
      only: ['pgbackrest'],
      when: NO_STANZA,
    },
  ],
};
