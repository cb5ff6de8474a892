import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SocketModeReceiver } from '@slack/bolt';
import { createLog } from '../../src/composition/log.ts';
import { boltLogger } from '../../src/composition/bolt-logger.ts';
import { expectGreeting } from '../../src/slack/expect-greeting.ts';
import { startSocketModeSlack, type SocketModeSlack } from '../support/socket-mode-slack.ts';

let slack: SocketModeSlack;
beforeEach(async () => {
  slack = await startSocketModeSlack();
});
afterEach(() => slack.close());

describe('a connection that nobody greets', () => {
  it('is given up, so that another can be made', async () => {
    const { client } = new SocketModeReceiver({
      appToken: 'xapp-test',
      logger: boltLogger(createLog('silent')),
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
    });
    expectGreeting(client, 300);
    slack.open('mute');

    await expect(client.start()).rejects.toBeUndefined();

    slack.open('granted');
    await client.start();
    expect(slack.live()).toBe(1);
    await client.disconnect();
  });
});
