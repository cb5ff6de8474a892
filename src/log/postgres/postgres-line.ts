import { ARCHIVERS, type Archiver } from '../../domain/archiver.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { isWalFile } from '../../domain/wal-file.ts';
import { walFileIn } from '../archiver-lines.ts';
import {
  FAILED_COMMAND,
  isBadLevel,
  postgresRole,
  translatedComplaint,
  type PostgresRole,
} from './postgres-words.ts';
import { looksLikeTrouble } from '../unread/trouble.ts';

/** One line of PostgreSQL's own log. */
export interface PostgresLine {
  readonly role: PostgresRole;
  /** As written, in whatever language; undefined in csv, where it stands in the text. */
  readonly level: string | undefined;
  /** What log_line_prefix made: the time is somewhere in it, or nowhere. */
  readonly prefix: string;
  /** What stands behind the level; of a line of csv, all of it. */
  readonly text: string;
}

/** A prefix is looked for so far: it may hold host, user, database and the name of an application. */
const PREFIX_MAX = 600;
const LEVEL = /[\p{L}\p{N}\ufffd]{2,20}(?= ?$)/u;
const CSV = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [^\s,]+),/;

/** Whether a line begins a record of csvlog. */
export const isCsv = (line: string): boolean => CSV.test(line);

/** Takes a line apart, whatever log_line_prefix is: `LEVEL:  text`, with two blanks, or csv. */
export function postgresLine(line: string): PostgresLine | undefined {
  const [, stamp] = CSV.exec(line) ?? [];
  if (stamp !== undefined) return { role: 'message', level: undefined, prefix: stamp, text: line };
  const head = line.slice(0, PREFIX_MAX);
  for (let at = head.indexOf(':  '); at >= 0; at = head.indexOf(':  ', at + 1)) {
    const before = head.slice(Math.max(0, at - 22), at);
    const found = LEVEL.exec(before);
    const role = found === null ? undefined : postgresRole(found[0]);
    if (found !== null && role !== undefined) {
      const prefix = head.slice(0, at - before.length + found.index);
      return { role, level: found[0], prefix, text: line.slice(at + 3) };
    }
  }
  return undefined;
}

/** What PostgreSQL says about its archive command. */
export interface Complaint {
  /** Harmless text. */
  readonly text: string;
  readonly file: string | undefined;
  /** The command that failed, where it is named. Harmless text. */
  readonly command: string | undefined;
  readonly archiver: Archiver | undefined;
  /** False for what is said once several tries have failed, or without any. */
  readonly isTry: boolean;
  /** Where it begins in the text. */
  readonly index: number;
}

// src/backend/postmaster/pgarch.c and shell_archive.c, PostgreSQL 9.6 to 18.
const TRY =
  /archive command (?:failed with exit code \d+|was terminated by (?:signal|exception) [^"\n]{0,60}|exited with unrecognized status \d+)/;
// contrib/basic_archive, PostgreSQL 15 and later: an archive_library has no command.
const LIBRARY =
  /could not (?:\w+ ){1,4}"[^"\n]{0,500}\barchtemp\.[^\n]{0,300}|archive file "[^"\n]{1,500}" already exists(?! with identical)/;
// pgarch.c and dfmgr.c: an archive_library that cannot be used, or an archiver that cannot be started, gets as far as no try.
const NO_ARCHIVER = String.raw`both "{0,2}archive_command"{0,2} and "{0,2}archive_library"{0,2} set|archive modules (?:have to define|must register) [^\n]{0,80}|(?:could not (?:load library|access file)|incompatible library) "{1,2}(?:[^"\n]{0,300}/)?[^"/\n]{0,60}archive[^"/\n]{0,60}"[^\n]{0,200}|could not fork archiver\b[^\n]{0,100}`;
const NO_TRY = new RegExp(
  String.raw`archiving (?:write-ahead|transaction) log file "+[^"]+"+ failed too many times|archive_mode"{0,2} enabled, yet (?:archive_command is not set|archiving is not configured)|(?:removed|removal of) orphan archive status file(?: "+[^"\n]{1,300}"+)?|${NO_ARCHIVER}`,
);
/** In the words of any language: nothing else is looked at closely. */
const ABOUT_ARCHIVING =
  /archiv|archiwiz|arkiver|arquiv|архив|архів|アーカイブ|არქივ|아카이브|归档|archtemp/i;

/** Reads a complaint in any of PostgreSQL's log formats and languages. */
export function postgresComplaint(text: string): Complaint | undefined {
  if (!ABOUT_ARCHIVING.test(text)) return undefined;
  const tried = TRY.exec(text) ?? LIBRARY.exec(text);
  const other = tried === null ? NO_TRY.exec(text) : null;
  const english = tried ?? other;
  if (english !== null) {
    if (isQuoted(text, english.index)) return undefined;
    return complaint(english[0], english[0], text, english.index, tried !== null);
  }
  const translated = translatedComplaint(text);
  if (translated === undefined || isQuoted(text, text.indexOf(translated.original)))
    return undefined;
  const said = `${translated.english} (${translated.original})`;
  const isTry = translated.english.startsWith('archive command ');
  return complaint(said, translated.english, text, text.indexOf(translated.original), isTry);
}

const LIBRARY_FAULT = /^(?:could not (?:load library|access file)|incompatible library) /;
/**
 * Whether a complaint about a library may be that of a session, which any client can cause by LOAD or CREATE EXTENSION:
 * PgArchiverMain handles no error, so what fails there is FATAL (errstart in elog.c). A client's own
 * local_preload_libraries are FATAL too, but can only name the plugins.
 */
export const mayBeOfClient = (complaint: Complaint, level: string, process = ''): boolean =>
  LIBRARY_FAULT.test(complaint.text) &&
  process !== 'archiver' &&
  (level !== 'FATAL' || complaint.text.includes('/plugins/'));

/** How a line of PostgreSQL that holds a client’s statement begins, before its colon. */
export const LOGGED_STATEMENT = String.raw`statement|execute [^:\n]{0,80}|parse [^:\n]{0,80}|bind [^:\n]{0,80}`;
/** A statement that is logged may hold anything, these very words too: a panel that searches a table of log lines does. */
const STATEMENT = new RegExp(
  String.raw`(?:^|[\s,"])(?:${LOGGED_STATEMENT}|AUDIT): |\bduration: \d`,
);
/** In csv the message stands behind the code of the error, and a statement in a later field. */
const CSV_MESSAGE = /,[0-9A-Z]{5},"/;

/** Whether what stands at a place was not said by PostgreSQL, but is part of what a client sent. */
function isQuoted(text: string, index: number): boolean {
  const before = text.slice(0, index);
  if (STATEMENT.test(before)) return true;
  const message = isCsv(text) ? CSV_MESSAGE.exec(before) : null;
  return message !== null && before.includes('",', message.index + message[0].length);
}

function complaint(
  said: string,
  english: string,
  text: string,
  index: number,
  isTry: boolean,
): Complaint {
  const command = failedCommand(text);
  return {
    text: harmlessText(said, 200),
    file: fileIn(english) ?? command?.file,
    command: command?.command,
    archiver: command?.archiver,
    isTry,
    index,
  };
}

/** In languages and words that are not known: the archiver's own, and none of the users' statements. */
const ARCHIVER_MATTER =
  /\barchive[_ ](?:command|library|modules?)\b|\barchive status file\b|\barchive_status\b|\bfork archiver\b|\barchiver process \(PID \d+\) was terminated\b|\bbasic_archive\b|\bsegments to be archived\b|archivbefehl|archivier|archivage|archivad|archivar|archiviaz|archivac|arquivament|archiwiz|arşivle|arkiver|архив|архів|アーカイブ|არქივ|아카이브|归档|歸檔/i;
/** What other processes say of what the archiver has to do, at the beginning of a message in csv. */
const OF_ANY_PROCESS =
  /,(?:WARNING|ERROR|FATAL|PANIC|LOG),[0-9A-Z]{5},"(?:could not \w{1,20} (?:the )?archive status file|still waiting for all required WAL segments)/;
const ORDINARY =
  /^(?:\w{5}: )?(?:parameter "|statement: |duration: |execute |parse |bind |restored log file|could not restore file|.{0,40}archive recovery)/;

/**
 * Whether a line of PostgreSQL, which is none of the complaints that are known, may be about archiving
 * that fails all the same: in words of another version or language, or by the archiver process itself.
 */
export function mayBeComplaint({ level, text }: Pick<PostgresLine, 'level' | 'text'>): boolean {
  // csv names the process at its end: this one says nothing but what went wrong, and how it went on in DEBUG.
  if (level === undefined) {
    if (/,DEBUG\d?,/.test(text)) return false;
    return /,"archiver"(?:,|$)/.test(text.slice(-100)) || OF_ANY_PROCESS.test(text);
  }
  return (
    ARCHIVER_MATTER.test(text.slice(0, 1000)) &&
    !ORDINARY.test(text) &&
    (isBadLevel(level) || looksLikeTrouble(text))
  );
}

/** The command that failed: of a DETAIL, which is a line of its own, or joined to the complaint. */
export type FailedCommand = Pick<Complaint, 'file' | 'archiver'> & { readonly command: string };

export function failedCommand(text: string): FailedCommand | undefined {
  if (!ABOUT_ARCHIVING.test(text) && !text.includes('orden fallida')) return undefined;
  for (const pattern of FAILED_COMMAND) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const rest = text.slice(found.index + found[0].length).slice(0, 2000);
    const [line = ''] = rest.split(/\n|#012/, 1);
    const isQuoted = text.charAt(found.index - 1) === '"';
    const raw = isQuoted ? (line.split('",', 1)[0] ?? '').replaceAll('""', '"') : line;
    const command = raw.replace(/»$/, '');
    return {
      command: harmlessText(command, 300),
      file: fileIn(command),
      archiver: archiverOf(command),
    };
  }
  return undefined;
}

/**
 * A DETAIL in a language that is not known: behind its word, two blanks and some text stands a command with the path of a
 * segment. Nothing else that PostgreSQL logs has that path without quotes.
 */
export function commandInAnyLanguage(
  line: string,
): (FailedCommand & { readonly prefix: string }) | undefined {
  const path = /[\s/](?:pg_wal|pg_xlog)\/[0-9A-F]{24}\b/.exec(line.slice(0, 2 * PREFIX_MAX));
  if (path === null) return undefined;
  const label = line.indexOf(':  ');
  if (label < 0 || label > path.index || !LEVEL.test(line.slice(Math.max(0, label - 22), label))) {
    return undefined;
  }
  const text = line.slice(label + 3);
  const [said] = /^[^:：]{3,80}[:：] ?(?=[^\s"'«»„“])/.exec(text) ?? [];
  if (said === undefined || label + 3 + said.length > path.index) {
    return undefined;
  }
  const words = text.slice(said.length);
  return {
    prefix: line.slice(0, label),
    command: harmlessText(words, 300),
    file: fileIn(words),
    archiver: archiverOf(words),
  };
}

const PROGRAMS = ARCHIVERS.map(
  (archiver) => [archiver, new RegExp(`(?:^|[\\s/"'])${archiver}(?=[\\s"']|$)`)] as const,
);
/** The program that runs, before any path: Spilo hands WAL-G the environment in /run/etc/wal-e.d/env. */
const archiverOf = (command: string): Archiver | undefined =>
  PROGRAMS.find(([, program]) => program.test(command))?.[0] ??
  ARCHIVERS.find((archiver) => command.includes(archiver));

const FILE = /\b(?:pg_wal|pg_xlog)\/([0-9A-F]{8}[0-9A-Za-z.]*)|log file "+([^"]+)"/;

function fileIn(text: string): string | undefined {
  const [, path, quoted] = FILE.exec(text) ?? [];
  const file = path ?? quoted;
  return file !== undefined && isWalFile(file) ? file : walFileIn(text);
}
