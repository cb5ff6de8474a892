import { z } from 'zod';
import { GRACED, type Graced } from '../domain/graces.ts';
import { ChannelId } from './alerts-file.ts';
import { Duration, Grace, WaitingTime } from './quantities.ts';

/** `guard` of wale.yaml: when Wale speaks by itself, and where. */
export const Guard = z
  .strictObject({
    channel: ChannelId.describe(
      'where a trouble is told (alerts.channel, or the first of alerts.channels)',
    ),
    pipelineChannel: ChannelId.describe(
      'where it tells that a source is lost or logs do not arrive (channel)',
    ),
    every: WaitingTime.describe('between two looks at all clusters (1m)'),
    settle: Duration.describe('well for so long, and a trouble is over (10m)'),
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
