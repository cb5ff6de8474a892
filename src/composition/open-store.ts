import type { Logger } from 'pino';
import type { StateConfig } from '../config/config.ts';
import { codeOfSurroundings } from '../domain/error-code.ts';
import type { Clock, Stopwatch } from '../domain/time.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import { createStateLog, withStateFaults } from './faults-of-state.ts';

/** Two seconds: `wale status` in a terminal looks into the folder for less than that, and the bot is not to fail for it. */
const A_MOMENT = { retries: 8, minTimeout: 250, factor: 1 };

/** Opens what alert threads are remembered in. Only what is used is loaded. */
export async function openStore(
  state: StateConfig,
  now: Clock,
  log: Logger,
  stopwatch: Stopwatch = () => performance.now(),
): Promise<ThreadStore> {
  switch (state.kind) {
    case 'none': {
      const { createForgetfulStore } = await import('../threads/stores/in-memory.ts');
      return createForgetfulStore(now, stopwatch);
    }
    case 'folder': {
      const [{ default: pRetry }, { openLevelStore }, { FolderInUse, folderRefusal }] =
        await Promise.all([
          import('p-retry'),
          import('../threads/stores/level.ts'),
          import('../threads/stores/level-folder.ts'),
        ]);
      const onAnew = (): void => {
        log.warn({ folder: state.path }, 'the state folder was reopened, with everything in it');
      };
      const store = await pRetry(() => openLevelStore(state.path, now, stopwatch, onAnew), {
        ...A_MOMENT,
        shouldRetry: ({ error }) => error instanceof FolderInUse,
      });
      return withStateFaults(store, folderRefusal, createStateLog(log, stopwatch));
    }
    case 'redis': {
      const [{ openRedisStore }, { migrateRedis }, { redisReason }] = await Promise.all([
        import('./open-redis-store.ts'),
        import('../threads/stores/migrate-redis.ts'),
        import('../threads/stores/redis-refusal.ts'),
      ]);
      const tell = createStateLog(log, stopwatch);
      const onFault = (fault: unknown): void => {
        tell(redisReason(fault) ?? 'no answer', codeOfSurroundings(fault));
      };
      const onLost = (): void => {
        log.error(
          'Redis has lost its data: replies are no longer kept up to date, and nothing is acknowledged any more',
        );
      };
      const store = await openRedisStore(state, now, migrateRedis, onFault, onLost);
      return withStateFaults(store, redisReason, tell);
    }
  }
}
