import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { alertThread } from './alert-thread.ts';
import { askInSlack } from './ask-in-slack.ts';
import { slackAsHtml, threadAsHtml } from './slack-as-html.ts';
import { AlertPost, SlackMessage } from './slack-as-text.ts';

const [name = 'upload-stuck', height = '770'] = process.argv.slice(2);

/** The page to take a picture of: a reply, or with the name alert-thread a whole thread. */
async function page(): Promise<string> {
  if (name === 'alert-thread') {
    const [alert, ...replies] = (await alertThread('metrics-stale', 'healthy')).first;
    return threadAsHtml(
      AlertPost.parse(alert),
      replies.map((reply) => SlackMessage.parse(reply)),
    );
  }
  const { messages } = await askInSlack(readScenario(name), 'status');
  return slackAsHtml(SlackMessage.parse(messages.at(-1)), '/wale status');
}

/** `npm run picture [-- SCENARIO|alert-thread [HEIGHT]]`: takes README’s pictures. Needs Chromium. */
const folder = mkdtempSync(join(tmpdir(), 'wale-picture-'));
const file = join(folder, 'reply.html');
writeFileSync(file, await page());
execFileSync('chromium', [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--user-data-dir=${join(folder, 'profile')}`,
  '--hide-scrollbars',
  '--force-device-scale-factor=1.5',
  `--window-size=908,${height}`,
  `--screenshot=docs/images/${name}.png`,
  `file://${file}`,
]);
rmSync(folder, { recursive: true });
