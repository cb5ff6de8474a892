import { join } from 'node:path';
import { Command } from 'commander';
import type { Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { startSandbox } from './page.ts';

interface Picture {
  readonly name: string;
  readonly situation: string;
  readonly phone?: boolean;
  readonly dark?: boolean;
  /** What is done before the picture is taken; the answer is waited for. */
  readonly ask: (page: Page) => Promise<void>;
}

const type =
  (text: string) =>
  async (page: Page): Promise<void> => {
    await page.fill('#text', text);
    await page.click('#composer button.primary');
    await page.locator('article').filter({ hasNotText: 'asking' }).first().waitFor();
  };

const alert =
  (from: string) =>
  async (page: Page): Promise<void> => {
    await page.click(`button[data-alert="${from}"]`);
    await page.locator('.thread article').first().waitFor();
  };

/** README’s pictures. */
const PICTURES: readonly Picture[] = [
  { name: 'upload-stuck', situation: 'upload-stuck', ask: type('/wale status') },
  { name: 'upload-stuck-phone', situation: 'upload-stuck', phone: true, ask: type('/wale status') },
  { name: 'alert-thread', situation: 'metrics-stale', ask: alert('Alertmanager') },
];

/** `npm run picture [-- NAME…]`, or `npm run picture -- --of SITUATION --asked '/wale errors' --to FOLDER`. Needs Chromium. */
const program = new Command('picture')
  .argument('[names...]', 'which of README’s pictures; all without one')
  .option('--of <situations...>', 'folders of test/scenarios instead')
  .option('--asked <text>', 'what is typed there', '/wale status')
  .option('--to <folder>', 'where the pictures go', 'docs/images')
  .option('--phone', '375 px wide')
  .option('--dark', 'in the dark theme')
  .parse();
const { of, asked, to, ...look } = program.opts<{
  of?: string[];
  asked: string;
  to: string;
  phone?: boolean;
  dark?: boolean;
}>();
const wanted: readonly Picture[] =
  of === undefined
    ? PICTURES.filter(({ name }) => program.args.length === 0 || program.args.includes(name))
    : of.map((situation) => ({ name: situation, situation, ...look, ask: type(asked) }));

const browser = await startBrowser();
try {
  for (const { name, situation, phone, dark, ask } of wanted) {
    const sandbox = await startSandbox(0, situation);
    const width = phone === true ? 375 : 820;
    const page = await browser.newPage({
      viewport: { width: width + (phone === true ? 0 : 260), height: 700 },
      deviceScaleFactor: phone === true ? 2 : 1.5,
    });
    await page.goto(`${sandbox.url}${dark === true ? '?dark' : ''}`);
    await ask(page);
    // The channel scrolls in itself; the picture shows all of it.
    await page.addStyleTag({
      content: `html, body, main { height: auto } nav, #composer { display: none } #channel { overflow: visible } main { flex: 0 0 ${width}px }`,
    });
    const file = join(to, `${name}.png`);
    await page.locator('main').screenshot({ path: file });
    process.stdout.write(`${file}\n`);
    await page.close();
    await sandbox.close();
  }
} finally {
  await browser.close();
}
