import { fuller, readHost } from '../../domain/host.ts';
import { zoneOf } from '../../domain/host-zones.ts';
import { unreadName } from '../../domain/unread-hosts.ts';
import { momentOf, stampAt } from '../time/stamp.ts';
import { recordsIn } from './exported-records.ts';
import { withoutMiddle } from './line-bounds.ts';
import { NO_HOST } from './line-framing.ts';
import type { LineOrigin, LogSettings } from './line-origin.ts';
import { structuredLine, type StructuredLine } from './structured-line.ts';

/** A line that came as JSON: its message, and what the fields beside it say about that. */
export interface JsonLine extends Pick<
  StructuredLine,
  'message' | 'program' | 'postgresProcess' | 'part'
> {
  readonly origin: LineOrigin;
}

/** Empty where it is cut off, or no JSON of a log after all: then it is read, and counted, as a plain line. */
export function readJsonLine(
  line: string,
  origin: LineOrigin,
  settings: LogSettings,
): readonly JsonLine[] {
  const whole = parsed(line);
  return (recordsIn(whole) ?? [whole]).flatMap((one) => recordOf(one, origin, settings) ?? []);
}

function recordOf(
  record: unknown,
  origin: LineOrigin,
  { reference, zones }: LogSettings,
): JsonLine | undefined {
  const found = structuredLine(record);
  if (found === undefined) return undefined;
  const stamp = found.stamp === undefined ? undefined : stampAt(found.stamp, reference);
  const named = found.host === undefined ? undefined : readHost(found.host);
  const isUnread = found.host !== undefined && found.host !== NO_HOST && named === undefined;
  const host = named === undefined ? origin.host : fuller(named, origin.host);
  const evidence = { timeZone: zoneOf(zones, host), arrivedAt: origin.at };
  const moment = stamp === undefined ? undefined : momentOf(stamp, evidence);
  return {
    message: withoutMiddle(found.message),
    program: found.program,
    postgresProcess: found.postgresProcess,
    part: found.part,
    origin: {
      host,
      unreadHost: isUnread ? unreadName(found.host) : origin.unreadHost,
      at: moment?.kind === 'known' ? moment.at : origin.at,
      openZone: moment?.kind === 'unknown' ? moment.zone : undefined,
      pid: found.pid,
      level: found.level,
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
