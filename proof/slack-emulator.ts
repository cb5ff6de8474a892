import { createEmulator } from 'emulate';
import { freePort } from '../lab/free-port.ts';

export const BOT_TOKEN = 'xoxb-wale-proof';
export const ALERTMANAGER_TOKEN = 'xoxb-alertmanager';

/** An emulator of Slack that knows Wale, Alertmanager and these channels. It is not ours. */
export const startEmulator = async (channels: readonly string[]) =>
  createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: {
      tokens: {
        [BOT_TOKEN]: { login: 'wale', scopes: ['chat:write', 'channels:history'] },
        [ALERTMANAGER_TOKEN]: { login: 'alertmanager', scopes: ['chat:write'] },
      },
      slack: {
        team: { name: 'Proof', domain: 'proof' },
        users: [
          { name: 'wale', real_name: 'Wale', email: 'wale@example.com' },
          { name: 'alertmanager', real_name: 'Alertmanager', email: 'am@example.com' },
        ],
        channels: channels.map((name) => ({ name })),
      },
    },
  });
