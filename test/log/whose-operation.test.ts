import { describe, expect, it } from '@jest/globals';
import { failureCause } from '../../src/causes/failure-causes.ts';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '0000000100000005000000A2';
const walG = (text: string, time = '11:59:00.123456') => `ERROR: 2026/11/24 ${time} ${text}`;
const zap = (logger: string, msg: string): string =>
  JSON.stringify({ level: 'info', ts: '2026-11-24T11:59:31Z', logger, msg, logging_pod: 'pg-2' });
const operations = (...lines: readonly string[]): readonly string[] =>
  readLog(lines.join('\n')).failures.map(({ operation }) => operation);

describe('what an error is about', () => {
  it.each([
    // pkg/storages/s3/folder.go of WAL-G: a key that may only write is ordinary.
    `failed to delete s3 object: '[wal_005/${SEGMENT}.lz4]': AccessDenied: Access Denied`,
    `failed to list s3 folder: 'pg/wal_005/': AccessDenied: Access Denied`,
    `GCS error : Unable to delete object pg/wal_005/${SEGMENT}.lz4: googleapi: Error 403: forbidden`,
    `FILE error : Unable to delete file wal_005/${SEGMENT}.lz4: remove /mnt/x: permission denied`,
    `unmark wal-g status for ${SEGMENT} file failed due following error remove /x: no such file or directory`,
    `Error mark wal file ${SEGMENT} uploader due open /x: permission denied`,
  ])('is no push where WAL-G deletes, lists or marks: %s', (text) => {
    expect(operations(walG(text))).toEqual(['other']);
  });

  it.each([
    `failed to read object: 'pg/wal_005/${SEGMENT}.lz4' from S3: AccessDenied: Access Denied`,
    `FILE error : Unable to read object pg/wal_005/${SEGMENT}.lz4: open /mnt/x: permission denied`,
    `SSH error : Failed to read file '/srv/wal/wal_005/${SEGMENT}.lz4': EOF`,
  ])('is a fetch where WAL-G reads: %s', (text) => {
    expect(operations(walG(text))).toEqual(['fetch']);
  });

  it.each([
    `check for existence: failed to check s3 object 'pg/wal_005/${SEGMENT}.lz4' existence: Forbidden`,
    `failed to check s3 object 'pg/wal_005/${SEGMENT}.lz4' existence: Forbidden`,
  ])('is left open where WAL-G looks whether a file is there: %s', (text) => {
    expect(operations(walG(text))).toEqual(['unknown']);
  });

  it('is a push where a container of Azure does not exist, and what it says of it ends so', () => {
    const lines = [
      walG(
        'failed to upload block: -> github.com/Azure/azure-storage-blob-go/azblob.newStorageError, /go/x.go:42',
      ),
      '===== RESPONSE ERROR (ServiceCode=ContainerNotFound) =====',
      'Description=The specified container does not exist.',
      `   PUT https://acc.blob.core.windows.net/c/wal_005/${SEGMENT}.br`,
    ];

    expect(operations(...lines)).not.toContain('fetch');
  });

  it('is a push where WAL-G looks before it overwrites', () => {
    const text = `Couldn't check whether there is an overwrite attempt due to inner error: failed to read object: 'pg/wal_005/${SEGMENT}.lz4' from S3: x`;
    expect(operations(walG(text))).toEqual(['push']);
  });

  it('takes nothing back of an upload whose mark failed', () => {
    const { uploads } = readLog(
      [
        `INFO: 2026/11/24 11:58:00.523456 FILE PATH: ${SEGMENT}.lz4`,
        walG(
          `unmark wal-g status for ${SEGMENT} file failed due following error x`,
          '11:58:00.923456',
        ),
      ].join('\n'),
    );

    expect(uploads).toMatchObject([{ file: SEGMENT, state: 'complete' }]);
  });

  it('is a fetch where a standby asks Barman for what is not there yet', () => {
    expect(
      operations(
        `2026-11-24 11:58:45,160 [123] barman.server ERROR: WAL file '${SEGMENT}' not found in server 'main' (SSH host: 10.0.0.3)`,
        "2026-11-24 11:58:55,160 [125] barman.server ERROR: WAL file '00000002.history' not found in server 'main' (SSH host: 10.0.0.3)",
      ),
    ).toEqual(['fetch', 'fetch']);
  });

  it.each([
    ['barman-cloud-wal-restore', 'fetch'],
    ['barman-cloud-backup-list', 'base-backup'],
    ['barman-cloud-wal-archive', 'push'],
    ['barman-cloud-check-wal-archive', 'push'],
  ])('is told by which script of Barman says it: %s', (logger, operation) => {
    const said = [
      '2026-11-24 11:59:31,038 [57] ERROR: Can\'t connect to cloud provider: Could not connect to the endpoint URL: "https://s3.example.com/wal"',
      '2026-11-24 11:59:32,038 [57] ERROR: Bucket wal does not exist',
    ];

    expect(operations(...said.map((text) => zap(logger, text)))).toEqual([operation, operation]);
  });

  it('is a fetch where pgBackRest gets WAL in the background', () => {
    const text = `ERROR: [082]: unable to get WAL file '${SEGMENT}' from the archive asynchronously after 60 second(s)`;

    expect(operations(`2026-11-24 11:59:50.201 P00  ${text}`)).toEqual(['fetch']);
  });

  it('is no push where a backup of pgBackRest waits for a segment, while another is pushed', () => {
    const { uploads, failures } = readLog(
      [
        '2026-11-24 11:58:59.101 P00   INFO: archive-push command begin 2.50: [pg_wal/0000000100000005000000A1] --exec-id=812-aa --stanza=main',
        '2026-11-24 11:58:59.301 P00  ERROR: [082]: WAL segment 0000000100000005000000A0 was not archived before the 60000ms timeout',
        "2026-11-24 11:58:59.401 P00   INFO: pushed WAL file '0000000100000005000000A1' to the archive",
      ].join('\n'),
    );

    expect(failures.map(({ operation }) => operation)).toEqual(['other']);
    expect(uploads.some(({ state }) => state === 'complete')).toBe(true);
  });
});

describe('PostgreSQL’s words in what a client sent', () => {
  const WORDS = 'archive command failed with exit code 1';
  const AT = '2026-11-24 11:59:00.150 UTC';

  it.each([
    `${AT} [77] app@db LOG:  statement: insert into log values ('${WORDS}')`,
    `${AT} [77] app@db LOG:  duration: 1200.1 ms  statement: select 'archiving write-ahead log file "${SEGMENT}" failed too many times'`,
    `${AT} [77] app@db LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,select * from logs where m like '%${WORDS}%',<not logged>`,
    `${AT},"app","db",77,"10.0.0.1:5",6561.7b,3,"INSERT",2026-11-24 10:00:00 UTC,,0,ERROR,42P01,"relation ""log"" does not exist",,,,,,"insert into log values ('${WORDS}')",13,,"psql","client backend",,0`,
    JSON.stringify({
      timestamp: AT,
      error_severity: 'LOG',
      message: `duration: 3 ms  statement: select * from logs where message like '%${WORDS}%'`,
      backend_type: 'client backend',
    }),
    `Nov 24 11:59:00 db01 postgres[77]: [3-1] app@db LOG:  execute <unnamed>: select count(*) from log where line like '%${WORDS}%'`,
    `${AT} [77] app@db LOG:  statement: select 'Archivbefehl ist fehlgeschlagen mit Statuscode 1'`,
  ])('are no complaint: %s', (line) => {
    expect(readLog(line).failures).toEqual([]);
  });

  it.each([
    `${AT} [77] LOG:  ${WORDS}`,
    `${AT} [77] LOG:  00000: ${WORDS}`,
    `${AT},,,77,,6561.7b,3,,2026-11-24 10:00:00 UTC,,0,LOG,00000,"${WORDS}","The failed archive command was: x",,,,,,,,"","archiver",,0`,
    `Nov 24 11:59:00 db01 postgres[77]: [3-1] LOG:  ${WORDS}`,
  ])('are one where PostgreSQL says them: %s', (line) => {
    expect(readLog(line).failures).toMatchObject([{ operation: 'push' }]);
  });
});

describe('what PostgreSQL says of archiving that cannot run', () => {
  it.each([
    'FATAL:  could not access file "basic_archive": No such file or directory',
    'ERROR:  archive modules have to define the symbol _PG_archive_module_init',
    'LOG:  could not create archive status file "pg_wal/archive_status/0000000100000005000000A1.ready": No space left on device',
    'WARNING:  could not rename archive status file "pg_wal/archive_status/0000000100000005000000A1.ready" to "x": No such file',
    'ERROR:  could not open directory "pg_wal/archive_status": No such file or directory',
    'LOG:  could not fork archiver process: Cannot allocate memory',
    'LOG:  archiver process (PID 123) was terminated by signal 9: Killed',
    'WARNING:  still waiting for all required WAL segments to be archived (60 seconds elapsed)',
  ])('is not passed over: %s', (said) => {
    const { failures, unread } = readLog(`2026-11-24 11:59:00.150 UTC [123] ${said}`);

    expect(failures.length + unread.count).toBe(1);
  });

  it('is not passed over in csv, whichever process says it', () => {
    const line =
      '2026-11-24 11:59:00.150 UTC,,,123,,6561.7b,3,,2026-11-24 10:00:00 UTC,,0,LOG,53100,"could not create archive status file ""pg_wal/archive_status/A1.ready"": No space left on device",,,,,,,,,"","checkpointer",,0';

    expect(readLog(line).unread.count).toBe(1);
  });
});

describe('small things around a log', () => {
  it('takes WAL-G for what runs where its environment lies in a folder of WAL-E, as in Spilo', () => {
    const { failures } = readLog(
      [
        '2026-11-24 11:58:00.150 UTC [123] LOG:  archive command failed with exit code 2',
        '2026-11-24 11:58:00.150 UTC [123] DETAIL:  The failed archive command was: envdir "/run/etc/wal-e.d/env" wal-g wal-push "pg_wal/0000000100000005000000A1"',
      ].join('\n'),
    );

    expect(failures).toMatchObject([{ archiver: 'wal-g' }]);
  });

  it('reads a first line behind a byte order mark', () => {
    expect(
      readLog(`\uFEFFINFO: 2026/11/24 11:59:01.401626 FILE PATH: ${SEGMENT}.lz4`).uploads,
    ).toMatchObject([{ file: SEGMENT, state: 'complete' }]);
  });

  it('passes over what a replica of CloudNativePG asks for in vain', () => {
    const { failures, unread } = readLog(
      zap('wal-restore', 'WAL file not found in the recovery object store'),
    );

    expect([failures.length, unread.count]).toEqual([0, 0]);
  });

  it.each([
    [
      '[044]: WAL file version 17, system-id 73 do not match stanza version 16, system-id 72',
      'two-writers',
    ],
    ['[95] unable to find hostname ’minio.local’ in certificate common name or subject', 'tls'],
    [
      'An error occurred (ExpiredTokenException) when calling the AssumeRoleWithWebIdentity operation: Token expired',
      'credentials',
    ],
    ['Your default credentials were not found.', 'credentials'],
    [
      'An error occurred (301) when calling the HeadBucket operation: Moved Permanently',
      'configuration',
    ],
  ])('knows the cause of %s', (text, cause) => {
    expect(failureCause(text).cause).toBe(cause);
  });
});
