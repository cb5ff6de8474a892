import base from './jest.config.js';

/** The tests that look at the sandbox in Chromium: `npm run test:browser`. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
  maxWorkers: 1,
  testTimeout: 20_000,
};
