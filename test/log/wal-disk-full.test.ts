import { describe, expect, it } from '@jest/globals';
import { measured } from '../../src/domain/reading.ts';
import { SECOND } from '../../src/domain/time.ts';
import { fullDiskSaid } from '../../src/facts/full-disk-said.ts';
import { primaryOf } from '../../src/facts/primary.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  healthySnapshot,
  NO_METRICS,
  NOON,
  uploadLog as log,
} from '../support/snapshot.ts';
import { readLog } from '../support/read-log.ts';

const ENGLISH = 'could not write to file "pg_wal/xlogtemp.33935": No space left on device';

const json = JSON.stringify({
  timestamp: '2026-11-24 11:58:36.000 UTC',
  error_severity: 'PANIC',
  state_code: '53100',
  message: ENGLISH,
  backend_type: 'startup',
});

describe('PostgreSQL’s word that the disk of pg_wal is full', () => {
  it.each([
    `2026-11-24 11:58:36 UTC [12] PANIC:  ${ENGLISH}`,
    `2026-11-24 11:58:36 UTC [12] FATAL:  53100: ${ENGLISH}`,
    `Nov 24 11:58:36 db1 postgres[12]: [3-1] 2026-11-24 11:58:36 UTC [12] ERROR:  ${ENGLISH}`,
    `2026-11-24 11:58:36.000 UTC,"gitlab","app",12,"[local]",5ec9.1,8,"COMMIT",2026-11-24 11:00:00 UTC,3/1,0,PANIC,53100,"${ENGLISH.replaceAll('"', '""')}",,,,,,,,,"app","client backend"`,
    json,
    '2026-11-24 11:58:36 UTC [12] PANIK:  konnte nicht in Datei »pg_wal/xlogtemp.33935« schreiben: Auf dem Gerät ist kein Speicherplatz mehr verfügbar',
    '2026-11-24 11:58:36 UTC [12] PANIC:  n’a pas pu écrire dans le fichier « pg_wal/xlogtemp.33935 » : Aucun espace disponible sur le périphérique',
    Buffer.from(
      '2026-11-24 11:58:36 UTC [12] PANIK:  konnte nicht in Datei »pg_wal/xlogtemp.33935« schreiben: Auf dem Gerät ist kein Speicherplatz mehr verfügbar',
      'latin1',
    ).toString('utf8'),
    Buffer.from(
      '2026-11-24 11:58:36 UTC [12] PANIC:  não pôde escrever no arquivo "pg_wal/xlogtemp.33935": Não há espaço disponível no dispositivo',
      'latin1',
    ).toString('utf8'),
    '2026-11-24 11:58:36 UTC [12] ПАНИКА:  не удалось записать в файл "pg_wal/xlogtemp.33935": На устройстве не осталось свободного места',
    '2026-11-24 11:58:36 UTC [12] 손상:  "pg_wal/xlogtemp.33935" 파일을 쓸 수 없음: 장치에 남은 공간이 없음',
    '2026-11-24 11:58:36 UTC [12] PANIKA:  nie można pisać do pliku "pg_wal/xlogtemp.33935": Brak miejsca na urządzeniu',
    '2026-11-24 11:58:36 UTC [12] PANIK:  kunde inte skriva till fil "pg_wal/xlogtemp.33935": Enheten är full',
    '2026-11-24 11:58:36 UTC [12] PANİK:  "pg_wal/xlogtemp.33935" dosyasına yazılamadı: Aygıtta yer kalmadı',
    '2026-11-24 11:58:36 UTC [12] PANIC:  nelze zapsat do souboru "pg_wal/xlogtemp.33935": Na zařízení nezbývá volné místo',
    '2026-11-24 11:58:36 UTC [12] PANIC:  無法寫入檔案 "pg_wal/xlogtemp.33935": 裝置上已無多餘空間',
    '2026-11-24 11:58:36 UTC [12] ПАНІКА:  неможливо записати у файл "pg_wal/xlogtemp.33935": На пристрої не залишилося місця',
  ])('is read from %s', (line) => {
    const { failures, unread } = readLog(line);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([
      { operation: 'other', at: Date.parse('2026-11-24T11:58:36Z'), walDiskFull: true },
    ]);
    expect(failures[0]?.text).toContain('pg_wal/xlogtemp.33935');
  });

  it.each([
    '2026-11-24 11:58:36 UTC [12] PANIC:  could not write to log file 000000030000001200000048 at offset 8192, length 8192: No space left on device',
    '2026-11-24 11:58:36 UTC [12] PANIC:  konnte nicht in Logdatei 000000030000001200000048 bei Position 8192, Länge 8192 schreiben: Auf dem Gerät ist kein Speicherplatz mehr verfügbar',
  ])('is read where it is about a segment that was begun: %s', (line) => {
    expect(readLog(line).failures).toMatchObject([{ walDiskFull: true }]);
  });

  it.each([
    '2026-11-24 11:58:36 UTC [12] PANIC:  could not write to file "pg_wal/xlogtemp.33935": Input/output error',
    '2026-11-24 11:58:36 UTC [12] PANIC:  ki ŝŝ ŝ "pg_wal/xlogtemp.33935": ŝŝŝ ŝŝ ŝŝŝ',
  ])(
    'is not known where another reason is given, or an unknown one, which is not passed over: %s',
    (line) => {
      expect(readLog(line)).toMatchObject({ failures: [], unread: { count: 1 } });
    },
  );

  it.each([
    '2026-11-24 11:58:36 UTC [12] LOG:  unexpected pageaddr 16/B0000000 in WAL segment 000000030000001200000048, LSN 12/48000000, offset 8192',
    '2026-11-24 11:58:36 UTC [12] ERROR:  could not write to file "base/pgsql_tmp/1": No space left on device',
    `2026-11-24 11:58:36 UTC [12] LOG:  statement: select '${ENGLISH}'`,
    "2026-11-24 11:58:36 UTC [12] LOG:  statement: select 'could not write to log file 000000030000001200000048 at offset 8192, length 8192: No space left on device'",
  ])('is not %s', (line) => {
    expect(readLog(line).failures).toEqual([]);
  });

  const spoken = readLog(`2026-11-24 11:58:36 UTC [12] PANIC:  ${ENGLISH}`).failures;

  it('is the verdict where nothing newer is known, with its words', () => {
    const uploadLog = log({ failures: spoken, uploads: [completed(300 * SECOND)] });
    const { verdict, evidence } = reportStatus(
      {
        ...healthySnapshot({ uploadLog: measured(uploadLog, NOON), metrics: NO_METRICS }),
        at: NOON,
      },
      0,
    );

    expect(verdict).toMatchObject({ code: 'wal-disk-full', severity: 'critical' });
    expect(JSON.stringify(evidence)).toContain('xlogtemp.33935');
  });

  it.each([
    ['a newer upload', [completed(20 * SECOND, { host: undefined })], NOON],
    ['an hour and more', [], NOON + 3600 * SECOND],
  ])('is over after %s', (_, uploads, at) => {
    const uploadLog = log({ source: 'log files', failures: spoken, uploads });
    const snapshot = {
      ...healthySnapshot({ uploadLog: measured(uploadLog, NOON), metrics: NO_METRICS }),
      at,
    };

    expect(fullDiskSaid(snapshot, primaryOf(snapshot))).toBeUndefined();
  });

  it('leads no longer once the archiver of that server has complained again', () => {
    const text = [
      `2026-11-24 11:58:36 UTC [12] PANIC:  ${ENGLISH}`,
      '2026-11-24 11:59:36 UTC [82] FATAL:  archive command was terminated by signal 3: Quit',
    ].join('\n');
    const uploadLog = log({ source: 'log files', failures: readLog(text).failures, uploads: [] });
    const { verdict, findings } = reportStatus(
      {
        ...healthySnapshot({ uploadLog: measured(uploadLog, NOON), metrics: NO_METRICS }),
        at: NOON,
      },
      0,
    );

    expect(verdict.code).toBe('upload-failing');
    expect(findings.some((one) => one.kind === 'problem' && one.code === 'wal-disk-full')).toBe(
      true,
    );
  });
});
