import { namesArchiver } from '../../archivers/archivers.ts';

/** A level that means that something went wrong, in any framing: `ERROR:`, `level=error`, `E1124 …`. */
const LEVELS = String.raw`\b(?:errors?|errored|exceptions?|fatal|panic|critical|crit|emerg|severe|err|traceback)\b|^E\d{4} \d\d:`;
const ENGLISH = String.raw`\bfail(?:s|ed|ures?|ing)?\b|\bden(?:y|ied)\b|\brefus(?:e|ed|ing)\b|\b(?:un|not )authori[sz]ed\b|\bforbidden\b|\bcannot\b|\bcan't\b|\bcould not\b|\bunable\b|\bno such\b|\bname or service not known\b|\bnot found\b|\bno(?:t enough)? space\b|\bno longer available\b|\bnot recognized\b|\bout of memory\b|\btime(?:d )?out\b|\baborted\b|\bkilled\b|\bterminated\b|\bcrash|\bsegfault\b|\bcore dumped\b|\bcorrupt|\bunreachable\b|\bunexpected(?:ly)?\b|\bno route to host\b|\bhost is down\b|\blost connection\b|(?<!\b(?:action|restart|reload) |\bno \w{1,20} )\b(?:is|are) required\b|\bno tty\b|\bnot in the sudoers\b|\breset by peer\b|\bbroken pipe\b|\bexpired\b|\binvalid\b|\brejected\b|\bquota\b|\bbad owner\b|\b(?:exit|return) (?:code|status):? *[1-9]|\bHTTP (?:error )?[45]\d\d\b|\bgoroutine \d+ \[`;
/** What the shell, PostgreSQL and the tools of the system say in other languages, by the stem. */
const OTHER_LANGUAGES = String.raw`fehler|fehlgeschlagen|gescheitert|verweigert|nicht gefunden|não encontrad|no encontrad|non trovat|не найден|未找到|見つかりません|찾을 수 없|erreur|échec|échou|refusé|introuvable|impossible|fall[óo]\b|denegad|rechazad|errore|fallit|negat[oa]|impossibile|\berro\b|falh|negad|ошибк|отказан|сбой|не удал|невозможно|помилк|відмовлен|не вда|błąd|odmow|nie powiodł|\bfel\b|misslyck|nekad|\bhata\b|başarısız|reddedildi|エラー|失敗|拒否|错误|失败|拒绝|致命|錯誤|失敗|拒絕|오류|실패|거부|შეცდომა`;

/** `KeyError: …`, `java.lang.NullPointerException`. */
const EXCEPTION = /[a-z](?:Error|Exception|Failure)\b/;
const TROUBLE = new RegExp(`${LEVELS}|${ENGLISH}|${OTHER_LANGUAGES}`, 'iu');
/** Counts of none. */
const NONE = /\b(?:no|0|without(?: any)?|zero) (?:errors?|failures?|failed)\b/gi;

/** As much of a line as is looked at: from either end. */
const LOOKED_AT = 4096;

/** Whether a line of whatever program looks like an error. Better one too many: it is only asked of lines that nobody knows. */
export function looksLikeTrouble(line: string): boolean {
  const seen =
    line.length <= 2 * LOOKED_AT ? line : `${line.slice(0, LOOKED_AT)} ${line.slice(-LOOKED_AT)}`;
  return TROUBLE.test(seen.replace(NONE, '')) || EXCEPTION.test(seen);
}

/** What has to do with archiving, whoever does it; and the name of a segment. */
const ABOUT = /\bwal\b|pg_wal|pg_xlog|archiv|backup|(?<![0-9A-F])[0-9A-F]{24}(?![0-9A-F])/i;

/** Whether a line of another program may be about archiving. */
export function isAboutArchiving(line: string): boolean {
  const seen = line.slice(0, 2 * LOOKED_AT);
  return ABOUT.test(seen) || namesArchiver(seen);
}
