import { canonicalHost } from '../domain/host.ts';
import type { EpochMs } from '../domain/time.ts';
import { momentOf, stampAt, type ZoneEvidence } from './stamp.ts';

/** What a log daemon wrote in front of a record. */
export interface Framing {
  readonly host: string | undefined;
  /** As written; `framingTime` turns it into a moment. */
  readonly stamp: string;
  /** Where the stamp and the host end. */
  readonly length: number;
}

// Traditional syslog, RFC 3339, RFC 5424 (`<14>1 …`), GitLab's `2019-06-07_16:50:42`, journald.
const FRAMING =
  /^((?:<\d{1,3}>(?:1 )?)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\d[T_]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?) )(\S*) ?/;

/** Where a stamp stands alone, what follows it is the record itself: its time, or its level. */
const NO_HOST =
  /^(?:\d{4}[-/]\d\d[-/]\d\d|(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC|LOG|Traceback)$)/;

export function lineFraming(line: string): Framing | undefined {
  const match = FRAMING.exec(line);
  if (match === null) return undefined;
  const [whole, beforeHost = '', stamp = '', token = ''] = match;
  // What is no host belongs to the record.
  if (token === '' || token.endsWith(':') || NO_HOST.test(token)) {
    return { host: undefined, stamp, length: beforeHost.length };
  }
  return { host: canonicalHost(token), stamp, length: whole.length };
}

/** Traditional stamps do not: they are the host's local time. */
export const saysItsZone = (stamp: string): boolean => /(?:Z|[+-]\d\d:?\d\d)$/.test(stamp);

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
