import { describe, expect, it } from '@jest/globals';
import { createLogReader } from '../../src/log/log-reader.ts';
import { failedTries } from '../../src/facts/failed-tries.ts';
import { readLog } from '../support/read-log.ts';

const SEGMENT = '000000030000001200000045';
const FILE = `pg_wal/${SEGMENT}`;
const COMMAND = `envdir /etc/wal-g/env wal-g wal-push ${FILE}`;
const HEAD = '2026-11-24 11:58:05.438 UTC [917] ';

/** What PostgreSQL 15 says in each language that it ships, by its message catalogues (src/backend/po). */
const LANGUAGES: readonly (readonly [
  language: string,
  complaint: string,
  detail: string,
  gaveUp: string,
])[] = [
  [
    'en',
    'LOG:  archive command failed with exit code 7',
    'DETAIL:  The failed archive command was: ',
    `WARNING:  archiving write-ahead log file "${SEGMENT}" failed too many times, will try again later`,
  ],
  [
    'de',
    'LOG:  Archivbefehl ist fehlgeschlagen mit Statuscode 7',
    'DETAIL:  Der fehlgeschlagene Archivbefehl war: ',
    `WARNUNG:  Archivieren der Write-Ahead-Log-Datei »${SEGMENT}« schlug zu oft fehl, wird später erneut versucht`,
  ],
  [
    'es',
    'LOG:  la orden de archivado falló con código de retorno 7',
    'DETALLE:  La orden fallida era: «',
    `WARNING:  el archivado del archivo WAL «${SEGMENT}» falló demasiadas veces, se tratará de nuevo más tarde`,
  ],
  [
    'fr',
    "LOG:  échec de la commande d'archivage avec un code de retour 7",
    "DÉTAIL:  La commande d'archivage qui a échoué était : ",
    `ATTENTION:  l'archivage du journal de transactions « ${SEGMENT} » a échoué trop de fois, nouvelle tentative repoussée`,
  ],
  [
    'it',
    'LOG:  comando di archiviazione fallito con codice di uscita 7',
    'DETTAGLI:  Il comando di archiviazione fallito era: ',
    `ATTENZIONE:  archiviazione del file di log write-ahead "${SEGMENT}" fallita troppe volte, verrà riprovato più tardi`,
  ],
  [
    'ja',
    'LOG:  アーカイブコマンドがリターンコード 7で失敗しました',
    '詳細:  失敗したアーカイブコマンドは次のとおりです: ',
    `WARNING:  先行書き込みログファイル"${SEGMENT}"のアーカイブ処理の失敗回数が超過しました、後で再度試します`,
  ],
  [
    'ko',
    '로그:  아카이브 명령 실패, 종료 코드: 7',
    '상세정보:  실패한 아카이브 명령: ',
    `경고:  "${SEGMENT}" 트랜잭션 로그 파일 아카이브 작업이 계속 실패하고 있습니다. 다음에 또 시도할 것입니다.`,
  ],
  [
    'pl',
    'DZIENNIK:  polecenie archiwizacji nie powiodło się z kodem wyjścia 7',
    'SZCZEGÓŁY:  Nieudane polecenie archiwizacji było: ',
    `OSTRZEŻENIE:  archiwizacja pliku dziennika transakcji "${SEGMENT}" nie powiodła się zbyt wiele razy, kolejna próba za jakiś czas`,
  ],
  [
    'pt_BR',
    'LOG:  comando de arquivamento falhou com código de retorno 7',
    'DETALHE:  O comando de arquivamento que falhou foi: ',
    `AVISO:  arquivar arquivo do log de transação "${SEGMENT}" falhou muitas vezes, tentará novamente depois`,
  ],
  [
    'ru',
    'СООБЩЕНИЕ:  команда архивации завершилась ошибкой с кодом 7',
    'ПОДРОБНОСТИ:  Команда архивации с ошибкой: ',
    `ПРЕДУПРЕЖДЕНИЕ:  заархивировать файл журнала предзаписи "${SEGMENT}" не удалось много раз подряд; следующая попытка будет сделана позже`,
  ],
  [
    'sv',
    'LOGG:  arkiveringskommando misslyckades med felkod 7',
    'DETALJ:  Det misslyckade arkiveringskommandot var: ',
    `VARNING:  arkivering av write-ahead-logg-fil "${SEGMENT}" misslyckades för många gånger, kommer försöka igen senare`,
  ],
  [
    'uk',
    'ЗАПИСУВАННЯ:  команда архівації завершилась помилкою з кодом 7',
    'ВІДОМОСТІ:  Команда архівації з помилкою: ',
    `ПОПЕРЕДЖЕННЯ:  архівація файлу випереджувальног журналювання "${SEGMENT}" не виконана багато разів, наступна спроба буде пізніже`,
  ],
  [
    'zh_CN',
    '日志:  归档命令执行失败，退出代码为 7',
    '详细信息:  执行失败的归档命令是: ',
    `警告:  归档预写日志文件 "${SEGMENT}" 多次失败, 将会重试`,
  ],
];

describe('PostgreSQL’s complaint', () => {
  it.each(LANGUAGES)(
    'in the language %s is one, with the command of its DETAIL',
    (language, ...lines) => {
      const [complaint, detail, gaveUp] = lines;
      const end = language === 'es' ? '»' : '';
      const log = [`${HEAD}${complaint}`, `${HEAD}${detail}${COMMAND}${end}`, `${HEAD}${gaveUp}`];

      const { failures, unread } = readLog(log.join('\n'));

      expect(unread.count).toBe(0);
      expect(failures).toMatchObject([
        {
          text: expect.stringMatching(/^archive command failed with exit code 7/),
          file: SEGMENT,
          command: COMMAND,
          archiver: 'wal-g',
        },
        { file: SEGMENT, isTry: false },
      ]);
      expect(failedTries(failures)).toBe(1);
    },
  );

  it.each(
    LANGUAGES.filter(([language]) => ['de', 'es', 'fr', 'it', 'pt_BR', 'sv'].includes(language)),
  )('in the language %s is also one where Latin-1 was read as UTF-8', (_language, ...lines) => {
    const [complaint, detail, gaveUp] = lines.map((line) =>
      Buffer.from(line, 'latin1').toString('utf8'),
    );
    const log = [`${HEAD}${complaint}`, `${HEAD}${detail}${COMMAND}`, `${HEAD}${gaveUp}`];

    const { failures, unread } = readLog(log.join('\n'));

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([
      { file: SEGMENT, command: COMMAND, archiver: 'wal-g' },
      { file: SEGMENT, isTry: false },
    ]);
  });

  it.each([
    'ERROR:  both archive_command and archive_library set',
    'ERROR:  both "archive_command" and "archive_library" set',
    'ERROR:  archive modules have to define the symbol _PG_archive_module_init',
    'ERROR:  archive modules must register an archive callback',
    'FATAL:  could not access file "basic_archive": No such file or directory',
    'FATAL:  could not load library "/usr/lib/postgresql/16/lib/basic_archive.so": undefined symbol: foo',
    'FATAL:  incompatible library "/usr/lib/postgresql/16/lib/basic_archive.so": version mismatch',
    'LOG:  could not fork archiver process: Cannot allocate memory',
  ])('says that the archiver cannot work at all: %s', (said) => {
    const { failures, unread } = readLog(HEAD + said);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([{ reportedBy: 'postgresql', isTry: false }]);
    expect(failures[0]?.text).toBe(said.replace(/^\w+: {2}/, ''));
  });

  it.each([
    'ERROR:  could not access file "postgis-3": No such file or directory',
    'ERROR:  could not load library "/archive/pgsql/lib/postgis-3.so": undefined symbol: foo',
    'STATEMENT:  SELECT $$both archive_command and archive_library set$$',
    // What any client can cause by CREATE EXTENSION or LOAD: a session’s ERROR stays one, the archiver’s is FATAL.
    'ERROR:  could not access file "$libdir/mail_archive": No such file or directory',
    'ERROR:  could not load library "/usr/lib/postgresql/16/lib/email_archive.so": undefined symbol: foo',
    'FATAL:  could not access file "$libdir/plugins/archive_x": No such file or directory',
  ])('is not taken for what is said of another library, or by a client: %s', (said) => {
    expect(readLog(HEAD + said).failures).toEqual([]);
  });

  it.each([
    { level: 'FATAL', whose: 'the archiver’s', count: 1 },
    { level: 'ERROR', whose: 'that of a session', count: 0 },
  ])('about a library is $whose in a line of CSV by its level, $level', ({ level, count }) => {
    const words = 'could not load library ""/usr/lib/postgresql/16/lib/basic_archive.so""';
    const line = `2026-11-24 11:58:05.438 UTC,,,917,,6561.7b,3,,2026-11-24 10:00:00 UTC,,0,${level},58P01,"${words}",,,,,,,,,""`;

    expect(readLog(line).failures).toHaveLength(count);
  });

  it('names the segment that is gone and will never be archived', () => {
    const line = `${HEAD}WARNING:  removed orphan archive status file "pg_wal/archive_status/${SEGMENT}.ready"`;
    expect(readLog(line).failures).toMatchObject([{ file: SEGMENT, isTry: false }]);
  });

  it.each([
    ['de', 'FATAL:  Archivbefehl wurde von Signal 9 beendet: Killed'],
    ['fr', "FATAL:  la commande d'archivage a été terminée par le signal 9 : Killed"],
    ['pl', 'KATASTROFALNY:  polecenie archiwizacji zostało zatrzymane przez sygnał 9: Killed'],
    ['ko', '치명적오류:  9번 시그널로 인해 아카이브 명령이 종료됨: Killed'],
    ['ru', 'ВАЖНО:  команда архивации завершена по сигналу 9: Killed'],
    ['zh_CN', '致命错误:  归档命令被信号9终止：Killed'],
  ])('about a signal is read in the language %s', (_language, complaint) => {
    expect(readLog(HEAD + complaint).failures).toMatchObject([
      { text: expect.stringMatching(/^archive command was terminated by signal 9/) },
    ]);
  });

  const READY = `pg_wal/archive_status/${SEGMENT}.ready`;
  it.each([
    ['de', `WARNUNG:  verwaiste Archivstatusdatei »${READY}« wurde entfernt`],
    ['es', `WARNING:  eliminando archivo de estado huérfano «${READY}»`],
    ['fr', `ATTENTION:  supprimé le fichier de statut d'archivage orphelin « ${READY} »`],
    ['it', `ATTENZIONE:  rimosso il file di stato dell'archivio orfano "${READY}"`],
    ['ja', `WARNING:  孤立したアーカイブステータスファイル"${READY}"を削除しました`],
    ['ka', `გაფრთხილება:  წაიშალა მიტოვებული არქივის სტატუსის ფაილი "${READY}"`],
    ['ko', `경고:  필요 없는 "${READY}" 아카이브 상태 파일이 삭제됨`],
    ['ru', `ПРЕДУПРЕЖДЕНИЕ:  удалён ненужный файл состояния архива "${READY}"`],
    ['sv', `VARNING:  tog bort övergiven arkivstatusfil "${READY}": %m`],
    ['uk', `ПОПЕРЕДЖЕННЯ:  видалено залишковий файл статусу архіву "${READY}"`],
    ['zh_CN', `警告:  已删除孤立存档状态文件"${READY}"`],
    [
      'de, where it stays',
      `WARNUNG:  Entfernen der verwaisten Archivstatusdatei »${READY}« schlug zu oft fehl, wird später erneut versucht`,
    ],
    ['zh_CN, where it stays', `警告:  删除孤立存档状态文件"${READY}"失败太多次，稍后将重试`],
  ])('names the segment that is gone in the language %s', (_language, line) => {
    const { failures, unread } = readLog(HEAD + line);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([{ file: SEGMENT, isTry: false }]);
  });

  it.each([
    ['de', 'WARNUNG:  archive_mode ist an, aber Archivierung wurde nicht konfiguriert'],
    ['es', 'WARNING:  archive_mode está activo, y sin embargo el archivado no está configurado'],
    ['it', "ATTENZIONE:  archive_mode abilitato, ma l'archiviazione non è configurata"],
    ['ja', 'WARNING:  archive_modeは有効ですが、archive_commandがまだ設定されていません'],
    ['ka', 'გაფრთხილება:  archive_mode ჩართულია, მაგრამ დაარქივება ჯერ მორგებული არაა'],
    ['ko', '경고:  archive_mode가 활성화 되었는데 아카이브 관련 세부 설정이 되어있지 않음'],
    ['pl', 'OSTRZEŻENIE:  włączono archive_mode, choć nie ustawiono jeszcze archive_command'],
    ['pt_BR', 'AVISO:  archive_mode habilitado, mas archive_command não está definido'],
    ['ru', 'ПРЕДУПРЕЖДЕНИЕ:  режим архивации включён, но архивирование ещё не настроено'],
    ['sv', 'VARNING:  archive_mode är påslagen, men ändå är arkivering inte konfigurerad'],
    ['uk', 'ПОПЕРЕДЖЕННЯ:  archive_mode активовано, але архівування не налаштовано'],
    ['zh_CN', '警告:  已启用归档模式参数archive_mode，但是还没有设置参数archive_command is'],
  ])('that nothing is configured is read in the language %s', (_language, line) => {
    const { failures, unread } = readLog(HEAD + line);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([
      { text: expect.stringContaining('archiving is not configured'), isTry: false },
    ]);
  });

  it.each([
    ['de', 'LOG:  Archivbefehl hat mit unbekanntem Status 3 beendet'],
    ['fr', "LOG:  la commande d'archivage a quitté avec le statut non reconnu 3"],
    ['ja', 'LOG:  アーカイブコマンドは不明のステータス3で終了しました'],
  ])('about a status is read in the language %s', (_language, complaint) => {
    expect(readLog(HEAD + complaint).failures).toMatchObject([
      { text: expect.stringMatching(/^archive command exited with unrecognized status 3/) },
    ]);
  });

  it('is counted as unread where only its level says that it is one, in any language', () => {
    const line = `${HEAD}WARNUNG:  etwas Neues über archive_command`;

    expect(readLog(line).unread.samples).toEqual([
      expect.stringContaining('etwas Neues über archive_command'),
    ]);
  });

  it.each([
    ['one that is not known', '日誌:  歸檔指令失敗，結束代碼為 1'],
    ['one with levels in English', 'LOG:  comando de arquivamento falhou com código de saída 1'],
    ['English of another version', 'WARNING:  archive command "x" could not be started'],
    ['English of an archive module', 'ERROR:  archive_library "x" could not be started'],
  ])('in words that are not known is counted as unread: %s', (_what, text) => {
    const { failures, unread } = readLog(`${HEAD}${text}`);

    expect(failures).toEqual([]);
    expect(unread.troubling).toMatchObject([{ count: 1 }]);
  });

  it.each([
    [
      'plain',
      `${HEAD}LOG:  archive command failed with exit code 1\n${HEAD}DETAIL:  The failed archive command was: ${COMMAND}`,
    ],
    [
      'verbose',
      `${HEAD}LOG:  00000: archive command failed with exit code 1\n${HEAD}DETAIL:  The failed archive command was: ${COMMAND}\n${HEAD}LOCATION:  shell_archive_file, shell_archive.c:128`,
    ],
    [
      'plain, with other lines between',
      `${HEAD}LOG:  archive command failed with exit code 1\n${HEAD}LOG:  checkpoint starting: time\n${HEAD}DETAIL:  The failed archive command was: ${COMMAND}`,
    ],
    [
      'csv',
      `2026-11-24 11:58:05.438 UTC,,,917,,59b41496.d25,534,,2026-11-24 08:19:34 UTC,,0,LOG,00000,"archive command failed with exit code 1","The failed archive command was: ${COMMAND}",,,,,,,,"","archiver",,0`,
    ],
    [
      'json',
      JSON.stringify({
        timestamp: '2026-11-24 11:58:05.438 UTC',
        error_severity: 'LOG',
        message: 'archive command failed with exit code 1',
        detail: `The failed archive command was: ${COMMAND}`,
        backend_type: 'archiver',
      }),
    ],
    [
      'syslog',
      `Nov 24 11:58:05 db-1 postgres[917]: [3-1] LOG:  archive command failed with exit code 1\nNov 24 11:58:05 db-1 postgres[917]: [3-2] DETAIL:  The failed archive command was: ${COMMAND}`,
    ],
  ])('has its command and segment in %s', (_format, log) => {
    const { failures, unread } = readLog(log);

    expect(unread.count).toBe(0);
    expect(failures).toMatchObject([
      { text: 'archive command failed with exit code 1', command: COMMAND, file: SEGMENT },
    ]);
  });

  it('keeps to its own host where several log into one place', () => {
    const line = (host: string, rest: string): string =>
      `Nov 24 11:58:05 ${host} postgres[917]: [3-1] ${rest}`;
    const { failures } = readLog(
      [
        line('db-1', 'LOG:  archive command failed with exit code 1'),
        line('db-2', 'LOG:  archive command failed with exit code 2'),
        line('db-1', 'DETAIL:  The failed archive command was: cp of-db-1'),
        line('db-2', 'DETAIL:  The failed archive command was: cp of-db-2'),
      ].join('\n'),
    );

    expect(failures).toMatchObject([
      { host: 'db-1', command: 'cp of-db-1' },
      { host: 'db-2', command: 'cp of-db-2' },
    ]);
  });

  it('whose own line was lost is told by its DETAIL', () => {
    const { failures } = readLog(`${HEAD}DETAIL:  The failed archive command was: ${COMMAND}`);

    expect(failures).toMatchObject([{ operation: 'push', file: SEGMENT, archiver: 'wal-g' }]);
  });

  it('about several tries is no further one, and alone it stands for one at least', () => {
    const failed = [5, 6, 7].map(
      (second) =>
        `${HEAD.replace(':05.', `:0${second}.`)}LOG:  archive command failed with exit code 1`,
    );
    const gaveUp = `${HEAD.replace(':05.', ':09.')}WARNING:  archiving write-ahead log file "00000007.history" failed too many times, will try again later`;

    expect(failedTries(readLog([...failed, gaveUp].join('\n')).failures)).toBe(3);
    expect(failedTries(readLog(gaveUp).failures)).toBe(1);
  });

  it('of an archive library has no command and an error of its own', () => {
    const { failures } = readLog(
      `${HEAD}ERROR:  could not create file "/srv/wal/archtemp.${SEGMENT}.917.1795521485": Permission denied`,
    );

    expect(failures).toMatchObject([
      { operation: 'push', file: SEGMENT, text: expect.stringContaining('Permission denied') },
    ]);
  });

  it.each([
    'LOG:  checkpoint complete: wrote 23 buffers (0.1%); 0 WAL file(s) added, 0 removed, 1 recycled',
    'LOG:  connection received: host=10.0.0.1 port=5432',
    'FATAL:  password authentication failed for user "app"',
    'ERROR:  relation "archive" does not exist at character 15',
    "STATEMENT:  select 'archive command failed with exit code 1'",
    'LOG:  parameter "archive_command" changed to "cp %p /srv/failed/%f"',
    'LOG:  statement: update jobs set archive_command = $1 where failed',
    'LOG:  restored log file "000000030000001200000045" from archive',
    'LOG:  archiver process (PID 917) exited with exit code 1',
    'LOG:  starting archive recovery',
  ])('is none, and nothing that is not understood: %s', (text) => {
    expect(readLog(HEAD + text)).toMatchObject({ failures: [], unread: { count: 0 } });
  });
});

describe('what an archive command says on stderr', () => {
  const complaint = `${HEAD}LOG:  archive command failed with exit code 1`;
  const said = (log: readonly string[]): readonly string[] =>
    readLog(log.join('\n'))
      .failures.filter(({ reportedBy }) => reportedBy === 'archiver')
      .map(({ text }) => text);

  it.each([
    ["cp: error writing '/mnt/wal/0000': No space left on device"],
    ['/bin/sh: 1: mc: not found'],
    ['Host key verification failed.'],
    ['scp: Verbindungsaufbau abgelehnt: Fehler'],
    ["ERROR [042]: : remote process on 'backup01' terminated unexpectedly: Permission denied"],
  ])('is the reason of the complaint that comes next: %s', (line) => {
    const log = [line, complaint];

    expect(said(log)).toEqual([line]);
    expect(readLog(log.join('\n')).unread.count).toBe(0);
  });

  it('is told whole, also where other lines of PostgreSQL come between', () => {
    const log = [
      'fatal error: runtime: out of memory',
      'runtime stack:',
      `${HEAD}LOG:  checkpoint starting: time`,
      complaint,
    ];

    expect(said(log)).toEqual(['fatal error: runtime: out of memory runtime stack:']);
  });

  it('ends a traceback with the exception that says it', () => {
    const log = [
      'Traceback (most recent call last):',
      '  File "push.py", line 3',
      "KeyError: 'BUCKET'",
      complaint,
    ];

    expect(said(log)).toEqual(["KeyError: 'BUCKET'"]);
  });

  it('is counted as unread where no complaint follows', () => {
    const checkpoints = Array<string>(40).fill(`${HEAD}LOG:  checkpoint starting: time`);

    expect(readLog('Host key verification failed.').unread.troubling).toMatchObject([{ count: 1 }]);
    expect(
      readLog(['Host key verification failed.', ...checkpoints, complaint].join('\n')).unread.count,
    ).toBe(1);
  });

  it('that arrived long before is not about this try', () => {
    const at = Date.parse('2026-11-24T11:58:05.438Z');
    const before = (minutes: number) => {
      const events: string[] = [];
      const reader = createLogReader(
        (event) => events.push(event.kind === 'failure' ? event.failure.text : event.kind),
        at,
      );
      reader.read('cp: cannot stat x', { at: at - minutes * 60_000 });
      reader.read(complaint, { at });
      const { count } = reader.end();
      return { count, failures: events.length };
    };

    expect(before(4)).toEqual({ count: 0, failures: 2 });
    expect(before(6)).toEqual({ count: 1, failures: 1 });
  });

  it('is not another host’s', () => {
    const log = readLog('cp: cannot stat x', { host: 'db-2' }).unread;

    expect(log.troubling).toMatchObject([{ host: 'db-2' }]);
  });
});
