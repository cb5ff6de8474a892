import { BOUNDS } from '../../domain/bounds.ts';
import { harmlessLines, harmlessText } from '../../domain/harmless-text.ts';
import { parsePid } from '../../domain/pid.ts';
import { isWalFile } from '../../domain/wal-file.ts';
import type { ArchiverFailure } from '../../domain/upload.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import type { RecordContext } from '../../log/framing/record-context.ts';
import { walETime } from './time.ts';
import {
  failedOperation,
  isBaseBackupMessage,
  isKnownMessage,
  isRetry,
  operationInTraceback,
  PUSH_BEGIN,
  PUSH_COMPLETE,
  PUSH_SKIP,
} from './messages.ts';
import { least } from '../../domain/extremes.ts';

const STRUCTURED = 'STRUCTURED: time=';
const FAILURE_TEXT_MAX = 400;
/** The key of an object in S3 has at most 1,024 bytes. */
const DESTINATION_MAX = 1200;

/**
 * Reads one whole record of WAL-E, whatever its line feeds have become.
 * The grammar is that of WAL-E's log_help.py, the same since 2012:
 *
 *     logger LEVEL MSG: text [LF DETAIL: text] [LF HINT: text] LF STRUCTURED: time=… pid=… [key=value …]
 *
 * STRUCTURED is taken from its last occurrence, since a DETAIL may quote another record.
 * Undefined if the text is no record, or is cut so short that what it was about is lost.
 */
export function readWalERecord(text: string, context: RecordContext): ArchiverEvent | undefined {
  const structured = text.lastIndexOf(STRUCTURED);
  if (structured >= 0) {
    const action = text.indexOf(' action=', structured);
    if (action >= 0) {
      if (text.startsWith('push-wal ', action + 8)) return readPush(text, structured, context);
      return { kind: 'other' };
    }
  }
  return readUnstructured(text, structured, context);
}

/** The fields are sorted: action key prefix rate seg state. None is quoted, so they are read from the end. */
function readPush(
  text: string,
  structured: number,
  context: RecordContext,
): ArchiverEvent | undefined {
  const segAt = text.lastIndexOf(' seg=');
  const stateAt = text.indexOf(' state=', segAt);
  if (segAt < structured || stateAt < 0) return readCutPush(text, context);

  const file = text.slice(segAt + 5, stateAt);
  const at = walETime(text, structured + STRUCTURED.length) ?? context.outerTime();
  if (at === undefined || !isWalFile(file)) return undefined;

  const pid = pidOf(text, structured, context);
  const destination = destinationBefore(text, segAt);
  const push = { file, host: context.host, pid, at, archiver: 'wal-e' as const, destination };
  if (text.startsWith('begin', stateAt + 7)) return { kind: 'push-begin', ...push };
  if (text.startsWith('skip', stateAt + 7)) return { kind: 'push-skip', ...push };
  if (text.startsWith('complete', stateAt + 7)) {
    return { kind: 'push-complete', ...push, rateKiBps: rateBefore(text, segAt) };
  }
  return readCutPush(text, context);
}

/** The record's own pid, should it name one: if what it names is no pid, neither is what a log daemon put before it. */
function pidOf(text: string, structured: number, { outerPid }: RecordContext): number | undefined {
  const from = structured < 0 ? 4 : text.indexOf(' pid=', structured) + 5;
  return from < 5 ? outerPid : parsePid(OWN_PID.exec(text.slice(from, from + 20))?.[1]);
}

/** The field ends with a blank, with what a log daemon makes of a line feed, or with the record. */
const OWN_PID = /^(\d+)(?=$|[\s"]|#012|\\)/;

/** Of `key=s3://bucket/prefix/wal_005/NAME.lzo` what is in front of the folder. */
function destinationBefore(text: string, segAt: number): string | undefined {
  const from = text.lastIndexOf(' key=', segAt);
  const to = from < 0 ? -1 : text.indexOf('/wal_', from);
  return to < 0 || to > segAt || to - from > DESTINATION_MAX ? undefined : text.slice(from + 5, to);
}

/** WAL-E prints six significant digits, with an exponent from 1e+06 on, or NaN for no time at all. */
function rateBefore(text: string, segAt: number): number | undefined {
  const from = text.lastIndexOf(' rate=', segAt);
  const rate = from < 0 ? NaN : Number(text.slice(from + 6, segAt));
  return Number.isFinite(rate) ? rate : undefined;
}

const SEGMENT_IN_DETAIL =
  /Uploading "(?:[^"]{0,500}\/)?([^/"]{1,80})" to "|Archiving to "[^"]{0,900}\/([^/"]{1,80})\.lzo"/;

/** More digits may have followed: the pid is not the last field of a push. */
const CUT_WITHIN_PID = / pid=\d*(?:\.\.\.|…)?\s*$/;

/** A push whose end was cut off: message and DETAIL still say what happened to which file. */
function readCutPush(text: string, context: RecordContext): ArchiverEvent | undefined {
  const [, begun, completed] = SEGMENT_IN_DETAIL.exec(text) ?? [];
  const file = begun ?? completed;
  if (file === undefined || !isWalFile(file)) return undefined;

  const structured = text.lastIndexOf(STRUCTURED);
  const ownTime = structured < 0 ? undefined : walETime(text, structured + STRUCTURED.length);
  const at = ownTime ?? context.outerTime();
  if (at === undefined) return undefined;

  const pid = CUT_WITHIN_PID.test(text) ? undefined : pidOf(text, structured, context);
  const push = { file, host: context.host, pid, at, archiver: 'wal-e' as const };
  if (begun !== undefined && text.includes(PUSH_BEGIN)) return { kind: 'push-begin', ...push };
  if (completed !== undefined && text.includes(PUSH_COMPLETE)) {
    const [, rate] = /complete at ([\d.e+]+)KiB/.exec(text) ?? [];
    return {
      kind: 'push-complete',
      ...push,
      rateKiBps: rate === undefined ? undefined : Number(rate),
    };
  }
  return undefined;
}

const HEAD = /^.*?\b(DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+MSG: /;

/** Everything that is no push: failures, which carry neither segment nor action, and the rest. */
function readUnstructured(
  text: string,
  structured: number,
  context: RecordContext,
): ArchiverEvent | undefined {
  const [head, level] = HEAD.exec(text.slice(0, 200)) ?? [];
  const body = head === undefined ? text : text.slice(head.length);
  const message = (recordLines(body)[0] ?? '').trim();
  // A push has an action, unless its record is cut off.
  if (message.startsWith(PUSH_BEGIN) || message.startsWith(PUSH_COMPLETE))
    return readCutPush(text, context);
  if (message.startsWith(PUSH_SKIP)) return undefined;
  if (head === undefined && !isKnownMessage(message)) return undefined;

  const known = failedOperation(message);
  const retrying = isRetry(message);
  if (known === undefined && !retrying && level !== 'ERROR' && level !== 'CRITICAL') {
    return readBaseBackup(message, text, structured, context);
  }

  const ownTime = structured < 0 ? undefined : walETime(text, structured + STRUCTURED.length);
  const at = ownTime ?? context.outerTime();
  if (at === undefined) return undefined;
  // A secret of several lines is known as long as it is in one piece.
  const harmlessBody = recordLines(harmlessLines(body, BOUNDS.logRecord.most));
  const uploading = retrying ? uploadedIn(text) : undefined;
  const seen =
    known === undefined || known === 'unknown'
      ? (uploading?.operation ?? operationInTraceback(text))
      : known;
  return {
    kind: 'failure',
    failure: {
      operation: seen ?? 'unknown',
      host: context.host,
      pid: pidOf(text, structured, context),
      at,
      reportedBy: 'archiver',
      archiver: 'wal-e',
      file: uploading?.file,
      text: harmlessText(failureText(message, harmlessBody.slice(1)), FAILURE_TEXT_MAX),
      ...(retrying ? { retrying: true } : {}),
    },
  };
}

/** What is tried again: the address of a WAL file ends with its folder and its name. */
function uploadedIn(text: string): Pick<ArchiverFailure, 'operation' | 'file'> | undefined {
  const [, folder, name] = UPLOADED.exec(text) ?? [];
  if (folder === undefined || name === undefined) return undefined;
  if (!folder.startsWith('wal_')) return { operation: 'base-backup', file: undefined };
  return isWalFile(name) ? { operation: 'push', file: name } : undefined;
}

const UPLOADED =
  /attempts to upload +file \S{1,900}\/(wal_\d{3}|tar_partitions)\/([^/\s]{1,80})\.lzo so far/;

function readBaseBackup(
  message: string,
  text: string,
  structured: number,
  context: RecordContext,
): ArchiverEvent {
  const ownTime = structured < 0 ? undefined : walETime(text, structured + STRUCTURED.length);
  const at = ownTime ?? context.outerTime();
  if (!isBaseBackupMessage(message, text) || at === undefined) return { kind: 'other' };
  const pid = pidOf(text, structured, context);
  return { kind: 'base-backup', host: context.host, pid, at };
}

const LINE_FEED = /#012|\\012|\\n|\r?\n/;

/** The lines of a record without WAL-E's indentation of eight blanks. */
function recordLines(text: string): string[] {
  // rsyslog's $SpaceLFOnReceive makes each line feed a ninth blank.
  const lines = LINE_FEED.test(text) ? text.split(LINE_FEED) : text.split(/(?<! ) (?= {8})/);
  // journald indents further, to below the message; the shape within the record stays.
  const indent = /^ {8,}(?=DETAIL: |HINT: |STRUCTURED: )/;
  const depths = lines.flatMap((line) => indent.exec(line)?.[0].length ?? []);
  const depth = least(depths) ?? 8;
  return lines.map((line) => (line.startsWith(' '.repeat(depth)) ? line.slice(depth) : line));
}

/** The message and what explains it: of a traceback only its end, where the exception is named. */
function failureText(message: string, rest: readonly string[]): string {
  const detail = rest
    .filter((line) => line.trim() !== '' && !NO_EXPLANATION.test(line))
    .map((line) => line.replace(VALUE_OF_EXCEPTION, '$1'));
  const traceback = detail.some((line) => line.includes('Traceback (most recent call last)'));
  if (!traceback) return [message, ...detail.map(withoutLabel)].join(': ');

  const lastFrame = detail.findLastIndex((line) => line.startsWith(' '));
  const exception = detail.slice(lastFrame + 1).map(withoutLabel);
  return exception.length === 0 ? `${message} (cut off)` : `${message}: ${exception.join(' ')}`;
}

/** The hint of retries.py is always the same, whatever happened. */
const NO_EXPLANATION = /^\s*(?:STRUCTURED: |HINT: A better error message should be written)/;
const VALUE_OF_EXCEPTION = /^(.*) and its traceback is .*$/;

const withoutLabel = (line: string): string => line.replace(/^(?:DETAIL|HINT): /, '');
