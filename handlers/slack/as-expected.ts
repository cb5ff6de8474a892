import { z } from 'zod';
import { expectedWords, mismatchWords } from '../../src/domain/mismatch-words.ts';
import { WALE_COMMAND } from './commands/wale.ts';
import type { Respond } from './reply.ts';

/** Slack, or whoever has the signing secret, sent what Slack never sends. No fault of Wale. */
export class OddRequest extends Error {
  override readonly name = 'OddRequest';
  /** Bolt wraps errors that have none. */
  readonly code = 'wale_odd_request';
}

/** What was sent, in the form that is read. Throws an OddRequest that says what of it is not as expected. */
export function asExpected<T>(form: z.ZodType<T>, sent: unknown): T {
  const parsed = form.safeParse(sent, { error: expectedWords });
  if (parsed.success) return parsed.data;
  throw new OddRequest(mismatchWords(parsed.error.issues, sent));
}

/** Bolt gives nothing to respond by where the request has no response_url. */
export function expectRespond(respond: Respond | undefined): Respond {
  if (respond !== undefined) return respond;
  throw new OddRequest('response_url: expected a URL to answer at, got none');
}

const Named = z.looseObject({ id: z.string() });

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling */
const Command = z.looseObject({
  command: z.literal(WALE_COMMAND),
  text: z.string(),
  channel_id: z.string(),
  user_id: z.string(),
  response_url: z.url({ protocol: /^https?$/ }),
});
/** https://docs.slack.dev/apis/events-api#callback-field */
const Event = z.looseObject({
  event: z.looseObject({
    type: z.string(),
    channel: z.union([z.string(), z.looseObject({})]).optional(),
    user: z.union([z.string(), z.looseObject({})]).optional(),
    item: z.looseObject({}).optional(),
    subteam: z.looseObject({}).optional(),
  }),
});
/** https://docs.slack.dev/reference/interaction-payloads */
const Interaction = z.looseObject({
  type: z.string(),
  user: Named,
  channel: Named.optional(),
  team: z.looseObject({}).nullish(),
  enterprise: z.looseObject({}).nullish(),
  actions: z
    .array(z.looseObject({ action_id: z.string() }))
    .min(1)
    .optional(),
});

const Form = Interaction.extend({ view: z.looseObject({ callback_id: z.string() }) });

/** What of a request is not as Slack sends it, in one sentence; undefined where nothing is. */
export function oddityOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { error } = formOf(body).safeParse(body, { error: expectedWords });
  return error === undefined ? undefined : mismatchWords(error.issues, body);
}

function formOf(body: Readonly<Record<string, unknown>>): z.ZodType {
  if ('event' in body) return Event;
  if ('command' in body) return Command;
  return String(body['type']).startsWith('view_') ? Form : Interaction;
}
