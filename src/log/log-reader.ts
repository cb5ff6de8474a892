import type { HostZones } from '../domain/host-zones.ts';
import type { EpochMs } from '../domain/time.ts';
import { unreadHosts, type UnreadHosts } from '../domain/unread-hosts.ts';
import type { UnreadLines } from '../domain/upload-log.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { crashIn } from './archiver-crash.ts';
import { belongsToNobody, isAlwaysUtc, speaksForHelpers } from './event-habits.ts';
import { isChatter } from './unread/chatter.ts';
import { createCommandOutput } from './postgres/command-output.ts';
import { createContainerLines } from './framing/container-framing.ts';
import { createCutRecords } from './framing/cut-records.ts';
import { fluentBitRecord } from './framing/fluent-bit-stdout.ts';
import { createJournalRecords } from './framing/journal-records.ts';
import { readJsonLine, type JsonLine } from './framing/json-line.ts';
import { LINE_MAX, withoutMiddle } from './framing/line-bounds.ts';
import { lineFraming } from './framing/line-framing.ts';
import { contextOf, hostOf, type LineOrigin, type LogSettings } from './framing/line-origin.ts';
import { behindTag, isTagAlone } from './framing/program-tag.ts';
import { withTagOfSyslog } from './framing/rfc5424.ts';
import { createSpreadJson } from './framing/spread-json.ts';
import { createOtherArchivers } from './other-archivers.ts';
import {
  isGreenlet,
  isOfAnotherProgram,
  isUninteresting,
  programKind,
} from './unread/other-programs.ts';
import { createCsvRecords } from './postgres/csv-records.ts';
import { createPostgresLog } from './postgres/postgres-log.ts';
import { apart } from './postgres/joined-lines.ts';
import { createTracebacks } from './unread/tracebacks.ts';
import { isAboutArchiving, looksLikeTrouble } from './unread/trouble.ts';
import { createUndatedLines, isUndatedComplaint } from './unread/undated-lines.ts';
import { createUnreadLines } from './unread/unread-lines.ts';
import {
  createOpenRecords,
  namesLogger,
  partOfRecord,
  recordStart,
  saysAll,
  type WalERecord,
} from '../archivers/wal-e/open-records.ts';
import { readWalERecord } from '../archivers/wal-e/record.ts';
import type { RecordContext } from './framing/record-context.ts';

export interface LogReader {
  /** Takes one line without its line feed, or one document's message, which may hold line feeds. */
  readonly read: (line: string, origin?: LineOrigin) => void;
  /** Ends the input: what was still open is read as it is. Returns what could not be read. */
  readonly end: () => UnreadLines;
  /** What was read of a host that could not be; a line that leaves its host out is the reader's own host's. */
  readonly unreadHosts: () => UnreadHosts | undefined;
  /** Whether any line so far was one of an archiver or of PostgreSQL. */
  readonly hasUnderstood: () => boolean;
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
  const undated = createUndatedLines();
  const output = createCommandOutput();
  const tracebacks = createTracebacks();
  const containers = createContainerLines();
  const cut = createCutRecords();
  const spread = createSpreadJson();
  const journal = createJournalRecords();
  /** The time of the last line of a host that had one. */
  const lastAt = new Map<string | undefined, EpochMs>();
  const unread = createUnreadLines(settings, lastAt);
  const { giveUp, tellUndated } = unread;
  let arrivedAt: EpochMs | undefined;
  const csv = createCsvRecords();
  let isOfFile = false;
  let isInJson = false;
  let afterPostgres = false;
  const hostless: string[] = [];
  let unreadHost: string | undefined;
  let hasUnderstood = false;

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
    hasUnderstood = true;
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
      if (saysAll(part)) {
        hasUnderstood = true;
        return settle({ text: part, opening: line, context: around(line, origin) });
      }
    }

    records.close(key);
    if (readOtherArchiver(line, origin)) {
      hasUnderstood = true;
      tracebacks.end();
      afterPostgres = false;
      return;
    }
    if (undated.hold(line)) {
      hasUnderstood = true;
      afterPostgres = false;
      return;
    }
    if (postgres.read(line, origin) || (afterPostgres && isBlank(line.charCodeAt(0)))) {
      hasUnderstood = true;
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

  /** What the command wrote and PostgreSQL never complained of: a crash of an archiver is known, but for its time. */
  const endOutput = (): void => {
    const lines = output.end();
    const crash = crashIn(lines.map(({ line }) => line));
    for (const { line, origin } of lines) {
      const place = crash?.placeOf(line);
      if (place === 'first') tellUndated(line, origin.host);
      else if (place !== 'further') giveUp(line, origin);
    }
  };

  const readOtherArchiver = (line: string, origin: LineOrigin): boolean => {
    const framing = lineFraming(line);
    const context = around(line, origin, framing);
    const stream = context.host ?? '';
    if (framing === undefined) return others.read(stream, [line], context);
    const text = line.slice(framing.length);
    const isTagged = programKind(text) === 'archiver';
    if (isTagged && isTagAlone(text)) return true;
    const untagged = behindTag(text);
    if (untagged === undefined) return others.read(stream, [text], context);
    // Behind the tag of an archiver also stands what goes on with its last complaint.
    if (isTagged) return others.read(stream, [untagged], { ...context, isOfArchiver: true });
    return others.read(stream, [text, untagged], context);
  };

  const readJson = (line: string, origin: LineOrigin): boolean => {
    const found = readJsonLine(line, origin, settings);
    const wasInJson = isInJson;
    isInJson = true;
    for (const one of found) {
      const whole = cut.join(one);
      if (whole !== undefined) readJsonRecord(whole);
    }
    isInJson = wasInJson;
    return found.length > 0;
  };

  const readJsonRecord = (record: JsonLine): void => {
    const { program, postgresProcess, origin: inner } = record;
    const message = uncoloured(record.message);
    unreadHost = inner.unreadHost;
    if (postgresProcess !== undefined) {
      hasUnderstood = true;
      postgres.readJson(message, postgresProcess, inner);
    } else if (program === undefined || namesLogger(message)) readLine(message, inner);
    else if (programKind(program) === 'other') {
      const isKnown = readOtherArchiver(message, inner) || postgres.read(message, inner);
      hasUnderstood ||= isKnown;
      if (!isKnown && isAboutArchiving(message) && looksLikeTrouble(message))
        giveUp(message, inner);
    } else {
      const isOfPostgres = programKind(program) === 'postgres';
      readLine(message, { ...inner, isOfPostgres, isOfArchiver: !isOfPostgres });
    }
  };

  const readLine = (whole: string, origin: LineOrigin, depth = 0): void => {
    const key = origin.host ?? '';
    // Documents of an index come mixed: what follows there need not belong together.
    if (isOfFile && csv.isPart(whole, isInJson ? `json of ${key}` : key)) return;
    const json = beginsJson(whole) ? whole : fluentBitRecord(whole);
    if (json !== undefined && readJson(json, origin)) return;
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

  const readWhole = (line: string, origin: LineOrigin): void => {
    const bare = withTagOfSyslog(withoutStreamMark(uncoloured(line)));
    for (const one of apart(bare)) readLine(one, origin);
  };

  return {
    read: (given, origin = NO_ORIGIN) => {
      // What some editors and shells put in front of a text.
      const line = given.charCodeAt(0) === 0xfeff ? given.slice(1) : given;
      arrivedAt = origin.at;
      isOfFile = origin === NO_ORIGIN;
      unreadHost = origin.unreadHost;
      if (line.length > LINE_MAX) giveUp(line, origin);
      else if (journal.mayTake(line))
        for (const whole of journal.take(line)) readWhole(whole, origin);
      else if (!spread.mayTake(line)) readWhole(line, origin);
      else for (const whole of spread.take(line)) readWhole(whole, origin);
    },
    end: () => {
      for (const line of [...journal.end(), ...spread.end()]) readWhole(line, NO_ORIGIN);
      for (const record of cut.end()) readJsonRecord(record);
      for (const { line, origin } of containers.end()) readLine(line, origin);
      records.end();
      others.end();
      postgres.end();
      readUndated(NO_ORIGIN);
      endOutput();
      return unread.total();
    },
    unreadHosts: () => unreadHosts(hostless),
    hasUnderstood: () => hasUnderstood,
  };
}

/** `docker compose logs` and stern colour the names, also in a file that their output was written to. */
const uncoloured = (line: string): string =>
  // eslint-disable-next-line no-control-regex -- it is what colours begin with
  line.includes('\u001b[') ? line.replace(/\u001b\[[0-9;]{0,20}m/g, '') : line;

/** What stands before each record in `journalctl -o json-seq` (RFC 7464) and `-o json-sse`. */
const withoutStreamMark = (line: string): string =>
  // eslint-disable-next-line no-control-regex -- it is the mark
  line.replace(/^(?:\u001e|data: )(?=\{)/, '');

/** An object, or a list of them. */
const beginsJson = (line: string): boolean => {
  const first = line.charCodeAt(0);
  return first === 0x7b || (first === 0x5b && line.charCodeAt(1) === 0x7b);
};

const isBlank = (character: number): boolean => character === 0x20 || character === 0x09;
