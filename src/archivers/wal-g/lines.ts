import { SECOND, type EpochMs } from '../../domain/time.ts';
import type { ArchiverFailure } from '../../domain/upload.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { isWalFile } from '../../domain/wal-file.ts';
import type { ArchiverEvent } from '../../log/archiver-event.ts';
import { COLLECTED_MAX, walFileIn, type ArchiverLines } from '../../log/archiver-lines.ts';
import { localTime } from '../../log/time/local-time.ts';
import type { RecordContext } from '../../log/framing/record-context.ts';
import { azureErrorPart } from './azure-error.ts';
import { exporterLine, type ExporterLine } from './exporter.ts';
import { googleErrorPart } from './google-error.ts';
import { goPanic, goPanicPart } from './go-panic.ts';
import { isOrdinaryWalG, isWalGComplaint, walGOperation } from './messages.ts';
import { isRetry, objectOfRetry } from './retries.ts';
import { isUsageError, isUsageText } from './usage.ts';

// The log package of Go: `INFO: 2021/09/02 15:57:42.138682 FILE PATH: …`.
const HEAD =
  /^(INFO|WARNING|ERROR|DEBUG|FATAL): (\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) ([\s\S]*)$/;

/** `walg-daemon-client`, and WAL-G itself up to 0.1.7, write with Go's own log, without a level. */
const CLIENT_HEAD = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) ([\s\S]*)$/;

interface Said {
  readonly level: string;
  readonly text: string;
  readonly stamp: string | undefined;
}

/** Something that was said a moment ago, by which the next line is understood. */
interface SaidBefore {
  readonly at: EpochMs;
  readonly pid: number | undefined;
  readonly text: string;
}

/**
 * The lines of WAL-G. It names no segment when it begins (only at level DEVEL), no host and no pid, and prints
 * `FILE PATH` when an upload is over: also of one that failed, with the error right before it.
 */
export function createWalGLines(): ArchiverLines {
  /** From 3.0 on each push begins with a line, which names no file. */
  let begun: SaidBefore | undefined;
  let warned: SaidBefore | undefined;
  /** The Google client names the object in one line, and why it is tried again in the next. */
  let retried: (SaidBefore & { readonly file: string }) | undefined;

  const read = (line: string, context: RecordContext): ArchiverEvent | undefined => {
    const exporter = exporterLine(line);
    if (exporter !== undefined) return ofExporter(exporter, context);
    const said = headed(line) ?? headless(line, context);
    if (said === undefined) return undefined;
    const at = said.stamp === undefined ? context.outerTime() : localTime(said.stamp, context);
    if (at === undefined) return undefined;
    const now = { at, pid: context.outerPid, text: said.text.trimEnd() };
    if (said.text.startsWith(BEGINS)) begun = now;
    const object = objectOfRetry(now.text);
    if (object !== undefined) {
      retried = { ...now, file: object };
      return { kind: 'other' };
    }
    if (said.level === 'WARNING' && now.text.startsWith('Failed to parse config file'))
      warned = now;
    return completed(eventOf(said, at, context), now);
  };

  /** With what was said right before it: what was tried, that a push had begun, why it is not configured. */
  const completed = (event: ArchiverEvent, now: SaidBefore): ArchiverEvent => {
    if (event.kind !== 'failure') return event;
    const { failure } = event;
    if (failure.retrying === true && failure.file === undefined && isOfSame(retried, now)) {
      return { kind: 'failure', failure: { ...failure, operation: 'push', file: retried.file } };
    }
    if (failure.operation !== 'unknown') return event;
    const isPush = isOfSame(begun, now);
    return {
      kind: 'failure',
      failure: {
        ...failure,
        ...(isPush ? { operation: 'push', pid: now.pid } : {}),
        text: isOfSame(warned, now)
          ? `${failure.text} (${harmlessText(warned.text, 300)})`
          : failure.text,
      },
    };
  };

  return { read, continuation, whole };
}

const BEGINS = 'Files will be uploaded to storage';

/** Each try of PostgreSQL is a process of its own, and they are a second apart. */
const isOfSame = <T extends SaidBefore>(before: T | undefined, now: SaidBefore): before is T =>
  before !== undefined && before.pid === now.pid && Math.abs(now.at - before.at) < SECOND;

function continuation(line: string, before: string): string | undefined {
  // `: ` before what was wrapped (pkg/errors), and AWS's second lines.
  const text = line.replace(ESCAPED_TABS, '\t');
  if (/^(?:: |caused by: |\s*status code: )/.test(text)) return text.trim();
  // With its stack an error is written from the inside out.
  const [wrapper] = /^(?:failed to upload '|upload: could not )/.exec(text) ?? [];
  if (wrapper !== undefined && before !== '' && !before.includes(wrapper)) return text;
  if (/^(?:\t|\s*upload id: )/.test(text) || STACK_FRAME.test(line)) return '';
  return isUsageText(text)
    ? ''
    : (azureErrorPart(text) ?? googleErrorPart(text) ?? goPanicPart(text));
}

/** The file and the operation may be named in the lines that follow. */
function whole(failure: ArchiverFailure): ArchiverFailure {
  if (failure.operation !== 'unknown' && failure.file !== undefined) return failure;
  const file = failure.file ?? walFileIn(failure.text);
  const operation =
    failure.operation === 'unknown' ? walGOperation(failure.text, file) : failure.operation;
  return { ...failure, file, operation };
}

/** What rsyslog makes of the tabs that a line begins with. */
const ESCAPED_TABS = /^(?:#011)+/;

const STACK_FRAME =
  /^(?:github\.com|cloud\.google\.com|google\.golang\.org|golang\.org|runtime|main|internal|net|os)(?=[\w./-]*\.)[\w./()*-]+$/;

function headed(line: string): Said | undefined {
  const [, level, stamp, text] = HEAD.exec(line) ?? [];
  return level === undefined || text === undefined ? undefined : { level, stamp, text };
}

/** A collector took level and time off, or an old version wrote none: only unmistakable texts count. */
function headless(line: string, { outerLevel, isOfArchiver }: RecordContext): Said | undefined {
  const [, stamp, ofClient] = CLIENT_HEAD.exec(line) ?? [];
  if (ofClient !== undefined && isWalGComplaint(ofClient)) {
    return { level: 'ERROR', stamp, text: ofClient };
  }
  if (ofClient !== undefined && (ENDED.test(ofClient) || isOrdinaryWalG(ofClient)))
    return { level: 'INFO', stamp, text: ofClient };
  const panic = isOfArchiver === true ? goPanic(line) : undefined;
  if (panic !== undefined) return { level: 'FATAL', stamp: undefined, text: panic };
  if (isWalGComplaint(line) || isUsageError(line) || isRetry(line))
    return { level: 'ERROR', stamp: undefined, text: line };
  if (!ENDED.test(line) && !STORED_BEFORE.test(line) && !isOrdinaryWalG(line)) return undefined;
  return { level: outerLevel ?? 'INFO', stamp: undefined, text: line };
}

const ENDED = /^(?:FILE|WAL) PATH: (?:\S{0,500}\/)?([0-9A-Za-z.]{8,60})$/;
/** With WALG_PREVENT_WAL_OVERWRITE: an earlier try had stored it and was ended before it could say so. */
const STORED_BEFORE =
  /^WAL file '(?:[^']{0,500}\/)?([0-9A-Za-z.]{8,60})' already archived with equal content/;
/** The segment that it starts in; of a delta, then that of the backup that it builds on. Where it ends is not said. */
const WROTE_BACKUP = /^Wrote backup with name base_([0-9A-F]{24})(?:_D_[0-9A-F]{24})?$/;
const BEGUN = /^Put ([0-9A-Za-z.]{8,60}) into \S{0,500}wal_005\/$/;
const EXTENSION = /\.(?:br|lz4|lzma|lzo|zst|gz)$/;

function eventOf(said: Said, at: number, context: RecordContext): ArchiverEvent {
  const { level } = said;
  const text = said.text.trimEnd();
  const file = (pattern: RegExp): string | undefined => {
    const name = pattern.exec(text)?.[1]?.replace(EXTENSION, '');
    return name !== undefined && isWalFile(name) ? name : undefined;
  };
  const origin = { host: context.host, pid: context.outerPid, at, archiver: 'wal-g' as const };

  const ended = file(ENDED);
  if (ended !== undefined) {
    return { kind: 'push-complete', file: ended, ...origin, rateKiBps: undefined };
  }
  const stored = file(STORED_BEFORE);
  if (stored !== undefined) {
    return {
      kind: 'push-complete',
      file: stored,
      ...origin,
      rateKiBps: undefined,
      storedBefore: true,
    };
  }
  const begun = level === 'DEBUG' ? file(BEGUN) : undefined;
  if (begun !== undefined) return { kind: 'push-begin', file: begun, ...origin };
  const [, start] = WROTE_BACKUP.exec(text) ?? [];
  if (start !== undefined && isWalFile(start)) {
    const { host, archiver } = origin;
    const known = { beganAt: undefined, start, stop: undefined };
    return { kind: 'base-backup-complete', archiver, host, at, ...known };
  }
  const retrying = isRetry(text);
  const isError =
    level === 'ERROR' || level === 'FATAL' || text.includes('ArchiveNonExistenceError');
  if (!isError && !retrying) return { kind: 'other' };

  const named = walFileIn(text);
  const operation = walGOperation(text, named);
  return {
    kind: 'failure',
    failure: {
      ...origin,
      operation,
      pid: operation === 'unknown' ? undefined : origin.pid,
      reportedBy: 'archiver',
      file: named,
      text: harmlessText(text, COLLECTED_MAX),
      ...(retrying ? { retrying: true } : {}),
    },
  };
}

function ofExporter(
  { level, stamp, text }: ExporterLine,
  { host, outerPid }: RecordContext,
): ArchiverEvent | undefined {
  const at = Date.parse(stamp);
  if (Number.isNaN(at)) return undefined;
  if (level !== 'ERROR') return { kind: 'other' };
  return {
    kind: 'failure',
    failure: {
      operation: 'other',
      host,
      pid: outerPid,
      at,
      reportedBy: 'archiver',
      archiver: 'wal-g',
      file: undefined,
      text: harmlessText(text, COLLECTED_MAX),
    },
  };
}
