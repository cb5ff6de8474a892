import { fuller } from '../../domain/host.ts';
import { zoneOf, type HostZones } from '../../domain/host-zones.ts';
import { parsePid } from '../../domain/pid.ts';
import type { EpochMs } from '../../domain/time.ts';
import { framingTime, lineFraming, saysItsZone, type Framing } from './line-framing.ts';
import type { RecordContext } from './record-context.ts';

/** What the place a line was found in already says about it. */
export interface LineOrigin {
  readonly host?: string | undefined;
  /** What stands there in place of a host, as harmless text, where there should be one. */
  readonly unreadHost?: string | undefined;
  /** When the line was written, or else when it arrived. */
  readonly at?: EpochMs | undefined;
  /** When the line was written, by the clock of a zone that is known. */
  readonly writtenAt?: EpochMs | undefined;
  /** The letters of a zone that leave it open when the line was written. */
  readonly openZone?: string | undefined;
  readonly pid?: number | undefined;
  /** True where PostgreSQL wrote the line, or a child of it. */
  readonly isOfPostgres?: boolean | undefined;
  /** True where an archiver wrote it, whatever it says. */
  readonly isOfArchiver?: boolean | undefined;
  /** For a line whose own level was taken off. */
  readonly level?: string | undefined;
}

/** What is the same for all lines of a log. */
export interface LogSettings {
  /** Any moment near the log's: it supplies the year that traditional syslog leaves out. */
  readonly reference: EpochMs;
  readonly zones: HostZones;
}

/** When the daemon that framed a line says that it came; undefined if it says no zone. */
export const framedAt = (
  framing: Framing | undefined,
  { reference }: LogSettings,
): EpochMs | undefined =>
  framing !== undefined && saysItsZone(framing.stamp)
    ? framingTime(framing.stamp, reference)
    : undefined;

/** Line and place may both name the host, one of them in full. */
export const hostOf = (framing: Framing | undefined, origin: LineOrigin): string | undefined =>
  framing?.host === undefined ? origin.host : fuller(framing.host, origin.host);

/** What is known of a record beside its text: from its line, or else from where that was found. */
export function contextOf(
  origin: LineOrigin,
  line: string,
  settings: LogSettings,
  framing = lineFraming(line),
): RecordContext {
  const { reference, zones } = settings;
  const host = hostOf(framing, origin);
  const timeZone = zoneOf(zones, host);
  return {
    host,
    outerPid: origin.pid ?? daemonPid(line, framing?.length),
    outerTime: () =>
      (framing === undefined ? undefined : framingTime(framing.stamp, reference, { timeZone })) ??
      origin.at,
    zonedTime: () => framedAt(framing, settings) ?? origin.writtenAt,
    timeZone,
    outerLevel: origin.level,
    isOfArchiver: origin.isOfArchiver,
  };
}

/** journald and rsyslog put the pid behind the program: `wal-e[13813]: `. */
function daemonPid(line: string, framingLength: number | undefined): number | undefined {
  if (framingLength === undefined) return undefined;
  const [, pid] = /^\S+\[(\d+)\]: /.exec(line.slice(framingLength, framingLength + 80)) ?? [];
  return parsePid(pid);
}
