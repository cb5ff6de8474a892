import type { EventMap, EventName, Listener } from '../domain/event-map.ts';
import type { Clock } from '../domain/time.ts';

/** What the audit log keeps: who asked or acted, where, and what came of it. */
const KEPT: ReadonlySet<EventName> = new Set<EventName>([
  'answered',
  'refused',
  'alert-taken',
  'trouble-told',
  'trouble-acknowledged',
  'watch-begun',
  'watch-ended',
  'configuration-reloaded',
]);

/** One line of JSON an event: time, what, who, where, verdict. */
export const createAudit =
  (write: (record: AuditRecord) => void, now: Clock): Listener =>
  (name, event) => {
    if (!KEPT.has(name)) return;
    write({ time: new Date(now()).toISOString(), event: name, ...event });
  };

export type AuditRecord = { readonly time: string; readonly event: EventName } & Partial<
  EventMap[EventName]
>;
