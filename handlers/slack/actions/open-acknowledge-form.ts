import { z } from 'zod';
import type { ModalView } from '@slack/types';
import { acknowledgeForm } from '../../../src/messages/thread/acknowledge-form.ts';
import { asExpected } from '../as-expected.ts';
import type { AllowList } from '../allow-list.ts';
import type { Respond } from '../reply.ts';
import { noSuchCluster } from './no-such-cluster.ts';
import { onClick } from './click.ts';

/** What a click has beside who clicked. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const Clicked = z.object({
  trigger_id: z.string(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
});

/** The slice of Slack’s client that opens a form. */
export interface FormClient {
  readonly views: {
    readonly open: (form: { trigger_id: string; view: ModalView }) => Promise<unknown>;
  };
}

export interface FormArguments {
  readonly ack: () => Promise<void>;
  readonly body: unknown;
  readonly respond: Respond;
  readonly client: FormClient;
}

/** Where the answer goes once the form is sent: kept in it, since a form belongs to no channel. */
export const FormMemory = z.object({
  cluster: z.string(),
  channel: z.string(),
  thread: z.string().optional(),
});

/** Opens the form in which somebody says until when, and why. */
export const createOpenAcknowledgeForm =
  (clusters: ReadonlyMap<string, unknown>, allow: AllowList) =>
  ({ client, ...click }: FormArguments): Promise<void> =>
    onClick(allow, async ({ channel, value: cluster, respond }) => {
      if (!clusters.has(cluster)) {
        await respond(noSuchCluster(cluster));
        return;
      }
      const { trigger_id, message } = asExpected(Clicked, click.body);
      const thread = message?.thread_ts ?? message?.ts;
      const memory: z.infer<typeof FormMemory> = {
        cluster,
        channel,
        ...(thread === undefined ? {} : { thread }),
      };
      await client.views.open({
        trigger_id,
        view: acknowledgeForm(cluster, JSON.stringify(memory)),
      });
    })(click);
