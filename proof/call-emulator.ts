import { z } from 'zod';
import { ALERTMANAGER_TOKEN, BOT_TOKEN } from './slack-emulator.ts';

const ChannelList = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** Straight to the emulator: who judges does not use up the rates of who is judged. */
export async function callEmulator(
  url: string,
  method: string,
  token: string,
  args: object,
): Promise<unknown> {
  const answer = await fetch(`${url}/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  });
  return answer.json();
}

/** Lets Wale and Alertmanager into the channels of these names. Their ids, in the order of the names. */
export async function joinChannels(
  url: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const { channels } = ChannelList.parse(
    await callEmulator(url, 'conversations.list', BOT_TOKEN, { limit: 200 }),
  );
  const ids = names.map((wanted) => {
    const found = channels.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`the emulator has no channel ${wanted}`);
    return found.id;
  });
  for (const channel of ids) {
    for (const token of [BOT_TOKEN, ALERTMANAGER_TOKEN]) {
      await callEmulator(url, 'conversations.join', token, { channel });
    }
  }
  return ids;
}
