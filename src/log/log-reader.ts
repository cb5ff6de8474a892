import { fuller, readHost } from '../domain/host.ts';
import { zoneOf, type HostZones } from '../domain/host-zones.ts';
import type { EpochMs } from '../domain/time.ts';
import { unreadHosts, unreadName, type UnreadHosts } from '../domain/unread-hosts.ts';
import type { UnreadLines } from '../domain/upload-log.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { isChatter } from './unread/chatter.ts';
import { createCommandOutput } from './postgres/command-output.ts';
import { createContainerLines } from './framing/container-framing.ts';
import { LINE_MAX, withoutMiddle } from './framing/line-bounds.ts';
import { lineFraming, NO_HOST } from './framing/line-framing.ts';
import { contextOf, hostOf, type LineOrigin, type LogSettings } from './framing/line-origin.ts';
import { createOtherArchivers } from './other-archivers.ts';
import {
  isGreenlet,
  isOfAnotherProgram,
  isUninteresting,
  programKind,
} from './unread/other-programs.ts';
import { createPostgresLog } from './postgres/postgres-log.ts';
import { apart } from './postgres/joined-lines.ts';
import { momentOf, stampAt, stampIn } from './time/stamp.ts';
import { createTracebacks } from './unread/tracebacks.ts';
import { isAboutArchiving, looksLikeTrouble } from './unread/trouble.ts';
import { createUndatedLines, isUndatedComplaint } from './unread/undated-lines.ts';
import { createUnreadTally } from './unread/unread-tally.ts';
import { structuredLine } from './framing/structured-line.ts';
import {
  createOpenRecords,
  partOfRecord,
  recordStart,
  saysAll,
  type WalERecord,
} from '../archivers/wal-e/open-records.ts';
import { readWalERecord } from '../archivers/wal-e/record.ts';
import { walFileIn } from './archiver-lines.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { ARCHIVER_KINDS, kindOf, namesHosts } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { RecordContext } from './framing/record-context.ts';

export interface LogReader {
  /** Takes one line without its line feed, or one document's message, which may hold line feeds. */
  readonly read: (line: string, origin?: LineOrigin) => void;
  /** Ends the input: what was still open is read as it is. Returns what could not be read. */
  readonly end: () => UnreadLines;
  /** What was read of a host that could not be; a line that leaves its host out is the reader's own host's. */
  readonly unreadHosts: () => UnreadHosts | undefined;
}

const NO_ORIGIN: LineOrigin = {};
/** A line is in no more framings than these: of a collector, and of what runs the container. */
const FRAMINGS_MAX = 2;

/**
 * Reads an archiver's log line by line, in every framing that log daemons and collectors make of it,
 * and tells what each record says. A line that is neither a record, nor part of one, nor of a kind
 * known to belong to somebody else, is counted as unread and sampled.
 *
 * `reference` is any moment near the log's: it supplies the year that traditional syslog leaves out.
 * `zones` are those of hosts that write local time; UTC if none is said.
 */
export function createLogReader(
  onEvent: (event: ArchiverEvent) => void,
  reference: EpochMs,
  zones: HostZones = {},
): LogReader {
  const settings: LogSettings = { reference, zones };
  const unread = createUnreadTally();
  const undated = createUndatedLines();
  const output = createCommandOutput();
  const tracebacks = createTracebacks();
  const containers = createContainerLines();
  /** The time of the last line of a host that had one. */
  const lastAt = new Map<string | undefined, EpochMs>();
  let arrivedAt: EpochMs | undefined;
  let afterPostgres = false;
  const hostless: string[] = [];
  let unreadHost: string | undefined;

  /** What a line says beside its text. */
  const around = (line: string, origin: LineOrigin, framing = lineFraming(line)): RecordContext => {
    unreadHost ??= framing?.unreadHost;
    return contextOf(origin, line, settings, framing);
  };

  const emit = (event: ArchiverEvent): void => {
    if (unreadHost !== undefined && belongsToNobody(event)) hostless.push(unreadHost);
    if (event.kind !== 'other') {
      const { host, at } = event.kind === 'failure' ? event.failure : event;
      lastAt.set(host, at);
      if (arrivedAt !== undefined && !isAlwaysUtc(event)) unread.arrival(host, at, arrivedAt);
      if (event.kind === 'failure' && speaksForHelpers(event.failure)) {
        for (const held of output.explained(host, at).old) giveUp(held.line, held.origin);
      }
    }
    onEvent(event);
  };

  const others = createOtherArchivers(emit);
  const giveUp = (line: string, origin: LineOrigin): void => {
    const framing = lineFraming(line);
    const host = hostOf(framing, origin);
    const stamp = stampIn(line.slice(0, 100)) ?? stampAt(line, reference);
    const evidence = { timeZone: zoneOf(zones, host), arrivedAt: origin.at };
    const moment = stamp === undefined ? undefined : momentOf(stamp, evidence);
    const own = moment?.kind === 'known' ? moment.at : origin.at;
    // A zone that is not known leaves the time open, and what came before is in that zone too.
    unread.line(line, host, moment?.kind === 'unknown' ? undefined : (own ?? lastAt.get(host)));
  };

  const postgres = createPostgresLog({
    settings,
    lastAt,
    output,
    onFailure: (failure) => {
      emit({ kind: 'failure', failure });
    },
    onComplaint: (host) => {
      if (host === undefined && unreadHost !== undefined) hostless.push(unreadHost);
    },
    onCommand: emit,
    onUndated: unread.undated,
    onZoneError: unread.arrival,
    onUnread: giveUp,
    onTime: (origin) => {
      readUndated(origin);
    },
  });

  const settle = ({ text, opening, context }: WalERecord): void => {
    const event = readWalERecord(text, context);
    if (event === undefined) giveUp(opening, { host: context.host, at: context.outerTime() });
    else emit(event);
  };

  const records = createOpenRecords(settle);

  const begin = (line: string, from: number, origin: LineOrigin, key: string): void => {
    records.close(key);
    tracebacks.end();
    afterPostgres = false;
    records.begin(key, { text: line.slice(from), opening: line, context: around(line, origin) });
  };

  /** A line that opens no record: part of one, or something else. */
  const readOther = (line: string, origin: LineOrigin, key: string): void => {
    const part = partOfRecord(line);
    if (part !== undefined) {
      if (records.has(key) && !tracebacks.isOpen()) return records.append(key, part);
      if (saysAll(part))
        return settle({ text: part, opening: line, context: around(line, origin) });
    }

    records.close(key);
    if (readOtherArchiver(line, origin)) {
      tracebacks.end();
      afterPostgres = false;
      return;
    }
    if (undated.hold(line)) {
      afterPostgres = false;
      return;
    }
    if (postgres.read(line, origin) || (afterPostgres && isBlank(line.charCodeAt(0)))) {
      tracebacks.end();
      afterPostgres = true;
      return;
    }
    afterPostgres = false;
    readStranger(line, origin);
  };

  /** A line that neither an archiver nor PostgreSQL wrote. */
  const readStranger = (line: string, origin: LineOrigin): void => {
    const host = hostOf(lineFraming(line), origin);
    postgres.otherLine(host);
    const kind = isGreenlet(line) ? 'part' : tracebacks.read(line);
    if (kind === 'part') return;
    const isKnown =
      kind === undefined &&
      (isChatter(line) ||
        isOfAnotherProgram(line) ||
        (origin.isOfPostgres === true && isUninteresting(line)));
    if (
      isKnown ||
      output.hold(line, { host, arrivedAt: origin.at, at: origin.at ?? lastAt.get(host) })
    )
      return;
    giveUp(line, origin);
  };

  /** What was held for want of a time. Where PostgreSQL's line has none either, that is all that lacks. */
  const readUndated = (origin: LineOrigin): void => {
    for (const line of undated.release()) {
      if (origin.at !== undefined && readOtherArchiver(line, origin)) continue;
      if (origin.at !== undefined) giveUp(line, origin);
      else if (isUndatedComplaint(line)) tellUndated(line, origin.host);
    }
  };

  const tellUndated = (line: string, host: string | undefined): void => {
    const text = harmlessText(line, 400);
    unread.undated({ host, zone: undefined, file: walFileIn(line), text });
  };

  /** What the command wrote and PostgreSQL never complained of: a crash of an archiver is known, but for its time. */
  const endOutput = (): void => {
    const lines = output.end();
    const crash = ARCHIVER_KINDS.flatMap(({ log }) => log.crash ?? []).find(({ isOwn }) =>
      lines.some(({ line }) => isOwn(line)),
    );
    const isPart = (line: string): boolean =>
      crash !== undefined && (crash.isPart(line) || isBlank(line.charCodeAt(0)));
    for (const { line, origin } of lines) {
      if (crash?.isFirst(line) === true) tellUndated(line, origin.host);
      else if (!isPart(line)) giveUp(line, origin);
    }
  };

  const readOtherArchiver = (line: string, origin: LineOrigin): boolean => {
    const framing = lineFraming(line);
    const context = around(line, origin, framing);
    const stream = context.host ?? '';
    const text = framing === undefined ? line : line.slice(framing.length);
    if (framing === undefined) return others.read(stream, text, context);
    if (EMPTY.test(text) && programKind(text) === 'archiver') return true;
    const untagged = text.replace(TAG, '');
    // Behind the tag of an archiver also stands what goes on with its last complaint.
    if (untagged !== text && programKind(text) === 'archiver') {
      return others.read(stream, untagged, { ...context, isOfArchiver: true });
    }
    return (
      others.read(stream, text, context) ||
      (untagged !== text && others.read(stream, untagged, context))
    );
  };

  const readJson = (line: string, origin: LineOrigin): boolean => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      return false; // cut off, or no JSON after all: read as a plain line, and counted there
    }
    const found = structuredLine(parsed);
    if (found === undefined) return false;
    const stamp = found.stamp === undefined ? undefined : stampAt(found.stamp, reference);
    const named = found.host === undefined ? undefined : readHost(found.host);
    const isUnread = found.host !== undefined && found.host !== NO_HOST && named === undefined;
    const host = named === undefined ? origin.host : fuller(named, origin.host);
    const evidence = { timeZone: zoneOf(zones, host), arrivedAt: origin.at };
    const moment = stamp === undefined ? undefined : momentOf(stamp, evidence);
    const inner: LineOrigin = {
      host,
      unreadHost: isUnread ? unreadName(found.host) : origin.unreadHost,
      at: moment?.kind === 'known' ? moment.at : origin.at,
      openZone: moment?.kind === 'unknown' ? moment.zone : undefined,
      pid: found.pid,
      level: found.level,
    };
    unreadHost = inner.unreadHost;
    const { program, postgresProcess } = found;
    const message = withoutMiddle(found.message);
    if (postgresProcess !== undefined) postgres.readJson(message, postgresProcess, inner);
    else if (program === undefined || message.includes('wal_e.')) readLine(message, inner);
    else if (programKind(program) === 'other') {
      const isKnown = readOtherArchiver(message, inner) || postgres.read(message, inner);
      if (!isKnown && isAboutArchiving(message) && looksLikeTrouble(message))
        giveUp(message, inner);
    } else {
      const isOfPostgres = programKind(program) === 'postgres';
      readLine(message, { ...inner, isOfPostgres, isOfArchiver: !isOfPostgres });
    }
    return true;
  };

  const readLine = (whole: string, origin: LineOrigin, depth = 0): void => {
    const key = origin.host ?? '';
    const firstCharacter = whole.charCodeAt(0);
    if (firstCharacter === 0x7b && readJson(whole, origin)) return;
    const framed = depth < FRAMINGS_MAX ? containers.read(whole, origin) : undefined;
    if (framed === 'cut') return;
    if (framed !== undefined) return readLine(framed.line, framed.origin, depth + 1);
    const line = withoutMiddle(whole);
    if (line.trim() === '') {
      tracebacks.end();
      return;
    }

    const start = recordStart(line, records.has(key));
    if (start === undefined) readOther(line, origin, key);
    else begin(line, start, origin, key);
  };

  return {
    read: (line, origin = NO_ORIGIN) => {
      arrivedAt = origin.at;
      unreadHost = origin.unreadHost;
      if (line.length > LINE_MAX) giveUp(line, origin);
      else for (const one of apart(line)) readLine(one, origin);
    },
    end: () => {
      for (const { line, origin } of containers.end()) readLine(line, origin);
      records.end();
      others.end();
      postgres.end();
      readUndated(NO_ORIGIN);
      endOutput();
      return unread.total();
    },
    unreadHosts: () => unreadHosts(hostless),
  };
}

/** Only an archiver that always writes UTC tells of base backups line by line. */
function isAlwaysUtc(event: ArchiverEvent): boolean {
  if (event.kind === 'base-backup') return true;
  if (event.kind === 'other') return false;
  const { archiver } = event.kind === 'failure' ? event.failure : event;
  return archiver !== undefined && kindOf(archiver).log.isUtc;
}

const speaksForHelpers = ({ archiver }: { readonly archiver?: Archiver | undefined }): boolean =>
  archiver !== undefined && kindOf(archiver).log.speaksForHelpers;

/** A log that names servers needs no host. What PostgreSQL complains of is counted as it is read. */
function belongsToNobody(event: ArchiverEvent): boolean {
  if (event.kind === 'other') return false;
  if (event.kind === 'base-backup') return event.host === undefined;
  if (event.kind === 'base-backup-complete') return false;
  if (event.kind === 'failed-command') return false;
  if (event.kind === 'failure' && event.failure.reportedBy === 'postgresql') return false;
  const { host, archiver } = event.kind === 'failure' ? event.failure : event;
  return host === undefined && namesHosts(archiver);
}

/** What rsyslog, journald and logger put behind the host; with a template, the program's name alone. */
const TAG = /^[\w./@-]{1,80}(?:(?:\[\d+\])?: ?| {2})/;

/** A line that an archiver left empty: its tag is all that there is. */
const EMPTY = /^[\w./@-]{1,80}(?:\[\d{1,10}\])?:?\s*$/;

const isBlank = (character: number): boolean => character === 0x20 || character === 0x09;
