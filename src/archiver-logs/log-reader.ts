import { fuller, readHost } from '../domain/host.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { parsePid } from '../domain/pid.ts';
import type { EpochMs } from '../domain/time.ts';
import { unreadHosts, unreadName, type UnreadHosts } from '../domain/unread-hosts.ts';
import type { UnreadLines } from '../domain/upload-log.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { framingTime, lineFraming, NO_HOST, saysItsZone } from './line-framing.ts';
import { createOtherArchivers } from './other-archivers.ts';
import { isPostgresLine, readFailedCommand, readPostgresComplaint } from './postgres-line.ts';
import { createUndatedLines } from './undated-lines.ts';
import { structuredLine } from './structured-line.ts';
import { isKnownMessage, PUSH_BEGIN, PUSH_COMPLETE, PUSH_SKIP } from './wal-e-messages.ts';
import { readWalERecord, type RecordContext } from './wal-e-record.ts';

/** What the place a line was found in already says about it. */
export interface LineOrigin {
  readonly host?: string | undefined;
  /** What stands there in place of a host, as harmless text, where there should be one. */
  readonly unreadHost?: string | undefined;
  /** When the line was written, or else when it arrived. */
  readonly at?: EpochMs | undefined;
  readonly pid?: number | undefined;
  /** For a line whose own level was taken off. */
  readonly level?: string | undefined;
}

export interface LogReader {
  /** Takes one line without its line feed, or one document's message, which may hold line feeds. */
  readonly read: (line: string, origin?: LineOrigin) => void;
  /** Ends the input: what was still open is read as it is. Returns what could not be read. */
  readonly end: () => UnreadLines;
  /** What was read of a host that could not be; a line that leaves its host out is the reader's own host's. */
  readonly unreadHosts: () => UnreadHosts | undefined;
}

const SAMPLES = 5;
const SAMPLE_MAX = 200;
/** The longest real record has some 4 KB in 60 lines; what grows beyond this is no record. */
const RECORD_MAX = 64 * 1024;
const NO_ORIGIN: LineOrigin = {};

/** A record whose lines are still coming. */
interface OpenRecord {
  text: string;
  /** The line it began with, framing and all: the sample, should the record turn out unreadable. */
  readonly opening: string;
  readonly context: RecordContext;
}

/**
 * Reads an archiver's log line by line, in every framing that log daemons and collectors make of it,
 * and tells what each record says. A line that is neither a record, nor part of one, nor of a kind
 * known to belong to somebody else, is counted as unread and sampled.
 *
 * `reference` is any moment near the log's: it supplies the year that traditional syslog leaves out.
 * `timeZone` is that of archivers that write local time; UTC if it is not said.
 */
export function createLogReader(
  listener: (event: ArchiverEvent) => void,
  reference: EpochMs,
  timeZone?: string,
): LogReader {
  const open = new Map<string, OpenRecord>();
  const samples: string[] = [];
  const hostless: string[] = [];
  let unreadHost: string | undefined;
  const onEvent = (event: ArchiverEvent): void => {
    if (unreadHost !== undefined && belongsToNobody(event)) hostless.push(unreadHost);
    listener(event);
  };
  const others = createOtherArchivers(onEvent);
  const undated = createUndatedLines();
  let unread = 0;
  let inTraceback = false;
  let afterPostgres = false;

  const giveUp = (line: string): void => {
    unread += 1;
    if (samples.length < SAMPLES) samples.push(harmlessText(line, SAMPLE_MAX));
  };

  const settle = (text: string, opening: string, context: RecordContext): void => {
    const event = readWalERecord(text, context);
    if (event === undefined) giveUp(opening);
    else onEvent(event);
  };

  const close = (key: string): void => {
    const record = open.get(key);
    if (record === undefined) return;
    open.delete(key);
    settle(record.text, record.opening, record.context);
  };

  const contextOf = (
    origin: LineOrigin,
    line: string,
    framing = lineFraming(line),
  ): RecordContext => {
    unreadHost ??= framing?.unreadHost;
    return {
      host: framing?.host === undefined ? origin.host : fuller(framing.host, origin.host),
      outerPid: origin.pid ?? daemonPid(line, framing?.length),
      outerTime: () =>
        (framing === undefined ? undefined : framingTime(framing.stamp, reference)) ?? origin.at,
      zonedTime: () =>
        framing !== undefined && saysItsZone(framing.stamp)
          ? framingTime(framing.stamp, reference)
          : undefined,
      timeZone,
      outerLevel: origin.level,
    };
  };

  const begin = (line: string, from: number, origin: LineOrigin, key: string): void => {
    close(key);
    inTraceback = false;
    afterPostgres = false;
    const context = contextOf(origin, line);
    const record = from === 0 ? line : line.slice(from);
    if (record.includes('STRUCTURED: ')) settle(record, line, context);
    else open.set(key, { text: record, opening: line, context });
  };

  const append = (record: OpenRecord, part: string, key: string): void => {
    record.text += `\n${part}`;
    const done = part.includes('STRUCTURED: ') && isPush(record.text);
    if (done || record.text.length > RECORD_MAX) close(key);
  };

  /** A line that opens no record: part of one, or something else. */
  const readOther = (line: string, origin: LineOrigin, key: string): void => {
    const part = partOfRecord(line);
    const record = open.get(key);
    if (part !== undefined) {
      if (record !== undefined && !inTraceback) return append(record, part, key);
      // Each line of the record came on its own, and this one alone says all about a push.
      if (part.includes(' action=push-wal ')) return settle(part, line, contextOf(origin, line));
    }

    close(key);
    if (readOtherArchiver(line, origin)) {
      inTraceback = false;
      afterPostgres = false;
      return;
    }
    if (undated.hold(line)) {
      afterPostgres = false;
      return;
    }
    const postgres = postgresContext(line, origin);
    const complaint = readPostgresComplaint(line, postgres);
    if (complaint !== undefined) {
      afterPostgres = true;
      readUndated({ ...origin, at: complaint.at });
      return onEvent({ kind: 'failure', failure: complaint });
    }
    const command = readFailedCommand(line, postgres);
    if (command !== undefined) onEvent(command);
    if (isPostgresLine(line) || (afterPostgres && isBlank(line.charCodeAt(0)))) {
      inTraceback = false;
      afterPostgres = true;
      readUndated({ ...origin, at: postgres.outerTime() });
      return;
    }
    afterPostgres = false;
    if (line.startsWith('Traceback (most recent call last)')) inTraceback = true;
    if (!inTraceback && !isOfAnotherProgram(line)) giveUp(line);
  };

  /** What was held for want of a time. Where PostgreSQL's line has none either, it stays unread. */
  const readUndated = (origin: LineOrigin): void => {
    for (const line of undated.release()) {
      if (origin.at === undefined || !readOtherArchiver(line, origin)) giveUp(line);
    }
  };

  const readOtherArchiver = (line: string, origin: LineOrigin): boolean => {
    const framing = lineFraming(line);
    const context = contextOf(origin, line, framing);
    const stream = context.host ?? '';
    const text = framing === undefined ? line : line.slice(framing.length);
    if (others.read(stream, text, context)) return true;
    const untagged = framing === undefined ? text : text.replace(TAG, '');
    return untagged !== text && others.read(stream, untagged, context);
  };

  const postgresContext = (line: string, origin: LineOrigin): RecordContext => ({
    ...contextOf(origin, line),
    outerTime: () => framingTime(line.slice(0, 40), reference) ?? origin.at,
  });

  const readJson = (line: string, origin: LineOrigin): boolean => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      return false; // cut off, or no JSON after all: read as a plain line, and counted there
    }
    const found = structuredLine(parsed);
    if (found === undefined) return false;
    const at = found.stamp === undefined ? undefined : framingTime(found.stamp, reference);
    const host = found.host === undefined ? undefined : readHost(found.host);
    const isUnread = found.host !== undefined && found.host !== NO_HOST && host === undefined;
    const inner: LineOrigin = {
      host: host === undefined ? origin.host : fuller(host, origin.host),
      unreadHost: isUnread ? unreadName(found.host) : origin.unreadHost,
      at: at ?? origin.at,
      pid: found.pid,
      level: found.level,
    };
    unreadHost = inner.unreadHost;
    const context = { host: inner.host, outerPid: undefined, outerTime: () => inner.at };
    const complaint = readPostgresComplaint(found.message, context);
    if (complaint !== undefined) {
      onEvent({ kind: 'failure', failure: complaint });
      return true;
    }
    const command = readFailedCommand(found.message, context);
    if (command !== undefined) {
      onEvent(command);
      return true;
    }
    const foreign = found.program !== undefined && !ARCHIVER_PROGRAM.test(found.program);
    if (!foreign || found.message.includes('wal_e.')) read(found.message, inner);
    // What archive_command writes to stderr comes in the name of postgres.
    else readOtherArchiver(found.message, inner);
    return true;
  };

  const read = (line: string, origin: LineOrigin = NO_ORIGIN): void => {
    unreadHost = origin.unreadHost;
    const key = origin.host ?? '';
    const firstCharacter = line.charCodeAt(0);
    if (firstCharacter === 0x7b && readJson(line, origin)) return;
    if (line.trim() === '') {
      inTraceback = false;
      return;
    }

    const message = line.indexOf('MSG: ');
    if (message >= 0) {
      const indented = open.has(key) && isBlank(firstCharacter) && isBlank(line.charCodeAt(1));
      const logger = line.indexOf('wal_e.');
      const quoted = line.charCodeAt(message - 2) === 0x3a; // `…UserCritical: CRITICAL: MSG: …` of a traceback
      if (logger >= 0 && logger < message && !indented && !quoted)
        return begin(line, logger, origin, key);
      // The collector took the logger for the tag and left " INFO     MSG: …".
      if (LEVEL_FIRST.test(line)) return begin(line, 0, origin, key);
    }
    // The collector ate the head, and the message comes first.
    if (isKnownMessage(line)) return begin(line, 0, origin, key);
    readOther(line, origin, key);
  };

  return {
    read,
    end: () => {
      for (const key of [...open.keys()]) close(key);
      readUndated(NO_ORIGIN);
      others.end();
      return { count: unread, samples };
    },
    unreadHosts: () => unreadHosts(hostless),
  };
}

/** Barman's log names its servers, and needs no host. */
function belongsToNobody(event: ArchiverEvent): boolean {
  if (event.kind === 'other') return false;
  if (event.kind === 'base-backup' || event.kind === 'failed-command') {
    return event.host === undefined;
  }
  const { host, archiver } = event.kind === 'failure' ? event.failure : event;
  return host === undefined && archiver !== 'barman';
}

/** What rsyslog, journald and logger put behind the host; with a template, the program's name alone. */
const TAG = /^[\w./@-]{1,80}(?:(?:\[\d+\])?: ?| {2})/;
const ARCHIVER_PROGRAM = /^(?:wal[-_]?[eg](?![a-z])|pgbackrest|barman)/;

const LEVEL_FIRST = /^\s*(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+MSG: /;

const isBlank = (character: number): boolean => character === 0x20 || character === 0x09;

const isPush = (record: string): boolean =>
  record.includes(PUSH_BEGIN) || record.includes(PUSH_COMPLETE) || record.includes(PUSH_SKIP);

// Indented as WAL-E does, or with a framing of its own in front of the label. PostgreSQL writes
// two blanks after its labels, WAL-E one.
const LABELLED = /(?:^|\s)((?:DETAIL|HINT|STRUCTURED): (?! ).*)$/s;

function partOfRecord(line: string): string | undefined {
  if (isBlank(line.charCodeAt(0))) return line;
  const framing = lineFraming(line);
  return LABELLED.exec(line.slice(framing?.length ?? 0))?.[1];
}

/** journald and rsyslog put the pid behind the program: `wal-e[13813]: `. */
function daemonPid(line: string, framingLength: number | undefined): number | undefined {
  if (framingLength === undefined) return undefined;
  const [, pid] = /^\S+\[(\d+)\]: /.exec(line.slice(framingLength, framingLength + 80)) ?? [];
  return parsePid(pid);
}

// A line that a log daemon framed for another program, and what the helpers of WAL-E write to stderr.
const OTHER_PROGRAM = /^(?!wal[-_][eg]|pgbackrest|barman)[\w./@-]+(?:\[\d+\])?: /;
const HELPER =
  /^(?:(?:lzop|gpg|psql|pv|tar|wal-e|envdir|sudo|could not change directory)(?:\[\d+\])?: |LINE \d+: |\s*\^$)/;

function isOfAnotherProgram(line: string): boolean {
  const framing = lineFraming(line);
  return framing === undefined
    ? HELPER.test(line) || /^\d{4}-\S+Z <Greenlet at /.test(line)
    : OTHER_PROGRAM.test(line.slice(framing.length));
}
