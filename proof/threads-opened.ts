import { z } from 'zod';
import { callEmulator } from './call-emulator.ts';
import { ALERTMANAGER_TOKEN } from './slack-emulator.ts';

/** What the guard's message about the pipeline is about. */
export const PIPELINE = '(pipeline)';

const History = z.object({
  ok: z.literal(true),
  messages: z.array(
    z.object({
      thread_ts: z.string().optional(),
      ts: z.string(),
      metadata: z.object({ event_payload: z.object({ thread: z.string() }) }).optional(),
    }),
  ),
});

/** The cluster, or `PIPELINE`, of each message in these channels that began a thread. */
export async function subjectsIn(
  emulatorUrl: string,
  channels: readonly string[],
): Promise<readonly string[]> {
  const about: string[] = [];
  for (const channel of channels) {
    const args = { channel, limit: 1000, include_all_metadata: true };
    const { messages } = History.parse(
      await callEmulator(emulatorUrl, 'conversations.history', ALERTMANAGER_TOKEN, args),
    );
    for (const { metadata, thread_ts, ts } of messages) {
      if (thread_ts !== undefined && thread_ts !== ts) continue;
      about.push(metadata?.event_payload.thread.split('|')[1] ?? 'nobody');
    }
  }
  return about;
}
