import { readHost } from '../../domain/host.ts';
import type { EpochMs } from '../../domain/time.ts';
import { unreadName } from '../../domain/unread-hosts.ts';
import { momentOf, stampAt, type ZoneEvidence } from '../time/stamp.ts';

/** What a log daemon wrote in front of a record. */
export interface Framing {
  readonly host: string | undefined;
  /** What stands in place of a host, where none can be read. */
  readonly unreadHost?: string | undefined;
  /** As written; `framingTime` turns it into a moment. */
  readonly stamp: string;
  /** Where the stamp and the host end. */
  readonly length: number;
}

/** How log daemons write a moment. */
const STAMPS = [
  // Traditional syslog, and with the year that some add.
  String.raw`[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?`,
  String.raw`\d{4} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d`,
  // RFC 3339, GitLab's `2019-06-07_16:50:42`, journald.
  String.raw`\d{4}-\d\d-\d\d[T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?`,
  // `journalctl -o short-full` and `-o with-unit`, then `-o short-unix`.
  String.raw`[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [A-Z\d+:-]{3,6}`,
  String.raw`\d{10}\.\d{6}`,
].join('|');
/** Before them the priority of RFC 3164 or 5424 (`<14>1 …`), behind them the host. */
const FRAMING = new RegExp(String.raw`^((?:<\d{1,3}>(?:1 )?)?(${STAMPS}) )(\S*) ?`);

/** Where a stamp stands alone, what follows it is the record itself: its time, or its level. */
const PART_OF_RECORD =
  /^(?:\d{4}[-/]\d\d[-/]\d\d|(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC|LOG|Traceback)$)/;

export function lineFraming(line: string): Framing | undefined {
  const match = FRAMING.exec(line);
  if (match === null) return undefined;
  const [whole, beforeHost = '', stamp = '', token = ''] = match;
  // What is no host belongs to the record.
  if (token === '' || token.endsWith(':') || PART_OF_RECORD.test(token)) {
    return { host: undefined, stamp, length: beforeHost.length };
  }
  const host = readHost(token);
  const isUnread = host === undefined && token !== NO_HOST && BEFORE_A_HOST.test(line);
  return {
    host,
    unreadHost: isUnread ? unreadName(token) : undefined,
    stamp,
    length: whole.length,
  };
}

// Behind a stamp of RFC 3339 there may be a level instead: `2026-11-24T12:00:00Z [info] …`.
const BEFORE_A_HOST = /^(?:<\d{1,3}>|[A-Z][a-z]{2} |\d{4}-\d\d-\d\d_)/;

/** What syslog writes where it knows no host (RFC 5424, NILVALUE). */
export const NO_HOST = '-';

/** Traditional stamps do not: they are the host's local time. */
export const saysItsZone = (stamp: string): boolean =>
  /(?:Z|[+-]\d\d:?\d\d|\d [A-Z]{3,6}|^\d{10}\.\d{6})$/.test(stamp);

/**
 * The moment a stamp stands for. Stamps without a zone are read in the configured one, or else as UTC;
 * those without a year as the year that puts them nearest to `reference`. Undefined where it is no
 * stamp, or where its zone leaves the moment open.
 */
export function framingTime(
  text: string,
  reference: EpochMs,
  evidence: ZoneEvidence = {},
): EpochMs | undefined {
  const stamp = stampAt(text, reference);
  if (stamp === undefined) return undefined;
  const moment = momentOf(stamp, evidence);
  return moment.kind === 'known' ? moment.at : undefined;
}
