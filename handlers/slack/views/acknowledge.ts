import { z } from 'zod';
import type { Clock } from '../../../src/domain/time.ts';
import { FORM_FIELDS } from '../../../src/messages/thread/acknowledge-form.ts';
import { readAcknowledgement } from '../../../src/use-cases/read-acknowledgement.ts';
import { noSuchCluster } from '../actions/no-such-cluster.ts';
import { FormMemory } from '../actions/open-acknowledge-form.ts';
import { asExpected } from '../as-expected.ts';
import { isAllowed, NOT_ALLOWED, type AllowList } from '../allow-list.ts';
import { jsonIn } from '../../webhooks/read-body.ts';
import { acknowledgeCluster, type Acknowledging } from '../commands/acknowledge.ts';
import { privately, type Reply } from '../reply.ts';

const Typed = z.object({ value: z.string().nullish() });

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission */
const Sent = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    private_metadata: z.string(),
    state: z.object({
      values: z.object({
        [FORM_FIELDS.until]: z.object({ [FORM_FIELDS.until]: Typed }),
        [FORM_FIELDS.because]: z.object({ [FORM_FIELDS.because]: Typed }),
      }),
    }),
  }),
});

/** What a form is told before it closes: what is wrong with what was typed, by the field. */
export interface FormAnswer {
  readonly response_action: 'errors';
  readonly errors: Record<string, string>;
}

/** Where an answer goes. */
export interface FormPlace {
  readonly channel: string;
  readonly thread: string | undefined;
  readonly user: string;
}

/**
 * Acknowledges what is wrong with a cluster as somebody wrote in the form, and tells the thread that it was opened from.
 * A time that is not understood is said in the form; all else follows when it is closed, since a look takes seconds.
 */
export const createAcknowledgeForm =
  (
    clusters: ReadonlyMap<string, unknown>,
    acknowledging: Acknowledging,
    allow: AllowList,
    now: Clock,
    reply: (place: FormPlace, reply: Reply) => Promise<unknown>,
  ) =>
  async ({
    ack,
    body,
  }: {
    readonly ack: (answer?: FormAnswer) => Promise<void>;
    readonly body: unknown;
  }): Promise<void> => {
    const { user, view } = asExpected(Sent, body);
    const { cluster, channel, thread } = asExpected(FormMemory, jsonIn(view.private_metadata));
    const { values } = view.state;
    const until = (values.until.until.value ?? '').trim();
    const because = (values.because.because.value ?? '').trim();
    const words = readAcknowledgement(`x until ${until} because ${because}`, now());
    if (words.kind === 'misread') {
      const field = because === '' ? FORM_FIELDS.because : FORM_FIELDS.until;
      const sentence = because === '' ? 'expected a reason' : words.sentence;
      await ack({ response_action: 'errors', errors: { [field]: sentence } });
      return;
    }
    await ack();
    const place = { channel, thread, user: user.id };
    if (!isAllowed(allow, channel, user.id)) {
      await reply(place, privately(NOT_ALLOWED));
      return;
    }
    if (!clusters.has(cluster)) {
      await reply(place, noSuchCluster(cluster));
      return;
    }
    const asker = { channel, user: user.id };
    await reply(
      place,
      await acknowledgeCluster(cluster, { ...words, what: undefined }, asker, acknowledging),
    );
  };
