import { z } from 'zod';

const Event = z.object({ event: z.looseObject({ type: z.literal('message') }) });
const Changed = z.object({ message: z.looseObject({}), channel: z.string().optional() });
const Post = z
  .looseObject({
    text: z.string(),
    attachments: z.array(z.unknown()),
    blocks: z.array(z.unknown()),
    channel: z.string(),
  })
  .partial();

/** The post, and its channel where that is known, in what the Events API delivers, in a page of a channel’s history, or as an app sends it. */
export function postIn(
  payload: unknown,
  given: string | undefined,
): { readonly message: unknown; readonly channel: string | undefined } | undefined {
  const event: unknown = Event.safeParse(payload).data?.event ?? payload;
  const changed = Changed.safeParse(event).data;
  const post = Post.safeParse(changed?.message ?? event).data;
  if (post === undefined) return undefined;
  const { text, attachments, blocks } = post;
  if (text === undefined && attachments === undefined && blocks === undefined) return undefined;
  // As an app sends it, a post does not say yet by whom and when.
  const isSaid = ['user', 'bot_id', 'app_id', 'subtype'].some((key) => key in post);
  const message = { ts: '0', ...(isSaid ? {} : { subtype: 'bot_message' }), ...post };
  return { message, channel: given ?? idOf(changed?.channel ?? post.channel) };
}

/** An app may name a channel by its name, which says nothing. */
const idOf = (channel: string | undefined): string | undefined =>
  channel !== undefined && /^[CG][A-Z0-9]{2,}$/.test(channel) ? channel : undefined;
