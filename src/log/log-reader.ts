import type { HostZones } from '../domain/host-zones.ts';
import type { EpochMs } from '../domain/time.ts';
import type { UnreadHosts } from '../domain/unread-hosts.ts';
import type { UnreadLines } from '../domain/upload-log.ts';
import { namesLogger } from '../archivers/wal-e/open-records.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { createBareLines } from './bare-lines.ts';
import {
  beginsJson,
  uncoloured,
  withoutByteOrderMark,
  withoutStreamMark,
} from './framing/bare-text.ts';
import { createCloudLoggingYaml } from './framing/cloud-logging-yaml.ts';
import { createContainerLines } from './framing/container-framing.ts';
import { createCutRecords } from './framing/cut-records.ts';
import { fluentBitRecord } from './framing/fluent-bit-stdout.ts';
import { createJournalRecords } from './framing/journal-records.ts';
import { readJsonLine, type JsonLine } from './framing/json-line.ts';
import { LINE_MAX, withoutMiddle } from './framing/line-bounds.ts';
import type { LineOrigin, LogSettings } from './framing/line-origin.ts';
import { createQuotedText } from './framing/quoted-text.ts';
import { withoutRepetition } from './framing/repeated-message.ts';
import { withTagOfSyslog } from './framing/rfc5424.ts';
import { createSpreadJson } from './framing/spread-json.ts';
import { createTableRecords } from './framing/table-records.ts';
import { createCsvRecords } from './postgres/csv-records.ts';
import { apart } from './postgres/joined-lines.ts';
import { programKind } from './unread/other-programs.ts';
import { isAboutArchiving, looksLikeTrouble } from './unread/trouble.ts';

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
  const lines = createBareLines(onEvent, settings);
  const containers = createContainerLines();
  const cut = createCutRecords();
  const spread = createSpreadJson();
  const journal = createJournalRecords();
  const yaml = createCloudLoggingYaml();
  const table = createTableRecords();
  const unquoted = createQuotedText();
  const csv = createCsvRecords();
  let isOfFile = false;
  let isInJson = false;
  let hasUnderstood = false;
  const understood = (isUnderstood: boolean): void => {
    hasUnderstood ||= isUnderstood;
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

  const readJsonRecord = ({ message: said, program, postgresProcess, origin }: JsonLine): void => {
    const message = uncoloured(said);
    lines.ofDocument(origin);
    if (postgresProcess !== undefined) {
      lines.readPostgresJson(message, postgresProcess, origin);
      return understood(true);
    }
    if (program === undefined || namesLogger(message)) return readLine(message, origin);
    const kind = programKind(program);
    if (kind === 'other') return readOfOther(message, origin);
    const isOfPostgres = kind === 'postgres';
    readLine(message, { ...origin, isOfPostgres, isOfArchiver: !isOfPostgres });
  };

  const readOfOther = (message: string, origin: LineOrigin): void => {
    const isKnown = lines.readOfOther(message, origin);
    understood(isKnown);
    if (!isKnown && isAboutArchiving(message) && looksLikeTrouble(message))
      lines.giveUp(message, origin);
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
    understood(lines.read(withoutMiddle(whole), origin));
  };

  const readWhole = (line: string, origin: LineOrigin): void => {
    const bare = withTagOfSyslog(withoutRepetition(withoutStreamMark(unquoted(uncoloured(line)))));
    for (const one of apart(bare)) readLine(one, origin);
  };

  return {
    read: (given, origin = NO_ORIGIN) => {
      const line = withoutByteOrderMark(given);
      isOfFile = origin === NO_ORIGIN;
      lines.arrive(origin);
      if (line.length > LINE_MAX) lines.giveUp(line, origin);
      else if (journal.mayTake(line))
        for (const whole of journal.take(line)) readWhole(whole, origin);
      else if (isOfFile && yaml.mayTake(line))
        for (const whole of yaml.take(line)) readWhole(whole, origin);
      else if (isOfFile && table.mayTake(line))
        for (const whole of table.take(line)) readWhole(whole, origin);
      else if (!spread.mayTake(line)) readWhole(line, origin);
      else for (const whole of spread.take(line)) readWhole(whole, origin);
    },
    end: () => {
      for (const line of [...journal.end(), ...yaml.end(), ...table.end(), ...spread.end()])
        readWhole(line, NO_ORIGIN);
      for (const record of cut.end()) readJsonRecord(record);
      for (const { line, origin } of containers.end()) readLine(line, origin);
      return lines.end();
    },
    unreadHosts: lines.unreadHosts,
    hasUnderstood: () => hasUnderstood,
  };
}
