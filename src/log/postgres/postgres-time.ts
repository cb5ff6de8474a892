import { zoneOf } from '../../domain/host-zones.ts';
import type { EpochMs } from '../../domain/time.ts';
import { lineFraming } from '../framing/line-framing.ts';
import { framedAt, hostOf, type LineOrigin, type LogSettings } from '../framing/line-origin.ts';
import type { ComplaintTime } from './postgres-complaints.ts';
import { momentOf, stampAt, stampIn, type Moment } from '../time/stamp.ts';
import { zoneOffset } from '../time/zone-offset.ts';

/**
 * When PostgreSQL wrote a line: by the stamp in its prefix, else by the log daemon's, else when it
 * arrived, else with the line before it.
 */
export function postgresTime(
  line: string,
  prefix: string,
  origin: LineOrigin,
  settings: LogSettings,
  before: EpochMs | undefined,
): ComplaintTime {
  const framing = lineFraming(line);
  const arrivedAt = framedAt(framing, settings) ?? origin.writtenAt ?? origin.at;
  const stamp =
    stampIn(prefix.slice(framing?.length ?? 0)) ??
    (framing === undefined ? undefined : stampAt(framing.stamp, settings.reference));
  if (stamp === undefined) {
    const at = origin.at ?? before;
    if (origin.openZone !== undefined) return { kind: 'unknown', zone: origin.openZone };
    return at === undefined ? { kind: 'unknown', zone: undefined } : { kind: 'known', at };
  }
  const timeZone = zoneOf(settings.zones, hostOf(framing, origin));
  if (stamp.zone === undefined && timeZone === undefined && arrivedAt !== undefined) {
    // No zone is named anywhere: a failure must not lie hours before the success that it came after.
    const offBy = zoneOffset(stamp.wall - arrivedAt);
    const time = notAfter({ kind: 'known', at: stamp.wall - offBy }, origin.at);
    return offBy === 0 ? time : { ...time, offBy };
  }
  return notAfter(momentOf(stamp, { timeZone, arrivedAt }), origin.at);
}

/** Nothing was written after it arrived, whatever the clock says. */
const notAfter = (moment: Moment, arrivedAt: EpochMs | undefined): Moment =>
  moment.kind === 'known' && arrivedAt !== undefined && moment.at > arrivedAt
    ? { kind: 'known', at: arrivedAt }
    : moment;
