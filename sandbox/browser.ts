import { chromium, type Browser } from 'playwright-core';

/** Debian’s Chromium, or whatever CHROMIUM names: playwright-core brings none. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Starts it headless. It asks nobody but the page. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      // Inside a container there is no user namespace to make its own sandbox from.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
