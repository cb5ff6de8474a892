import { alsoUndecoded, undecoded } from './undecoded.ts';

/**
 * PostgreSQL translates the level of a line and what it says, in the language that lc_messages names.
 * From its own catalogues, src/backend/po/*.po, as far as the archiver goes; a language that is not here
 * is not read, and its lines are counted as such.
 */

const MESSAGE_LEVELS = [
  'LOG DEBUG INFO NOTICE WARNING ERROR FATAL PANIC',
  'FEHLER PANIK WARNUNG HINWEIS', // de
  'ERREUR ATTENTION JOURNAL', // fr
  'ERRORE FATALE PANICO ATTENZIONE NOTIFICA', // it
  'ERRO AVISO NOTA DEPURAÇÃO PÂNICO', // pt_BR
  'СООБЩЕНИЕ ОШИБКА ВАЖНО ПАНИКА ПРЕДУПРЕЖДЕНИЕ ЗАМЕЧАНИЕ ИНФОРМАЦИЯ ОТЛАДКА', // ru
  'LOGG FEL FATALT PANIK VARNING NOTIS', // sv
  'DZIENNIK BŁĄD KATASTROFALNY PANIKA OSTRZEŻENIE UWAGA INFORMACJA', // pl
  'GÜNLÜK HATA ÖLÜMCÜL PANİK KRİTİK UYARI BİLGİ', // tr
  'CHYBA PANIKA VAROVÁNÍ UPOZORNĚNÍ', // cs
  '日誌 錯誤 嚴重錯誤 緊急 注意 資訊 除錯', // zh_TW
  'ЗАПИСУВАННЯ ПОМИЛКА ФАТАЛЬНО ПАНІКА ПОПЕРЕДЖЕННЯ ПОВІДОМЛЕННЯ ІНФОРМАЦІЯ НАЛАГОДЖЕННЯ', // uk
  'ჟურნალი შეცდომა ფატალური პანიკა გაფრთხილება ინფორმაცია გამართვა', // ka
  '로그 오류 치명적오류 손상 경고 알림 정보 디버그', // ko
  '日志 错误 致命错误 比致命错误还过分的错误 警告 注意 信息 调试', // zh
];

/** WARNING and above. */
const BAD_LEVELS = new Set(
  [
    'WARNING ERROR FATAL PANIC',
    'FEHLER PANIK WARNUNG ERREUR ATTENTION ERRORE FATALE PANICO ATTENZIONE ERRO AVISO PÂNICO',
    'ОШИБКА ВАЖНО ПАНИКА ПРЕДУПРЕЖДЕНИЕ FEL FATALT VARNING BŁĄD KATASTROFALNY PANIKA OSTRZEŻENIE',
    'HATA ÖLÜMCÜL PANİK KRİTİK UYARI CHYBA VAROVÁNÍ 錯誤 嚴重錯誤 緊急',
    'ПОМИЛКА ФАТАЛЬНО ПАНІКА ПОПЕРЕДЖЕННЯ შეცდომა ფატალური პანიკა გაფრთხილება',
    '오류 치명적오류 손상 경고 错误 致命错误 比致命错误还过分的错误 警告',
  ].flatMap((line) => line.split(' ').flatMap((word) => [word, undecoded(word)])),
);

/** Whether a level, in any language, says that something went wrong. */
export const isBadLevel = (level: string): boolean => BAD_LEVELS.has(level);

/** Lines that belong to the one before them; the first word of each language is that of a DETAIL. */
const FURTHER = [
  'DETAIL HINT CONTEXT STATEMENT LOCATION QUERY BACKTRACE',
  'TIPP ZUSAMMENHANG ANWEISUNG ORT ANFRAGE', // de
  'DETALLE CONTEXTO SENTENCIA UBICACIÓN CONSULTA', // es
  'DÉTAIL ASTUCE CONTEXTE INSTRUCTION EMPLACEMENT REQUÊTE', // fr
  'DETTAGLI SUGGERIMENTO CONTESTO ISTRUZIONE POSIZIONE', // it
  'DETALHE DICA CONTEXTO COMANDO LOCAL CONSULTA', // pt_BR
  'ПОДРОБНОСТИ ПОДСКАЗКА КОНТЕКСТ ОПЕРАТОР ПОЛОЖЕНИЕ ЗАПРОС', // ru
  'DETALJ TIPS KONTEXT SATS PLATS FRÅGA', // sv
  'SZCZEGÓŁY PODPOWIEDŹ KONTEKST WYRAŻENIE POZYCJA ZAPYTANIE', // pl
  'ВІДОМОСТІ УКАЗІВКА ІНСТРУКЦІЯ РОЗТАШУВАННЯ ЗАПИТ', // uk
  'დეტალები მინიშნება კონტექსტი ოპერატორი მდებარეობა მოთხოვნა', // ka
  '상세정보 힌트 내용 구문 위치 쿼리', // ko
  '詳細 ヒント 文脈 文 場所 問い合わせ', // ja
  '详细信息 提示 上下文 语句 位置 查询', // zh
];

const words = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => line.split(' '));

/** What a line is, by its first word. Only a DETAIL says more than a message of what PostgreSQL itself did. */
export type PostgresRole = 'message' | 'detail' | 'further';

const ROLES = new Map<string, PostgresRole>([
  ...words(MESSAGE_LEVELS).map((word) => [word, 'message'] as const),
  ...words(FURTHER).map((word) => [word, 'further'] as const),
  ...FURTHER.map((line) => [line.split(' ', 1)[0] ?? line, 'detail'] as const),
]);
for (const [word, role] of [...ROLES]) ROLES.set(undecoded(word), role);

export const postgresRole = (word: string): PostgresRole | undefined =>
  ROLES.get(word.replace(/\d$/, ''));

/** "archive command failed with exit code %d". */
const EXIT_CODES = [
  /Archivbefehl ist fehlgeschlagen mit Statuscode (\d+)/,
  /la orden de archivado falló con código de retorno (\d+)/,
  /échec de la commande d'archivage avec un code de retour (\d+)/,
  /comando di archiviazione fallito con codice di uscita (\d+)/,
  /アーカイブコマンドがリターンコード ?(\d+)で失敗しました/,
  /არქივაციის ბრძანების შეცდომა\. შეცდომის კოდი: (\d+)/,
  /아카이브 명령 실패, 종료 코드: (\d+)/,
  /comando de arquivamento falhou com código de retorno (\d+)/,
  /polecenie archiwizacji nie powiodło się z kodem wyjścia (\d+)/,
  /команда архивации завершилась ошибкой с кодом (\d+)/,
  /arkiveringskommando misslyckades med felkod (\d+)/,
  /команда архівації завершилась помилкою з кодом (\d+)/,
  /归档命令执行失败，退出代码为 ?(\d+)/,
].map(alsoUndecoded);

/** "archive command was terminated by signal %d: %s". */
const SIGNALS = [
  /Archivbefehl wurde von Signal (\d+) beendet/,
  /la orden de archivado fue terminada por una señal (\d+)/,
  /la commande d'archivage a été terminée par le signal (\d+)/,
  /comando di archiviazione terminato dal segnale (\d+)/,
  /アーカイブコマンドはシグナル ?(\d+)により終了しました/,
  /არქივაციის ბრძანება დასრულდა სიგნალით (\d+)/,
  /(?<!\d)(\d{1,9})번 시그널로 인해 아카이브 명령이 종료됨/,
  /comando de arquivamento foi terminado pelo sinal (\d+)/,
  /polecenie archiwizacji zostało zatrzymane przez sygnał (\d+)/,
  /команда архивации завершена по сигналу (\d+)/,
  /arkiveringskommandot terminerades av signal (\d+)/,
  /команда архівації була перервана сигналом (\d+)/,
  /归档命令被信号 ?(\d+) ?终止/,
].map(alsoUndecoded);

/** "archiving write-ahead log file "%s" failed too many times, will try again later". */
const GAVE_UP = [
  /Archivieren der (?:Write-Ahead-Log|Transaktionslog)-Datei [»"]+([^«»"]+)[«"]+ schlug zu oft fehl/,
  /el archivado del archivo (?:de )?WAL [«"]+([^«»"]+)[»"]+ falló demasiadas veces/,
  /l'archivage du journal de transactions « ([^«»]+) » a échoué trop de fois/,
  /archiviazione del file di log write-ahead "+([^"]+)"+ fallita troppe volte/,
  /先行書き込みログファイル"+([^"]+)"+のアーカイブ処理の失敗回数が超過しました/,
  /"([^"]+)"{1,2} 트랜잭션 로그 파일 아카이브 작업이 계속 실패하고 있습니다/,
  /arquivar (?:arquivo|o arquivo) do log de (?:transação|write-ahead|escrita prévia) "+([^"]+)"+ falhou muitas vezes/,
  /archiwizacja pliku dziennika transakcji "+([^"]+)"+ nie powiodła się zbyt wiele razy/,
  /заархивировать файл журнала предзаписи "+([^"]+)"+ не удалось много раз подряд/,
  /arkivering av write-ahead-logg-fil "+([^"]+)"+ misslyckades för många gånger/,
  /архівація файлу випереджувальног журналювання "+([^"]+)"+ не виконана багато разів/,
  /归档预写日志文件 "+([^"]+)"+ 多次失败/,
].map(alsoUndecoded);

/** "archive command exited with unrecognized status %d". */
const STATUSES = [
  /Archivbefehl hat mit unbekanntem Status (\d+) beendet/,
  /la orden de archivado fue terminada con código (\d+) no reconocido/,
  /la commande d'archivage a quitté avec le statut non reconnu (\d+)/,
  /processo di archiviazione uscito con stato sconosciuto (\d+)/,
  /アーカイブコマンドは不明のステータス(\d+)で終了しました/,
  /არქივის ბრძანება უცნობი სტატუსით დასრულდა: (\d+)/,
  /아카이브 명령이 인식할 수 없는 (\d+) 상태로 종료됨/,
  /polecenie archiwizacji zakończyło działanie z nieznanym stanem (\d+)/,
  /comando de arquivamento terminou com status desconhecido (\d+)/,
].map(alsoUndecoded);

/** "archive_mode enabled, yet archiving is not configured", or its archive_command before PostgreSQL 15. */
const NOT_CONFIGURED = [
  /(archive_mode) ist an, aber [^\n"]{1,80}/,
  /(archive_mode) está activo, y sin embargo [^\n"]{1,80}/,
  /(archive_mode) activé, cependant [^\n"]{1,80}/,
  /(archive_mode) abilitato, ma [^\n"]{1,80}/,
  /(archive_mode)は有効ですが、[^\n"]{1,80}/,
  /(archive_mode) ჩართულია, მაგრამ [^\n"]{1,80}/,
  /(archive_mode)가 활성화 되었는데 [^\n"]{1,80}/,
  /włączono (archive_mode), choć [^\n"]{1,80}/,
  /(archive_mode) habilitado, mas [^\n"]{1,80}/,
  /(режим архивации) включён, но [^\n"]{1,80}/,
  /(archive_mode) är påslagen, men [^\n"]{1,80}/,
  /(archive_mode) активовано, але [^\n"]{1,80}/,
  /已启用归档模式参数(archive_mode)[^\n"]{1,80}/,
].map(alsoUndecoded);

/** "removed orphan archive status file "%s"". */
const ORPHANS = [
  /verwaiste Archivstatusdatei [»"]+([^«»"]+)[«"]+ wurde entfernt/,
  /eliminando archivo de estado huérfano [«"]+([^«»"]+)[»"]+/,
  /supprimé le fichier de statut d'archivage orphelin « ([^«»]+) »/,
  /rimosso il file di stato dell'archivio orfano "+([^"]+)"+/,
  /孤立したアーカイブステータスファイル"+([^"]+)"+を削除しました/,
  /წაიშალა მიტოვებული არქივის სტატუსის ფაილი "+([^"]+)"+/,
  /필요 없는 "+([^"]+)"+ 아카이브 상태 파일이 삭제됨/,
  /удалён ненужный файл состояния архива "+([^"]+)"+/,
  /tog bort övergiven arkivstatusfil "+([^"]+)"+/,
  /видалено залишковий файл статусу архіву "+([^"]+)"+/,
  /已删除孤立存档状态文件"+([^"]+)"+/,
].map(alsoUndecoded);

/** "removal of orphan archive status file "%s" failed too many times, will try again later". */
const ORPHANS_KEPT = [
  /Entfernen der verwaisten Archivstatusdatei [»"]+([^«»"]+)[«"]+ schlug zu oft fehl/,
  /la eliminación del archivo de estado huérfano [«"]+([^«»"]+)[»"]+ falló demasiadas veces/,
  /la suppression du fichier de statut d'archive orphelin « ([^«»]+) » a échoué trop de fois/,
  /rimozione del file di stato dell'archivio orfano "+([^"]+)"+ non riuscita troppe volte/,
  /孤立したアーカイブステータスファイル"+([^"]+)"+の削除の失敗回数が上限を超えました/,
  /필요 없는 "+([^"]+)"+ 아카이브 상태 파일 삭제 작업이 계속 실패하고 있습니다/,
  /удалить ненужный файл состояния архива "+([^"]+)"+ не получилось много раз подряд/,
  /borttagning av övergiven arkivstatusfil "+([^"]+)"+ misslyckades för många gånger/,
  /видалення залишкового файлу статусу архіву "+([^"]+)"+ не вдалося занадто багато разів/,
  /删除孤立存档状态文件"+([^"]+)"+失败太多次/,
].map(alsoUndecoded);

/** "The failed archive command was: %s". */
export const FAILED_COMMAND: readonly RegExp[] = [
  /The failed archive command was: /,
  /Der fehlgeschlagene Archivbefehl war: /,
  /La orden fallida era: «?/,
  /La commande d'archivage qui a échoué était ?: /,
  /Il comando di archiviazione fallito era: /,
  /失敗したアーカイブコマンドは次のとおりです: /,
  /არქივირების წარუმატებლად გაშვებული ბრძანება იყო: /,
  /실패한 아카이브 명령: /,
  /O comando de arquivamento que falhou foi: /,
  /Nieudane polecenie archiwizacji było: /,
  /Команда архивации с ошибкой: /,
  /Det misslyckade arkiveringskommandot var: /,
  /Команда архівації з помилкою: /,
  /执行失败的归档命令是: /,
].map(alsoUndecoded);

/** By which these are found in an index: words that stand together in what PostgreSQL says of its archive command. */
export const COMPLAINT_PHRASES: readonly string[] = [
  ...['Archivbefehl', 'schlug zu oft fehl'], // de
  ...['orden de archivado', 'La orden fallida era', 'falló demasiadas veces'], // es
  ...["commande d'archivage", 'a échoué trop de fois'], // fr
  ...['comando di archiviazione', 'fallita troppe volte'], // it
  ...['comando de arquivamento', 'falhou muitas vezes'], // pt_BR
  ...['polecenie archiwizacji', 'nie powiodła się zbyt wiele razy'], // pl
  ...['команда архивации', 'не удалось много раз подряд'], // ru
  ...['arkiveringskommando', 'arkiveringskommandot', 'misslyckades för många gånger'], // sv
  ...['команда архівації', 'не виконана багато разів'], // uk
  ...['არქივაციის ბრძანება', 'არქივაციის ბრძანების', 'არქივირების წარუმატებლად'], // ka
  ...['아카이브 명령', '아카이브 명령이', '아카이브 작업이'], // ko
  ...['アーカイブコマンド', 'アーカイブ処理の失敗'], // ja
  ...['归档命令', '多次失败'], // zh
];

/** A complaint in another language, in the English words by which its cause is known. */
export interface Translated {
  readonly english: string;
  readonly original: string;
}

const TRANSLATIONS: readonly (readonly [
  patterns: readonly RegExp[],
  english: (value: string) => string,
])[] = [
  [EXIT_CODES, (code) => `archive command failed with exit code ${code}`],
  [SIGNALS, (signal) => `archive command was terminated by signal ${signal}`],
  [STATUSES, (status) => `archive command exited with unrecognized status ${status}`],
  [NOT_CONFIGURED, () => 'archive_mode enabled, yet archiving is not configured'],
  [ORPHANS, (file) => `removed orphan archive status file "${file}"`],
  [ORPHANS_KEPT, (file) => `removal of orphan archive status file "${file}" failed too many times`],
  [GAVE_UP, (file) => `archiving write-ahead log file "${file}" failed too many times`],
];

export function translatedComplaint(text: string): Translated | undefined {
  for (const [patterns, english] of TRANSLATIONS) {
    for (const pattern of patterns) {
      const [original, value] = pattern.exec(text) ?? [];
      if (original !== undefined && value !== undefined) {
        return { english: english(value), original };
      }
    }
  }
  return undefined;
}
