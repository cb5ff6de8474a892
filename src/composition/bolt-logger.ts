import { LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from 'pino';

/** Bolt's log goes where ours goes. */
export function boltLogger(log: Logger): BoltLogger {
  const words = (parts: unknown[]): string => parts.map(String).join(' ');
  return {
    debug: (...parts) => {
      log.debug(words(parts));
    },
    info: (...parts) => {
      log.info(words(parts));
    },
    warn: (...parts) => {
      log.warn(words(parts));
    },
    error: (...parts) => {
      log.error(words(parts));
    },
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
