import { z } from 'zod';
import { BOUNDS } from '../../domain/bounds.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import { LONGEST_TITLE, type Alert } from './alert.ts';
import type { AlertPatterns } from './alert-patterns.ts';
import { aboutBackups } from './alert-subject.ts';
import { labelsInText } from './labels-in-text.ts';
import { incidentKey } from './recognise.ts';

/** A longer one is nobody’s, and only the link lacks. */
const LONGEST_URL = 2000;

const Incident = z.object({
  type: z.literal('incident'),
  id: z.string().regex(/^[A-Z0-9]{1,40}$/),
  html_url: z.url().max(LONGEST_URL).optional().catch(undefined),
  number: z.int().optional().catch(undefined),
  title: z.string().transform((title) => title.slice(0, BOUNDS.arrivalText.most)),
  status: z.string(),
  service: z.object({ id: z.string() }).nullish(),
});

const UNREADABLE = {
  error: 'expected an incident with id, title and status, or something else with a type',
};

/** A note, a ping and whatever else there will be. An incident that cannot be read is none of them. */
const OtherThing = z
  .object({ type: z.string() })
  .refine(({ type }) => type !== 'incident', UNREADABLE);

/** https://developer.pagerduty.com/docs/webhooks-overview: all types of event come in this form. */
export const PagerDutyEvent = z.object({
  event: z.object({
    id: z.string().min(1).max(100),
    event_type: z.string(),
    occurred_at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    data: z.union([Incident, OtherThing], UNREADABLE),
  }),
});
export type PagerDutyEvent = z.infer<typeof PagerDutyEvent>;

export type PagerDutyNews =
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'nothing'; readonly why: string }
  /** It was somebody’s trouble. */
  | { readonly kind: 'over'; readonly why: string }
  /** Somebody’s trouble, and not with backups. */
  | { readonly kind: 'other'; readonly why: string };

/** Incidents in these states are somebody’s trouble. */
const OPEN = new Set(['triggered', 'acknowledged']);

/** What an event means. An incident is one alert, however many events tell of it. */
export function newsIn(
  { event }: PagerDutyEvent,
  patterns: AlertPatterns,
  services: readonly string[],
): PagerDutyNews {
  const { data } = event;
  if (!('status' in data)) return { kind: 'nothing', why: `${event.event_type} starts nothing` };
  if (!OPEN.has(data.status)) return { kind: 'over', why: 'the incident is over' };
  const service = data.service?.id;
  const ofService = service !== undefined && services.includes(service);
  if (!ofService && aboutBackups(patterns, data.title) === undefined) {
    return { kind: 'other', why: 'this incident is not about backups' };
  }
  // Reopened is a new beginning of the same incident.
  const again = event.event_type === 'incident.reopened' ? `:reopened:${event.id}` : '';
  return {
    kind: 'alert',
    alert: {
      key: `${incidentKey(data.id)}${again}`,
      title: harmlessText(data.title, LONGEST_TITLE),
      labels: labelsInText([data.title]),
      text: data.title,
      at: event.occurred_at,
      incident: { id: data.id, number: data.number, url: data.html_url },
      service,
    },
  };
}
