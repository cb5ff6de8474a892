import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { startBrowser } from '../../sandbox/browser.ts';
import { startSandbox, type Sandbox } from '../../sandbox/page.ts';
import { situations } from '../../sandbox/situation.ts';

let browser: Browser;
let sandbox: Sandbox;
let page: Page;
const complaints: string[] = [];

/** A button for every page that there may be. */
const LINKS = {
  runbook: 'https://runbook.example.com',
  kibana: 'https://kibana.example.com',
  grafana: 'https://grafana.example.com',
  explore: 'https://grafana.example.com/explore',
  verdict: 'https://docs.example.com/{code}',
};

beforeAll(async () => {
  browser = await startBrowser();
  sandbox = await startSandbox(0, 'upload-stuck', { links: LINKS });
  page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (fault) => complaints.push(String(fault)));
}, 60_000);

afterAll(async () => {
  await browser.close();
  await sandbox.close();
});

beforeEach(async () => {
  await page.goto(sandbox.url);
});

/** The marks of the rows of several-clusters. */
const WORST_FIRST = ['🔴', '🔴', '❔', '⚠️', '✅', '✅'];

const send = async (text: string): Promise<void> => {
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
};

const choose = async (situation: string): Promise<void> => {
  await page.selectOption('#situation', situation);
  await page.locator('#channel:empty').waitFor({ state: 'attached' });
};

describe('the sandbox', () => {
  test('answers a slash command, and says that the on-call typed it', async () => {
    await send('/wale status');
    await page.locator('article', { hasText: 'is stuck' }).waitFor();
    expect(await page.locator('.notice').first().innerText()).toContain('/wale status');
  });

  test('renews the answer in its place when its button is pressed', async () => {
    await page.locator('article', { hasText: 'is stuck' }).first().waitFor();
    const before = await page.locator('article').count();
    await page.getByRole('button', { name: 'Refresh' }).first().click();
    await page.locator('article', { hasText: 'is stuck' }).first().waitFor();
    expect(await page.locator('article').count()).toBe(before);
  });

  test('shows another situation in an empty channel', async () => {
    await choose('healthy');
    await send('/wale status');
    await page.locator('article', { hasText: '✅' }).waitFor();
    expect(await page.locator('article').count()).toBe(1);
  });

  test('answers an alert in its thread, and says there when it is over', async () => {
    await choose('metrics-stale');
    await page.getByRole('button', { name: 'Alert from Alertmanager' }).click();
    await page.locator('.thread article', { hasText: 'false page' }).waitFor();
    await page.getByRole('button', { name: 'The trouble ends' }).click();
    await page
      .locator('.thread article', { hasText: /Recovered|Over:/ })
      .first()
      .waitFor();
    expect(await page.locator('#channel > article').count()).toBe(1);
  });

  test('shows what an attacker wrote into a log as words', async () => {
    await choose('hostile-log-line');
    await send('/wale errors');
    await page.locator('article').last().waitFor();
    expect(await page.locator('#channel script, #channel img').count()).toBe(0);
  });

  test('shows the Home tab, and asks again when its button is pressed', async () => {
    await choose('upload-stuck');
    await page.getByRole('tab', { name: 'Home' }).click();
    const home = page.locator('#home');
    await home.getByText('is stuck').first().waitFor();
    expect(await home.locator('.unknown').allInnerTexts()).toEqual([]);
    expect(await page.locator('#composer').isVisible()).toBe(false);
    await home.getByRole('button', { name: 'Refresh' }).click();
    await home.getByText('is stuck').first().waitFor();
    await page.getByRole('tab', { name: 'incident' }).click();
    expect(await page.locator('#channel article').count()).toBe(0);
  });

  test('shows several clusters for /wale alone, the worst first, and one of them behind its button', async () => {
    await choose('several-clusters');
    await send('/wale');
    const rows = page.locator('article').first().locator('.with-accessory');
    await rows.first().waitFor();
    expect(await rows.getByRole('button', { name: 'Open' }).count()).toBe(6);
    expect((await rows.allInnerTexts()).map((row) => row.split(' ')[0])).toEqual(WORST_FIRST);
    await rows.filter({ hasText: 'gprd-registry' }).getByRole('button').click();
    await page.locator('article', { hasText: 'UNKNOWN gprd-registry: cannot tell' }).waitFor();
    expect(await page.locator('article').count()).toBe(2);
  });

  test('shows several clusters in the Home tab, the worst first, and the way back from one of them', async () => {
    await choose('several-clusters');
    await page.getByRole('tab', { name: 'Home' }).click();
    const home = page.locator('#home');
    const rows = home.locator('.with-accessory');
    await rows.nth(5).waitFor();
    expect((await rows.allInnerTexts()).map((row) => row.split(' ')[0])).toEqual(WORST_FIRST);
    await rows.filter({ hasText: 'gstg-main' }).getByRole('button').click();
    await home.getByText('WAL is missing from the archive').waitFor();
    await home.getByRole('button', { name: 'All clusters' }).click();
    await rows.nth(5).waitFor();
  });

  test('answers the buttons below all readings, and watches a cluster here until somebody stops it', async () => {
    await choose('upload-failing-credentials');
    await send('/wale status');
    const card = page.locator('article').first();
    await card.getByText('All readings').click();
    await card.getByRole('button', { name: 'Errors' }).click();
    await page.locator('article', { hasText: 'Each error' }).waitFor();
    await card.getByRole('button', { name: 'Uploads' }).click();
    await page.locator('article', { hasText: 'The newest uploads' }).waitFor();
    await card.getByRole('button', { name: 'Watch here' }).click();
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByText('Watch ended').waitFor();
    expect(await page.getByRole('button', { name: 'Stop watching' }).count()).toBe(0);
  });

  test('is 375 px wide at the press of a button, without a scroll bar across', async () => {
    await choose('upload-stuck');
    await send('/wale status');
    await page.locator('article').first().waitFor();
    await page.getByRole('button', { name: 'Phone width' }).click();
    const box = await page.locator('#channel').boundingBox();
    const article = await page.locator('article').first().boundingBox();
    expect(box?.width).toBeLessThanOrEqual(375);
    expect((article?.x ?? 0) + (article?.width ?? 0)).toBeLessThanOrEqual(
      (box?.x ?? 0) + (box?.width ?? 0),
    );
  });
});

/** What is to be seen of an answer without a finger on the phone. */
const SCREEN_LINES = 20;
/** The height of a line of text in Slack: 15 px at 1.46. */
const LINE_PX = 21.9;

/** How many lines high an answer is on a phone, down to its chart or its first fold, and its buttons with all pages. */
async function linesAtPhoneWidth(card: Locator): Promise<number> {
  await page.goto(`${sandbox.url}?phone`);
  await card.waitFor();
  const top = (await card.boundingBox())?.y ?? 0;
  const below = await card.locator(':scope > :is(figure, details, .actions)').first().boundingBox();
  const buttons = await card.locator(':scope > .actions').boundingBox();
  return Math.round(((below?.y ?? Infinity) - top + (buttons?.height ?? Infinity)) / LINE_PX);
}

const measured: (readonly [situation: string, lines: number])[] = [];

afterAll(() => {
  const longestFirst = [...measured].sort(([, one], [, other]) => other - one);
  const rows = longestFirst.map(
    ([situation, lines]) => `${String(lines).padStart(4)} ${situation}`,
  );
  process.stdout.write(`Lines of a phone, by situation:\n${rows.join('\n')}\n`);
});

describe('the card', () => {
  test.each(situations().flatMap(({ name }) => (name === 'several-clusters' ? [] : [name])))(
    'of %s is one screen of a phone, and holds only blocks that are known here',
    async (name) => {
      await page.selectOption('#situation', name);
      await page.locator('#channel:empty').waitFor({ state: 'attached' });
      await send('/wale status');
      const card = page
        .locator('article')
        .filter({ has: page.locator(':scope > .actions') })
        .first();
      await card.waitFor();
      expect(await page.locator('.unknown').allInnerTexts()).toEqual([]);
      expect(await card.locator(':scope > .actions button').count()).toBe(
        1 + Object.keys(LINKS).length,
      );
      const lines = await linesAtPhoneWidth(card);
      measured.push([name, lines]);
      expect(lines).toBeLessThanOrEqual(SCREEN_LINES);
    },
  );
});

test('nothing complains in the browser', () => {
  expect(complaints).toEqual([]);
});
