import type { Logger } from 'pino';

/**
 * A promise that fails and that nobody waits for would end the process, and with it every thread that the bot keeps
 * true. It is a bug, and logged as one. Returns what ends this.
 */
export function logLeftAlone(log: Pick<Logger, 'error'>): () => void {
  const onAlone = (fault: unknown): void => {
    log.error({ err: fault }, 'a promise failed, and nobody waited for it');
  };
  process.on('unhandledRejection', onAlone);
  return () => {
    process.off('unhandledRejection', onAlone);
  };
}
