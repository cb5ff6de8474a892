import { describe, expect, it } from '@jest/globals';
import { boltLogger } from '../../src/composition/bolt-logger.ts';
import { createLog } from '../../src/composition/log.ts';

describe('what Bolt logs', () => {
  it.each([
    ['WebSocket error occurred: ', 0],
    ['WebSocket error! SMWebsocketError', 0],
    ['Failed to retrieve a new WSS URL (error: WebAPIPlatformError: An API error occurred)', 0],
    ['Failed to send a WebSocket message (error: Error)', 1],
  ])('is told once, where somebody else tells it as well: %s', (said, lines) => {
    const written: string[] = [];
    const log = createLog('info', undefined, (line) => written.push(line));

    boltLogger(log).error(said);

    expect(written).toHaveLength(lines);
  });
});
