import { readHost } from '../../domain/host.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { parsePid } from '../../domain/pid.ts';
import type { ArchiverOperation } from '../../domain/upload.ts';
import { isWalFile } from '../../domain/wal-file.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { COLLECTED_MAX, walFileIn, type ArchiverLines } from '../../log/archiver-lines.ts';
import { createBackupLines } from './backup.ts';
import { localTime } from '../../log/time/local-time.ts';
import type { RecordContext } from '../../log/framing/record-context.ts';

// Python's logging: `2026-11-24 02:20:02,303 [16690] barman.wal_archiver INFO: …`.
const HEAD =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \[(\d{1,9})\] (?:(barman[\w.]*) )?(DEBUG|INFO|WARNING|ERROR|CRITICAL|EXCEPTION): ([\s\S]*)$/;
const ARCHIVING =
  /^Archiving segment \d+ of \d+ from (?:file archival|streaming): (?<server>[^/\s]{1,100})\/(?<file>\S{8,60})$/;
const RECEIVED =
  /^Received file '(?<file>\S{8,60})' with checksum '.{1,100}' by put-wal for server '(?<server>[^']{1,100})'/;
/** pg_receivewal streams the WAL, and Barman tells of all that it says at level INFO. */
const RECEIVER = /^(\S{1,100}): pg_receivewal: ((?:error|fatal): [\s\S]*|could not [\s\S]*)$/;
/** What barman-wal-archive writes to the log of PostgreSQL, without a time; argparse does of words that a script does not take. */
const BARE =
  /^(?:ERROR: )?(Error executing ssh: [\s\S]*|barman-wal-(archive|restore): error: [\s\S]*)$/;
/** What argparse writes before that, in several lines. */
const USAGE = /^usage: barman-wal-(?:archive|restore) /;

/** What `barman check` prints of one check, below the name of the server: without a time. */
const CHECK = /^\s{0,16}([a-zA-Z][\w -]{1,60}): (OK|FAILED)(?: \((.{0,300})\))?$/;
const CHECKED = /^Server ([\w.-]{1,100}):$/;

/** Another program may end a line of its own so: that a check was passed is only known of these. */
const isOfCheck = (line: string): boolean =>
  CHECKED.test(line) || CHECKS.includes(CHECK.exec(line)?.[1] ?? '');

/** True for a complaint of Barman, or of barman-wal-archive, that has no time of its own. */
export const isBareBarman = (line: string): boolean =>
  BARE.test(line) || USAGE.test(line) || (isOfCheck(line) && CHECK.exec(line)?.[2] === 'FAILED');

/** https://github.com/EnterpriseDB/barman, barman/server.py and barman/backup_executor.py: what it checks. */
const CHECKS = [
  ...['WAL archive', 'empty incoming directory', 'empty streaming directory', 'PostgreSQL'],
  ...['superuser', 'is_superuser', 'superuser or standard user with backup privileges'],
  ...['PostgreSQL streaming', 'wal_level', 'replication slot', 'directories'],
  ...['retention policy settings', 'backup maximum age', 'backup minimum size'],
  ...['wal maximum age', 'wal size', 'compression settings', 'encryption settings'],
  ...['failed backups', 'minimum redundancy requirements', 'ssh', 'ssh output clean'],
  ...['not in recovery', 'systemid coherence', 'archive_mode', 'archive_command'],
  ...['continuous archiving', 'archiver errors', 'pg_basebackup', 'pg_basebackup compatible'],
  ...['pg_basebackup supports tablespaces mapping', 'pg_receivexlog', 'pg_receivexlog compatible'],
  ...['pg_receivewal', 'pg_receivewal compatible', 'receive-wal running', 'check timeout'],
];

interface LastSegment {
  readonly pid: number | undefined;
  readonly file: string;
  readonly server: string | undefined;
}

/**
 * The lines of Barman's own log, and of its scripts on the primary. The log is on the Barman server. It
 * says which PostgreSQL server a segment is of, by Barman's name for it; that stands for the host
 * here, and the ledger takes it away again where the log is of one server only.
 */
export function createBarmanLines(): ArchiverLines {
  /** An error that follows is about it. One batch runs at a time: archive-wal holds a lock. */
  let last: LastSegment | undefined;
  const backup = createBackupLines();

  /** Which server `barman check` is about. */
  let checked: string | undefined;

  const ofCheck = (line: string, context: RecordContext): ArchiverEvent | undefined => {
    checked = readHost(CHECKED.exec(line)?.[1] ?? '') ?? checked;
    const [, check = '', outcome, why] = CHECK.exec(line) ?? [];
    if (outcome !== 'FAILED') return { kind: 'other' };
    const at = context.outerTime();
    if (at === undefined || checked === undefined) return undefined;
    const text = `Check '${check}' failed${why === undefined ? '' : `: ${why}`}`;
    const by = { host: checked, pid: context.outerPid };
    return complaint(text, at, by, operationOf('barman.server', text, undefined), undefined);
  };

  const read = (line: string, context: RecordContext): ArchiverEvent | undefined => {
    const [, stamp, pidText, module, level, text] = HEAD.exec(line) ?? [];
    if (stamp === undefined || level === undefined || text === undefined) {
      if (USAGE.test(line)) return { kind: 'other' };
      if (isOfCheck(line)) return ofCheck(line, context);
      const [, bare, script] = BARE.exec(line) ?? [];
      const at = context.outerTime();
      if (bare === undefined || at === undefined) return undefined;
      const by = { host: context.host, pid: context.outerPid };
      return complaint(bare, at, by, script === 'restore' ? 'fetch' : 'push', undefined);
    }
    if (!text.startsWith("Check '")) checked = undefined;
    const at = localTime(stamp, context);
    if (at === undefined) return undefined;
    const pid = parsePid(pidText);
    // The cloud scripts name no module: they are an archiver of their own.
    if (module === undefined) return undefined;

    const complete = level === 'INFO' ? backup(text, pid, at) : undefined;
    if (complete !== undefined) return complete;
    const { file, server: name } = (ARCHIVING.exec(text) ?? RECEIVED.exec(text))?.groups ?? {};
    if (file !== undefined && isWalFile(file)) {
      const server = readHost(name ?? '');
      last = { pid, file, server };
      return {
        kind: 'push-complete',
        file,
        host: server,
        pid,
        at,
        archiver: 'barman',
        rateKiBps: undefined,
      };
    }
    const [, receiver, complained] = RECEIVER.exec(text) ?? [];
    if (receiver !== undefined && complained !== undefined) {
      return complaint(
        complained,
        at,
        { host: readHost(receiver), pid },
        'push',
        walFileIn(complained),
      );
    }
    if (
      !UNARCHIVED.test(text) &&
      level !== 'ERROR' &&
      level !== 'CRITICAL' &&
      level !== 'EXCEPTION'
    ) {
      return { kind: 'other' };
    }
    const during = last?.pid === pid ? last : undefined;
    const named = walFileIn(text) ?? during?.file;
    const [, of] = /\bserver '?([\w.-]{1,100})/.exec(text) ?? [];
    const host = during?.server ?? (of === undefined ? undefined : readHost(of));
    return complaint(text.trim(), at, { host, pid }, operationOf(module, text, named), named);
  };

  // "See log file for more details.", then a traceback; the exception at its end was said before.
  const continuation = (line: string): string | undefined =>
    !isOfCheck(line) &&
    /^(?:See log file for more details|Traceback \(most recent call last\)|\s+\S|[A-Za-z_.]{2,60}(?:Error|Exception|Failure)(?:: |$))/.test(
      line,
    )
      ? ''
      : undefined;
  return { read, continuation };
}

function complaint(
  text: string,
  at: EpochMs,
  by: { readonly host: string | undefined; readonly pid: number | undefined },
  operation: ArchiverOperation,
  file: string | undefined,
): ArchiverEvent {
  return {
    kind: 'failure',
    failure: {
      operation,
      ...by,
      at,
      reportedBy: 'archiver',
      archiver: 'barman',
      file,
      text: harmlessText(text, COLLECTED_MAX),
    },
  };
}

/** What stays out of the archive, below level ERROR: https://github.com/EnterpriseDB/barman, barman/wal_archiver.py. */
const UNARCHIVED =
  /^(?:\s*Error: \S+ is already present in server |Archiving of \S+ aborted by pre_archive_retry_script)/;

/** Checks fail for many reasons; of those only this one is about the WAL that PostgreSQL ships. */
function operationOf(module: string, text: string, file: string | undefined): ArchiverOperation {
  if (text.startsWith('Check ')) return text.includes("'continuous archiving'") ? 'push' : 'other';
  if (module.startsWith('barman.backup')) return 'base-backup';
  // `barman get-wal`: what a standby asks for that is not there yet.
  if (/^WAL file \S{1,100} not found in server /.test(text)) return 'fetch';
  if (file !== undefined || text.startsWith('ArchiverFailure')) return 'push';
  return 'other';
}
