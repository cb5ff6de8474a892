import type { EpochMs } from '../domain/time.ts';
import type { UnreadHosts } from '../domain/unread-hosts.ts';
import type { UnreadLines } from '../domain/upload-log.ts';
import {
  createOpenRecords,
  partOfRecord,
  recordStart,
  saysAll,
  type WalERecord,
} from '../archivers/wal-e/open-records.ts';
import { readWalERecord } from '../archivers/wal-e/record.ts';
import { crashIn } from './archiver-crash.ts';
import type { ArchiverEvent } from './archiver-event.ts';
import { archiverReadings } from './archiver-readings.ts';
import { belongsToNobody, isAlwaysUtc, speaksForHelpers } from './event-habits.ts';
import { lineFraming } from './framing/line-framing.ts';
import { contextOf, type LineOrigin, type LogSettings } from './framing/line-origin.ts';
import type { RecordContext } from './framing/record-context.ts';
import { behindUnknownFraming } from './framing/unknown-framing.ts';
import { createHostless } from './hostless.ts';
import { createOtherArchivers } from './other-archivers.ts';
import { createCommandOutput } from './postgres/command-output.ts';
import { createPostgresLog } from './postgres/postgres-log.ts';
import { createStrangers } from './unread/strangers.ts';
import { createTracebacks } from './unread/tracebacks.ts';
import { createUndatedLines, isUndatedComplaint } from './unread/undated-lines.ts';
import { createUnreadLines } from './unread/unread-lines.ts';

/** Reads lines as programs wrote them, or with what a log daemon put in front. */
export interface BareLines {
  /** What is read next came like this. */
  readonly arrive: (origin: LineOrigin) => void;
  /** What is read next is of this document. */
  readonly ofDocument: (origin: LineOrigin) => void;
  /** True if an archiver or PostgreSQL wrote it, as far as is known. */
  readonly read: (line: string, origin: LineOrigin) => boolean;
  /** The same of a line that a collector says is of another program: it is no stranger's complaint. */
  readonly readOfOther: (line: string, origin: LineOrigin) => boolean;
  /** PostgreSQL's own line of JSON, which names its process. */
  readonly readPostgresJson: (message: string, process: string, origin: LineOrigin) => void;
  readonly giveUp: (line: string, origin: LineOrigin) => void;
  readonly unreadHosts: () => UnreadHosts | undefined;
  readonly end: () => UnreadLines;
}

export function createBareLines(
  onEvent: (event: ArchiverEvent) => void,
  settings: LogSettings,
): BareLines {
  /** The time of the last line of a host that had one. */
  const lastAt = new Map<string | undefined, EpochMs>();
  const unread = createUnreadLines(settings, lastAt);
  const { giveUp, tellUndated } = unread;
  const hostless = createHostless();
  const undated = createUndatedLines();
  const output = createCommandOutput();
  const tracebacks = createTracebacks();
  let arrivedAt: EpochMs | undefined;
  let afterPostgres = false;

  const emit = (event: ArchiverEvent): void => {
    if (belongsToNobody(event)) hostless.miss();
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
      if (host === undefined) hostless.miss();
    },
    onCommand: emit,
    onUndated: unread.undated,
    onZoneError: unread.arrival,
    onUnread: giveUp,
    onTime: (origin) => {
      readUndated(origin);
    },
  });
  const readStranger = createStrangers({
    tracebacks,
    output,
    lastAt,
    onOtherLine: postgres.otherLine,
    giveUp,
  });
  const settle = ({ text, opening, context }: WalERecord): void => {
    const event = readWalERecord(text, context);
    if (event === undefined) giveUp(opening, { host: context.host, at: context.outerTime() });
    else emit(event);
  };
  const records = createOpenRecords(settle);

  /** What a line says beside its text. */
  const around = (line: string, origin: LineOrigin, framing = lineFraming(line)): RecordContext => {
    hostless.framedWith(framing?.unreadHost);
    return contextOf(origin, line, settings, framing);
  };

  const readArchiver = (line: string, origin: LineOrigin): boolean => {
    const framing = lineFraming(line);
    const context = around(line, origin, framing);
    const { texts, ...whose } = archiverReadings(line, framing);
    return texts.length === 0 || others.read(context.host ?? '', texts, { ...context, ...whose });
  };

  /** What was held for want of a time. Where PostgreSQL's line has none either, that is all that lacks. */
  const readUndated = (origin: LineOrigin): void => {
    for (const line of undated.release()) {
      if (origin.at !== undefined && readArchiver(line, origin)) continue;
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

  /** A line that is part of a record and opens none; false if it is something else. */
  const readPart = (line: string, origin: LineOrigin, key: string): boolean => {
    const part = partOfRecord(line);
    if (part === undefined) return false;
    if (records.has(key) && !tracebacks.isOpen()) {
      records.append(key, part);
      return true;
    }
    if (!saysAll(part)) return false;
    settle({ text: part, opening: line, context: around(line, origin) });
    return true;
  };

  const readBehindUnknown = (line: string, origin: LineOrigin): boolean => {
    const record = behindUnknownFraming(line);
    return record !== undefined && readArchiver(record, origin);
  };

  const readOther = (line: string, origin: LineOrigin): boolean => {
    const isArchivers = readArchiver(line, origin);
    if (isArchivers) tracebacks.end();
    if (isArchivers || undated.hold(line)) {
      afterPostgres = false;
      return true;
    }
    afterPostgres = postgres.read(line, origin) || (afterPostgres && isBlank(line.charCodeAt(0)));
    if (afterPostgres) tracebacks.end();
    else if (readBehindUnknown(line, origin)) return true;
    else readStranger(line, origin);
    return afterPostgres;
  };

  return {
    arrive: (origin) => {
      arrivedAt = origin.at;
      hostless.begin(origin.unreadHost);
    },
    ofDocument: (origin) => {
      hostless.begin(origin.unreadHost);
    },
    read: (line, origin) => {
      if (line.trim() === '') {
        tracebacks.end();
        return false;
      }
      const key = origin.host ?? '';
      const start = recordStart(line, records.has(key));
      if (start === undefined) {
        if (readPart(line, origin, key)) return true;
        records.close(key);
        return readOther(line, origin);
      }
      records.close(key);
      tracebacks.end();
      afterPostgres = false;
      records.begin(key, { text: line.slice(start), opening: line, context: around(line, origin) });
      return true;
    },
    readOfOther: (line, origin) => readArchiver(line, origin) || postgres.read(line, origin),
    readPostgresJson: postgres.readJson,
    giveUp,
    unreadHosts: hostless.total,
    end: () => {
      records.end();
      others.end();
      postgres.end();
      readUndated({});
      endOutput();
      return unread.total();
    },
  };
}

const isBlank = (character: number): boolean => character === 0x20 || character === 0x09;
