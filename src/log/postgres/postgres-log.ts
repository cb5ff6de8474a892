import type { EpochMs } from '../../domain/time.ts';
import type { ArchiverFailure } from '../../domain/upload.ts';
import type { UndatedComplaint } from '../../domain/upload-log.ts';
import type { CommandOutput } from './command-output.ts';
import type { FailedCommand } from '../failed-command.ts';
import { lineFraming } from '../framing/line-framing.ts';
import { isFurtherLine } from './client-text.ts';
import { hostOf, type LineOrigin, type LogSettings } from '../framing/line-origin.ts';
import {
  createPostgresComplaints,
  type ComplaintTime,
  type PostgresComplaints,
} from './postgres-complaints.ts';
import {
  commandInAnyLanguage,
  failedCommand,
  mayBeComplaint,
  mayBeOfClient,
  postgresComplaint,
  postgresLine,
  type Complaint,
} from './postgres-line.ts';
import { postgresTime } from './postgres-time.ts';
import { walNotWritten } from './wal-disk-full.ts';
import { harmlessText } from '../../domain/harmless-text.ts';

/** Reads the lines of PostgreSQL's own log, in all of its formats. */
export interface PostgresLog extends Pick<PostgresComplaints, 'otherLine' | 'end'> {
  /** False if it is no line of it. */
  readonly read: (line: string, origin: LineOrigin) => boolean;
  /** What a process says in jsonlog, which has no level in front. */
  readonly readJson: (message: string, process: string, origin: LineOrigin) => void;
}

/** What its lines are read with, and who is told. */
interface Around {
  readonly settings: LogSettings;
  /** The time of the last line of a host that had one. */
  readonly lastAt: Map<string | undefined, EpochMs>;
  readonly output: CommandOutput;
  readonly onFailure: (failure: ArchiverFailure) => void;
  /** A complaint was read, and is told of once its DETAIL has come or cannot come any more. */
  readonly onComplaint: (host: string | undefined) => void;
  /** A DETAIL without its complaint, which may come before it or later. */
  readonly onCommand: (command: FailedCommand) => void;
  readonly onUndated: (complaint: UndatedComplaint) => void;
  /** A stamp that had to be put right by so much. */
  readonly onZoneError: (host: string | undefined, stamp: EpochMs, at: EpochMs) => void;
  /** A line of PostgreSQL that was not understood. */
  readonly onUnread: (line: string, origin: LineOrigin) => void;
  /** Lines without a time may stand before one of PostgreSQL: this is when that was written, if known. */
  readonly onTime: (origin: LineOrigin) => void;
}

/** A DETAIL that tells the values of a client's statement, in the words of any language. */
const PARAMETERS = /^[^:：$]{3,40}[:：] ?\$1 = /;

const levelInCsv = (line: string): string => /,([A-Z]{3,7}),[0-9A-Z]{5},"/.exec(line)?.[1] ?? '';

export function createPostgresLog(around: Around): PostgresLog {
  const { settings, lastAt, output, onUnread, onTime } = around;
  const complaints = createPostgresComplaints(around.onFailure, around.onUndated);

  const complain = (
    host: string | undefined,
    complaint: Complaint,
    time: ComplaintTime,
    origin: LineOrigin,
  ): void => {
    const at = time.kind === 'known' ? time.at : undefined;
    onTime({ ...origin, host, at });
    if (time.kind === 'known' && time.offBy !== undefined) {
      around.onZoneError(host, time.at + time.offBy, time.at);
    }
    const { said, old } = output.explained(host, at);
    for (const held of old) onUnread(held.line, held.origin);
    around.onComplaint(host);
    complaints.add(host, complaint, time, said);
  };

  const tellOfUnwritten = (
    line: string,
    { said, isFull }: { readonly said: string; readonly isFull: boolean },
    at: EpochMs | undefined,
    origin: LineOrigin,
  ): void => {
    if (at === undefined || !isFull) return onUnread(line, origin);
    around.onFailure({
      operation: 'other',
      host: origin.host,
      pid: undefined,
      at,
      reportedBy: 'postgresql',
      file: undefined,
      text: harmlessText(said, 400),
      walDiskFull: true,
    });
  };

  const read = (line: string, origin: LineOrigin): boolean => {
    const parsed = postgresLine(line);
    const text = parsed?.text ?? line;
    const host = hostOf(lineFraming(line), origin);
    const timeAfter = (prefix: string): ComplaintTime =>
      postgresTime(line, prefix, origin, settings, lastAt.get(host));

    // A client's statement may hold these words, too.
    if (isFurtherLine(line)) return parsed !== undefined;
    if (parsed !== undefined && (parsed.role === 'further' || PARAMETERS.test(parsed.text))) {
      complaints.otherLine(host);
      return true;
    }
    const isDetail = parsed?.role === 'detail';
    const complaint = isDetail ? undefined : postgresComplaint(text);
    if (complaint !== undefined && !mayBeOfClient(complaint, parsed?.level ?? levelInCsv(text))) {
      const prefix = parsed?.prefix ?? line.slice(0, complaint.index);
      complain(host, complaint, timeAfter(prefix), origin);
      return true;
    }
    const command = failedCommand(text) ?? (isDetail ? commandInAnyLanguage(line) : undefined);
    if (command !== undefined && complaints.addCommand(host, command)) return true;
    if (parsed === undefined) return readForeign(line, host, timeAfter);
    if (command !== undefined && isDetail) {
      const time = timeAfter(parsed.prefix);
      if (time.kind === 'known') {
        onTime({ ...origin, host, at: time.at });
        around.onComplaint(host);
        const { file, archiver } = command;
        const named = { file, archiver, command: command.command };
        around.onCommand({ kind: 'failed-command', ...named, host, at: time.at });
      } else {
        const alone = { ...command, text: 'an archive command failed', isTry: true, index: 0 };
        complain(host, alone, time, origin);
      }
      return true;
    }
    complaints.otherLine(host);
    if (isDetail) return true;

    if (mayBeComplaint(parsed)) {
      onUnread(line, origin);
      return true;
    }
    const time = timeAfter(parsed.prefix);
    const at = time.kind === 'known' ? time.at : undefined;
    if (at !== undefined) lastAt.set(host, at);
    onTime({ ...origin, host, at });
    const unwritten = walNotWritten(text, parsed.prefix);
    if (unwritten !== undefined) tellOfUnwritten(line, unwritten, at, { ...origin, host });
    for (const held of output.otherLine(host)) onUnread(held.line, held.origin);
    return true;
  };

  /** In words that are not known: only the command that failed can be made out. */
  const readForeign = (
    line: string,
    host: string | undefined,
    timeAfter: (prefix: string) => ComplaintTime,
  ): boolean => {
    const found = commandInAnyLanguage(line);
    const time = found === undefined ? undefined : timeAfter(found.prefix);
    if (found === undefined || time?.kind !== 'known') return false;
    const { file, archiver, command } = found;
    onTime({ host, at: time.at });
    around.onComplaint(host);
    around.onCommand({ kind: 'failed-command', file, archiver, command, host, at: time.at });
    return true;
  };

  const readJson = (message: string, process: string, origin: LineOrigin): void => {
    const complaint = postgresComplaint(message);
    if (complaint !== undefined && !mayBeOfClient(complaint, origin.level ?? '', process)) {
      const time = postgresTime(message, '', origin, settings, lastAt.get(origin.host));
      return complain(origin.host, complaint, time, origin);
    }
    const unwritten = walNotWritten(message);
    if (unwritten !== undefined) {
      const time = postgresTime(message, '', origin, settings, lastAt.get(origin.host));
      const at = time.kind === 'known' ? time.at : undefined;
      return tellOfUnwritten(message, unwritten, at, origin);
    }
    const { level = '' } = origin;
    const isArchiver = process === 'archiver' && !level.startsWith('DEBUG');
    if (isArchiver || mayBeComplaint({ level, text: message })) onUnread(message, origin);
  };

  return { read, readJson, otherLine: complaints.otherLine, end: complaints.end };
}
