import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const WAL_G =
  "ERROR: 2026/11/24 11:58:05.401641 failed to upload 'db01/wal_005/00000003000000120000008F.lz4' to bucket 'backup-bucket': AccessDenied: Access Denied";
const POSTGRES = '2026-11-24 11:58:05.438 UTC [84] LOG:  archive command failed with exit code 1';

describe('the host of a line that a collector took from a container is its pod', () => {
  it.each([
    [
      'Cloud Logging with jsonPayload',
      `{"jsonPayload":{"message":"${WAL_G}"},"resource":{"type":"k8s_container","labels":{"pod_name":"orders-pg-0","cluster_name":"c1"}},"timestamp":"2026-11-24T11:58:05.402Z"}`,
    ],
    [
      'OpenTelemetry',
      `{"body":"${WAL_G}","resource":{"attributes":{"k8s.pod.name":"orders-pg-0","k8s.node.name":"worker-7"}},"observedTimestamp":"2026-11-24T11:58:05.402Z"}`,
    ],
    [
      'fluentd’s own output',
      `2026-11-24 11:58:05.402000000 +0000 kubernetes.var.log.containers.orders-pg-0_db_postgres.log: {"log":"${WAL_G}\\n","stream":"stderr","kubernetes":{"pod_name":"orders-pg-0","host":"worker-7"}}`,
    ],
    [
      'a file of fluentd',
      `2026-11-24T11:58:05+00:00\tkubernetes.orders\t{"log":"${WAL_G}\\n","kubernetes":{"pod_name":"orders-pg-0","host":"worker-7"}}`,
    ],
    ['stern, WAL-G', `orders-pg-0 postgres ${WAL_G}`],
    ['stern, PostgreSQL', `orders-pg-0 postgres ${POSTGRES}`],
  ])('%s', (_name, line) => {
    const { failures, unread } = readLog(line);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([{ operation: 'push', host: 'orders-pg-0' }]);
    expect(failures[0]?.at).toBeGreaterThan(Date.parse('2026-11-24T11:58:04Z'));
    expect(failures[0]?.at).toBeLessThan(Date.parse('2026-11-24T11:58:06Z'));
  });
});

describe('PostgreSQL in a language', () => {
  it('of Brazil is read (src/backend/po/pt_BR.po)', () => {
    const { failures, unread } = readLog(
      [
        'wal-g: comando não encontrado',
        '2026-11-24 08:58:05.438 -03 [8414] LOG:  comando de arquivamento falhou com código de retorno 127',
        '2026-11-24 08:58:05.438 -03 [8414] DETALHE:  O comando de arquivamento que falhou foi: wal-g wal-push pg_wal/00000003000000120000004F',
        '2026-11-24 08:58:06.438 -03 [8414] AVISO:  arquivar arquivo do log de transação "00000003000000120000004F" falhou muitas vezes, tentará novamente depois',
      ].join('\n'),
    );

    expect(unread.count).toBe(0);
    expect(new Set(failures.map(({ file }) => file))).toEqual(
      new Set(['00000003000000120000004F']),
    );
    expect(failures.map(({ reportedBy }) => reportedBy)).toEqual([
      'archiver',
      'postgresql',
      'postgresql',
    ]);
  });

  it.each([
    '2026-11-24 12:58:05.438 CET [8414] DETAIL:  Archivační příkaz, který selhal byl: cp pg_wal/00000003000000120000004F /mnt/x',
    '2026-11-24 14:58:05.438 +03 [8414] AYRINTI:  Başarısız arşiv komutu: cp pg_wal/00000003000000120000004F /mnt/x',
    '2026-11-24 19:58:05.438 +08 [8414] 詳細內容:  失敗的歸檔指令為：cp pg_wal/00000003000000120000004F /mnt',
  ])('that is not known is read as far as the command that failed: %s', (line) => {
    expect(readLog(line).failures).toMatchObject([
      {
        operation: 'push',
        reportedBy: 'postgresql',
        file: '00000003000000120000004F',
        at: Date.parse('2026-11-24T11:58:05.438Z'),
      },
    ]);
  });

  it.each([
    '2026-11-24 12:58:05.438 CET [8414] MELDING:  kon bestand "pg_wal/00000003000000120000004F" niet openen: cp',
    '2026-11-24 12:58:05.438 CET [8414] LOG:  statement: select 1: cp pg_wal/00000003000000120000004F /mnt/x',
  ])('is no complaint where the path is another one’s: %s', (line) => {
    expect(readLog(line).failures).toEqual([]);
  });
});

it.each([
  '2026/11/24 11:58:05 ERROR : 000000030000001200000089: Failed to copy: AccessDenied: Access Denied',
  'rsync: connection unexpectedly closed (0 bytes received so far) [sender]',
  'sudo: a password is required',
])('what the command wrote is the reason: %s', (line) => {
  const { failures, unread } = readLog(`${line}\n${POSTGRES}`);

  expect(unread.count).toBe(0);
  expect(failures).toMatchObject([
    { reportedBy: 'archiver', text: line },
    { reportedBy: 'postgresql' },
  ]);
});

it.each([
  [
    'error: could not send replication command "START_REPLICATION": ERROR:  replication slot "barman" does not exist',
  ],
  [
    'error: unexpected termination of replication stream: ERROR:  requested WAL segment 000000030000001200000089 has already been removed',
  ],
])('pg_receivewal’s words in Barman’s log are a failure: %s', (words) => {
  const line = `2026-11-24 11:58:05,303 [16690] barman.command_wrappers INFO: main: pg_receivewal: ${words}`;

  expect(readLog(line).failures).toMatchObject([
    { operation: 'push', archiver: 'barman', host: 'main', text: words.replaceAll('  ', ' ') },
  ]);
});
