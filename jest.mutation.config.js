import { env } from 'node:process';
import base from './jest.config.js';

/**
 * What may kill a mutant: the tests of the pure rooms. Those that compare the rendered answers of whole scenarios are
 * left out: a changed word fails them, too, so they say nothing of what the others hold.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  testMatch: [
    `<rootDir>/${env['MUTATION_TESTS'] ?? 'test/{causes,domain,facts,log,report,rules,threads}/**/*.test.ts'}`,
  ],
  // They hold bounds by sheer size, and each mutant would pay for it.
  testPathIgnorePatterns: ['/node_modules/', '/very-long-log.test.ts', '/long-lines.test.ts'],
  testSequencer: '<rootDir>/mutation/shortest-first.mjs',
  // Stryker runs as many copies as there are cores.
  maxWorkers: 1,
};
