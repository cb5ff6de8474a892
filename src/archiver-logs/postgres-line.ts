import { ARCHIVERS, type Archiver } from '../domain/archiver.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import type { ArchiverFailure } from '../domain/upload.ts';
import { parseWalFile } from '../domain/wal-file.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { walFileIn } from './archiver-lines.ts';
import type { RecordContext } from './wal-e-record.ts';

// src/backend/postmaster/pgarch.c and shell_archive.c, PostgreSQL 9.6 to 18.
const COMPLAINT =
  /archive command (?:failed with exit code \d+|was terminated by (?:signal|exception) [^"]*?(?=$|["\n])|exited with unrecognized status \d+)|archiving (?:write-ahead|transaction) log file "+[^"]+"+ failed too many times|archive_mode"{0,2} enabled, yet (?:archive_command is not set|archiving is not configured)|removed orphan archive status file|removal of orphan archive status file/;

const FILE = /\b(?:pg_wal|pg_xlog)\/([0-9A-F]{8}[0-9A-Za-z.]*)|log file "+([^"]+)"/;

/** Reads what PostgreSQL itself says about its archive command, in any of its log formats. */
export function readPostgresComplaint(
  text: string,
  context: RecordContext,
): ArchiverFailure | undefined {
  const complaint = COMPLAINT.exec(text)?.[0];
  const at = context.outerTime();
  if (complaint === undefined || at === undefined) return undefined;

  return {
    operation: 'push',
    host: context.host,
    pid: undefined,
    at,
    reportedBy: 'postgresql',
    file: fileIn(text),
    archiver: archiverIn(text),
    text: harmlessText(complaint, 200),
  };
}

const FAILED_COMMAND = /\bThe failed archive command was: /;

/** Reads the DETAIL that follows a complaint in a plain log: for which file the command failed. */
export function readFailedCommand(text: string, context: RecordContext): ArchiverEvent | undefined {
  const at = context.outerTime();
  const file = FAILED_COMMAND.test(text) ? fileIn(text) : undefined;
  if (file === undefined || at === undefined) return undefined;
  return { kind: 'failed-command', file, host: context.host, at };
}

function fileIn(text: string): string | undefined {
  const [, path, quoted] = FILE.exec(text) ?? [];
  const file = path ?? quoted;
  if (file !== undefined && parseWalFile(file) !== undefined) return file;
  // A command that is given %f alone.
  return walFileIn(text);
}

/** In csv and JSON the failed command comes with the complaint. */
function archiverIn(text: string): Archiver | undefined {
  const [, command = ''] = /failed archive command was: (.{0,1000})/.exec(text) ?? [];
  return ARCHIVERS.find((archiver) => command.includes(archiver));
}

const POSTGRES_LINE =
  /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \S+,|.{0,200}?\b(?:LOG|DEBUG\d?|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|CONTEXT|STATEMENT|LOCATION|QUERY): {2})/;

/** True for a line of PostgreSQL's own log: plain (`LEVEL:  text`, two blanks) or csv. */
export const isPostgresLine = (line: string): boolean => POSTGRES_LINE.test(line);
