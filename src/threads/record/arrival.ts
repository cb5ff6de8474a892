import { z } from 'zod';
import { BOUNDS } from '../../domain/bounds.ts';
import type { Alert } from '../alerts/alert.ts';

/** An alert that a webhook told of, and of which nobody knows yet where Slack shows it. */
export const Arrival = z.object({
  arrivedAt: z.number(),
  alert: z.object({
    key: z.string(),
    title: z.string(),
    labels: z.record(z.string(), z.array(z.string())),
    text: z.string(),
    at: z.number(),
    incident: z
      .object({ id: z.string(), number: z.number().optional(), url: z.string().optional() })
      .optional(),
    service: z.string().optional(),
  }),
});
export type Arrival = z.infer<typeof Arrival>;

/** What is written down of an alert at its arrival; no longer than is ever read of it. */
export const arrivalOf = (alert: Alert, arrivedAt: number): Arrival => ({
  arrivedAt,
  alert: {
    ...alert,
    text: alert.text.slice(0, BOUNDS.arrivalText.most),
    labels: Object.fromEntries(
      Object.entries(alert.labels)
        .slice(0, BOUNDS.arrivalLabels.most)
        .map(([name, values]) => [
          name.slice(0, BOUNDS.arrivalLabel.most),
          values.map((value) => value.slice(0, BOUNDS.arrivalLabel.most)),
        ]),
    ),
  },
});

export const alertOf = ({ alert: { incident, service, ...alert } }: Arrival): Alert => ({
  ...alert,
  service,
  incident:
    incident === undefined
      ? undefined
      : { id: incident.id, number: incident.number, url: incident.url },
});
