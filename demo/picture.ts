import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { askInSlack } from './ask-in-slack.ts';
import { slackAsHtml } from './slack-as-html.ts';
import { SlackMessage } from './slack-as-text.ts';

const [name = 'upload-stuck', height = '640'] = process.argv.slice(2);

/** `npm run picture [-- SCENARIO [HEIGHT]]`: takes README's picture of a reply. Needs Chromium. */
const { messages } = await askInSlack(readScenario(name), 'status');
const folder = mkdtempSync(join(tmpdir(), 'wale-picture-'));
const page = join(folder, 'reply.html');
writeFileSync(page, slackAsHtml(SlackMessage.parse(messages.at(-1)), '/wale status'));
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
  `file://${page}`,
]);
rmSync(folder, { recursive: true });
