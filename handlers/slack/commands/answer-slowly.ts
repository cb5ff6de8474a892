import type { Reply, Respond } from '../reply.ts';

/** What `replace_original` means: what was said last, or of a click the message that the button is in, which must stay. */
type Original = 'asking' | 'message';

/**
 * Says that it is asking if the answer takes long, and puts the answer in that message's place; a click has no such
 * place, so only who clicked is told. `about` stands in "asking about …" and holds nothing that Slack would parse.
 */
export async function answerSlowly(
  about: string,
  ask: () => Promise<Reply>,
  respond: Respond,
  askingAfterMs: number,
  original: Original = 'asking',
): Promise<void> {
  let asking: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    asking = respond({
      text: `asking about ${about}…`,
      ...(original === 'asking'
        ? { response_type: 'in_channel' }
        : { response_type: 'ephemeral', replace_original: false }),
    });
    asking.catch(() => undefined); // awaited below; a failure must not end the process before that
  }, askingAfterMs);

  try {
    const answer = await ask();
    clearTimeout(timer);
    const shown = await settled(asking);
    await respond({
      ...answer,
      response_type: 'in_channel',
      replace_original: shown && original === 'asking',
      unfurl_links: false,
      unfurl_media: false,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Whether there is a message to replace. */
async function settled(asking: Promise<unknown> | undefined): Promise<boolean> {
  if (asking === undefined) return false;
  try {
    await asking;
    return true;
  } catch {
    return false; // it never appeared, so the answer becomes a message of its own
  }
}
