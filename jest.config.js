/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // swc strips the types and emits CommonJS, so no flags and no name mapping are needed. tsc checks the types.
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // These are published as ES modules alone.
  transformIgnorePatterns: [
    '/node_modules/(?!(p-queue|p-timeout|eventemitter3|p-retry|is-network-error)/)',
  ],
  globalSetup: '<rootDir>/test/support/say-seed.ts',
  setupFiles: ['<rootDir>/test/support/pin-properties.ts'],
  restoreMocks: true,
  // A test that waits for a process or a server has not failed on a busy machine; one that hangs has.
  testTimeout: 30_000,
  // Nothing else runs meanwhile: all cores, where jest by itself leaves one.
  maxWorkers: '100%',
  coverageProvider: 'babel', // v8 counts type-only files as uncovered
  collectCoverageFrom: [
    'src/**/*.ts',
    'handlers/**/*.ts',
    '!src/main.ts',
    '!src/composition/run-wale.ts',
  ],
};
