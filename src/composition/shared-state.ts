import { statSync } from 'node:fs';
import type { StateConfig } from '../config/config.ts';
import type { AcknowledgementBook } from '../domain/acknowledgement.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Clock } from '../domain/time.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';

/**
 * Looks into the state that the bot keeps, from another process, for as long as `act` takes. Undefined where no state
 * is configured, or the bot has kept none as yet. Throws an OperatorError where it cannot be opened: a folder is open
 * in one process at a time.
 */
export async function withSharedBook<T>(
  state: StateConfig,
  now: Clock,
  act: (book: AcknowledgementBook) => Promise<T>,
  /** Who runs this; undefined where users have no numbers. */
  userId: number | undefined = process.getuid?.(),
): Promise<T | undefined> {
  const store = await openShared(state, now, userId);
  if (store === undefined) return undefined;
  try {
    const { createAcknowledgementBook } = await import('../threads/record/acknowledgement-book.ts');
    return await act(createAcknowledgementBook(store));
  } finally {
    await store.close();
  }
}

async function openShared(
  state: StateConfig,
  now: Clock,
  userId: number | undefined,
): Promise<ThreadStore | undefined> {
  switch (state.kind) {
    case 'none':
      return undefined;
    case 'folder': {
      // It is the bot's to make, under the bot's user, who could not open what another user wrote in it.
      const owner = statSync(state.path, { throwIfNoEntry: false })?.uid;
      if (owner === undefined) return undefined;
      if (userId !== undefined && owner !== userId) {
        throw new OperatorError(
          `the state folder ${state.path} belongs to the user with id ${owner}, who runs the bot: expected to be run by the same, got ${userId}. Use sudo -u '#${owner}' wale …`,
        );
      }
      const { openLevelStore } = await import('../threads/stores/level.ts');
      try {
        return await openLevelStore(state.path, now, () => performance.now());
      } catch (fault) {
        if (!(fault instanceof OperatorError)) throw fault;
        throw new OperatorError(
          `${fault.message} While the bot runs, /wale ack in Slack reaches it; a state in Redis (state.redisUrl) is open to all.`,
        );
      }
    }
    case 'redis': {
      const [{ openRedisStore }, { expectPresentVersion }] = await Promise.all([
        import('./open-redis-store.ts'),
        import('../threads/stores/migrate-redis.ts'),
      ]);
      return openRedisStore(state, now, expectPresentVersion, () => undefined);
    }
  }
}
