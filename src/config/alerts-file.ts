import { z } from 'zod';
import { Auth } from './auth.ts';
import { HeaderToken } from './header-text.ts';
import { Duration } from './quantities.ts';
import { WebUrl } from './urls.ts';

const Text = z.string().min(1);

export const ChannelId = z
  .string()
  .regex(/^[CG][A-Z0-9]{2,}$/, { error: 'expected the id of a channel, such as C0123456789' });

/** `alerts` of wale.yaml: which posts are alerts about backups, and how they are answered. */
export const Alerts = z
  .strictObject({
    channels: z
      .array(ChannelId)
      .describe('ids of the channels whose alerts are answered; empty for all that Wale is in'),
    channel: ChannelId.describe('where a webhook’s alert is answered that no post shows'),
    names: z.array(Text).min(1).describe('names of alerts about backups; * stands for any part'),
    phrases: z
      .array(Text)
      .min(1)
      .describe('words in the posts of such alerts, where the name is not shown'),
    watch: z
      .strictObject({
        every: Duration.describe('between two looks, at first (30s)'),
        settle: Duration.describe('well for so long, and the thread is over (10m)'),
        limit: Duration.describe('nothing is watched for longer (6h)'),
      })
      .partial()
      .describe('how a reply is kept true'),
    pagerduty: z
      .strictObject({
        webhookSecrets: z
          .array(Text)
          .min(1)
          .describe('of the webhook; several while one is replaced'),
        token: HeaderToken.describe('to write the verdict as a note on the incident'),
        from: HeaderToken.describe('e-mail address of the user who writes the notes'),
        apiUrl: WebUrl.describe('PagerDuty’s API, if it is not at api.pagerduty.com'),
      })
      .partial()
      .describe('better in PAGERDUTY_WEBHOOK_SECRET, PAGERDUTY_TOKEN and PAGERDUTY_FROM'),
    alertmanager: z
      .strictObject({ auth: Auth })
      .partial()
      .describe('what Alertmanager’s webhook has to send; better in ALERTMANAGER_WEBHOOK_TOKEN'),
  })
  .partial();

/** `alerts` of a cluster: how an alert about it is known. */
export const ClusterAlerts = z
  .strictObject({
    labels: z.record(Text, Text).describe('labels of its alerts (those of prometheus.labels)'),
    names: z
      .array(Text)
      .describe('names of alerts, or phrases, that mean this cluster whatever the labels say'),
    services: z.array(Text).describe('ids of PagerDuty services whose incidents are about it'),
  })
  .partial();

/** `state` of wale.yaml: where alert threads are remembered. */
export const State = z
  .strictObject({
    folder: Text.describe('a folder of its own, for one process (wale-state)'),
    redisUrl: z
      .url({
        protocol: /^rediss?$/,
        error: 'expected a URL that begins with redis:// or rediss://',
      })
      .describe('for several replicas; better in REDIS_URL'),
    prefix: Text.describe('what the keys in Redis begin with (wale)'),
  })
  .partial();

export type AlertsFile = z.infer<typeof Alerts>;
export type StateFile = z.infer<typeof State>;
