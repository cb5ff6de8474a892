import type { Delivery, OutletName, Tell } from '../domain/event-map.ts';
import { SECOND, type Clock, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { Alarm } from './alarms.ts';

/** A system that pages people. */
export interface Outlet {
  readonly name: OutletName;
  /** Whether it forgets what it is not told again with each look. */
  readonly forgets: boolean;
  /**
   * Tells it that a trouble is there, or over; twice is as good as once. `told`: how it was told before, critical or
   * not; undefined if it was not. Never rejects.
   */
  readonly send: (alarm: Alarm, told: boolean | undefined, now: EpochMs) => Promise<Delivery>;
}

/** In one look no more are sent to each outlet, and for no longer: the others follow with the next. */
const MOST_AT_ONCE = 20;
const LONGEST: DurationMs = 10 * SECOND;

/** Sends what an outlet has not heard; gives the alarms with what was sent of them, without those that are done. */
export type SoundAlarms = (alarms: readonly Alarm[]) => Promise<readonly Alarm[]>;

export const createSoundAlarms =
  (outlets: readonly Outlet[], now: Clock, tell: Tell): SoundAlarms =>
  async (alarms) => {
    const heard = await Promise.all(outlets.map((outlet) => sendAll(outlet, alarms, now, tell)));
    return alarms
      .map((alarm): Alarm => {
        const sent = { ...alarm.sent };
        for (const ofOutlet of heard) Object.assign(sent, ofOutlet.get(alarm.id));
        return { ...alarm, sent };
      })
      .filter(({ over, sent }) => !over || outlets.some(({ name }) => isOpen(sent[name])));
  };

type Sent = Alarm['sent'][string];

/** Over, and heard of it. */
const DONE: Sent = { critical: false, arrived: true, done: true };

const isOpen = (sent: Sent | undefined): boolean => sent !== undefined && sent.done !== true;

/** What one outlet was sent now, by the ids of the alarms. */
async function sendAll(
  outlet: Outlet,
  alarms: readonly Alarm[],
  now: Clock,
  tell: Tell,
): Promise<ReadonlyMap<string, Alarm['sent']>> {
  const { name } = outlet;
  const began = now();
  const sent = new Map<string, Alarm['sent']>();
  for (const alarm of alarms.filter((one) => wants(outlet, one)).slice(0, MOST_AT_ONCE)) {
    const { critical, over } = alarm;
    const delivery = await outlet.send(alarm, alarm.sent[name]?.critical, now());
    tell('alarm-sent', { outlet: name, cluster: alarm.cluster, delivery });
    const arrived = delivery === 'arrived';
    // An end that is refused is no truer when it is sent once more.
    const isDone = over && delivery !== 'unreachable';
    sent.set(alarm.id, { [name]: isDone ? DONE : { critical, arrived } });
    // What does not answer is asked again with the next look, and not once for each alarm.
    if (delivery === 'unreachable' || now() - began > LONGEST) break;
  }
  return sent;
}

function wants({ name, forgets }: Outlet, { over, critical, sent }: Alarm): boolean {
  const last = sent[name];
  if (over) return isOpen(last);
  return forgets || last === undefined || !last.arrived || last.critical !== critical;
}
