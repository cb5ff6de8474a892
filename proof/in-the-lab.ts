import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { faultNamed } from '../lab/faults/all-faults.ts';
import { startAlertmanager, WEBHOOK_TOKEN } from '../lab/stack/alertmanager.ts';
import { stopDaemon } from '../lab/stack/daemons.ts';
import { installPackages } from '../lab/stack/install.ts';
import { PORTS, url } from '../lab/stack/layout.ts';
import { primaryNode } from '../lab/stack/patroni.ts';
import { WALE_CONFIG } from '../lab/stack/wale-config.ts';
import { createReplica } from './replica.ts';
import { callEmulator, joinChannels } from './call-emulator.ts';
import { ALERTMANAGER_TOKEN, BOT_TOKEN, startEmulator } from './slack-emulator.ts';
import { startStrictSlack } from './strict-slack.ts';

// `npm run proof:lab`, in a lab that is up: mtail is stopped, Prometheus's rule fires, a real Alertmanager
// posts to Slack and calls Wale's webhook. One thread says that it is a false page; mtail is started
// again, and the thread says that it recovered.

const PATIENCE_MS = 180_000;

const say = (text: string): void => {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
};

const Messages = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      text: z.string(),
      attachments: z.array(z.object({ title: z.string().optional() })).optional(),
      metadata: z.unknown().optional(),
    }),
  ),
});
type Message = z.infer<typeof Messages>['messages'][number];

installPackages(['prometheus-alertmanager'], say);
const folder = mkdtempSync(join(tmpdir(), 'wale-proof-'));
const emulator = await startEmulator(['alerts']);
const strict = await startStrictSlack(emulator.url, () => 1, 0);
const [channel = ''] = await joinChannels(emulator.url, ['alerts']);
const wale = createReplica(PORTS.wale, writeConfig(), {
  SLACK_MODE: 'http',
  SLACK_BOT_TOKEN: BOT_TOKEN,
  SLACK_SIGNING_SECRET: 'not-a-secret',
  SLACK_API_URL: `${strict.url}/api/`,
  ALERTMANAGER_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
});

const fault = faultNamed('mtail-stopped');
const primary = await primaryNode();
if (primary === undefined) throw new Error('Patroni names no primary: lab up first');
let mended = true;
try {
  await wale.start();
  await startAlertmanager(
    `${emulator.url}/api/`,
    ALERTMANAGER_TOKEN,
    channel,
    `${url(PORTS.wale)}/alertmanager/webhook`,
  );
  mended = false;
  await fault.break(primary);
  say(`broken: ${fault.title} (${primary.name})`);

  const alert = await seen('the alert in Slack', async () =>
    (await history()).find(({ attachments }) =>
      attachments?.some(({ title }) => title?.startsWith('Firing')),
    ),
  );
  say(`Alertmanager posted: ${alert.attachments?.[0]?.title ?? alert.text}`);
  const reply = await seen('the reply that names metrics-stale', async () =>
    (await replies(alert)).find(({ text }) => text.includes('a false page')),
  );
  say(`Wale answered in its thread: ${reply.text}`);

  await fault.heal(primary);
  mended = true;
  say('mended: mtail runs again');
  const recovered = await seen('the word that it recovered', async () =>
    (await replies(alert)).find(({ text }) => text.includes('Recovered')),
  );
  say(`Wale said in the thread: ${recovered.text}`);

  const fromWale = (await history()).filter(({ metadata }) => metadata !== undefined);
  const threads = 1 + fromWale.length;
  const heads = (await replies(alert)).filter(({ text }) => !text.includes('Recovered')).length;
  say(`threads ${threads}, replies that are kept true ${heads}`);
  process.exitCode = threads === 1 && heads === 1 ? 0 : 1;
} finally {
  if (!mended) await fault.heal(primary);
  await wale.kill();
  await stopDaemon('alertmanager');
  await Promise.all([strict.close(), emulator.close()]);
  rmSync(folder, { recursive: true, force: true });
}

/** The lab's own configuration, and alerts that are looked at every few seconds. */
function writeConfig(): string {
  const path = join(folder, 'wale.yaml');
  const lab = parse(readFileSync(WALE_CONFIG, 'utf8')) as object;
  writeFileSync(
    path,
    stringify({
      ...lab,
      alerts: { channels: [channel], watch: { every: '5s', settle: '30s' } },
      state: { folder: join(folder, 'state') },
    }),
  );
  return path;
}

function call(method: string, args: object): Promise<unknown> {
  return callEmulator(emulator.url, method, ALERTMANAGER_TOKEN, args);
}

async function history(): Promise<readonly Message[]> {
  const args = { channel, limit: 100, include_all_metadata: true };
  return Messages.parse(await call('conversations.history', args)).messages;
}

async function replies(alert: Message): Promise<readonly Message[]> {
  const args = { channel, ts: alert.ts, include_all_metadata: true };
  const { messages } = Messages.parse(await call('conversations.replies', args));
  return messages.filter(({ ts }) => ts !== alert.ts);
}

async function seen<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`${what}: not seen within ${PATIENCE_MS / 1000} s`);
    await sleep(2000);
  }
}
