import { z } from 'zod';
import { GRACED, type Graced } from '../domain/graces.ts';
import { ChannelId } from './alerts-file.ts';
import { Auth } from './auth.ts';
import { Duration, Grace, WaitingTime } from './quantities.ts';
import { EndpointUrl } from './urls.ts';

/** `guard` of wale.yaml: when Wale speaks by itself, and where. */
export const Guard = z
  .strictObject({
    channel: ChannelId.describe(
      'where problems are reported (alerts.channel, or the first of alerts.channels)',
    ),
    pipelineChannel: ChannelId.describe(
      'where it tells that a source is lost or logs do not arrive (channel)',
    ),
    every: WaitingTime.describe('between two looks at all clusters (1m)'),
    settle: Duration.describe('well for so long, and a trouble is over (10m)'),
    pagerduty: z
      .strictObject({
        routingKey: z
          .string()
          .min(1)
          .describe('of an integration of the Events API v2 (PAGERDUTY_ROUTING_KEY)'),
        url: EndpointUrl.describe('where events go (https://events.pagerduty.com)'),
      })
      .partial()
      .describe('an alert of PagerDuty for each trouble, resolved when it is over'),
    alertmanager: z
      .strictObject({
        url: EndpointUrl.describe('where Alertmanager is, up to /api'),
        auth: Auth.optional(),
        labels: z
          .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/), z.string().min(1).max(200))
          .optional()
          .describe('further labels of its alerts, by which they are routed'),
      })
      .describe('an alert in Alertmanager for each trouble, for as long as it lasts'),
    grace: z
      .strictObject(
        Object.fromEntries(GRACED.map((name) => [name, Grace])) as Record<Graced, typeof Grace>,
      )
      .partial()
      .describe('how long each verdict is seen before it is told'),
  })
  .partial();

/** `guard` of a cluster. */
export const ClusterGuard = z
  .strictObject({ channel: ChannelId.describe('in place of the common one') })
  .partial();
