import { LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from 'pino';

/**
 * The client of Socket Mode says these, and throws or emits them as well: whoever hears that says it in one line. A logger of it
 * is given words and nothing else.
 * https://github.com/slackapi/node-slack-sdk/blob/main/packages/socket-mode/src/SocketModeClient.ts
 */
const TOLD_ANYWAY =
  /^(?:WebSocket error|Failed to retrieve a new WSS URL|apps\.connections\.open did not return)/;

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
      const said = words(parts);
      log[TOLD_ANYWAY.test(said) ? 'debug' : 'error'](said);
    },
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
