/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // swc strips the types and emits CommonJS, so no flags and no name mapping are needed. tsc checks the types.
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  restoreMocks: true,
  coverageProvider: 'babel', // v8 counts type-only files as uncovered
  collectCoverageFrom: ['src/**/*.ts', 'handlers/**/*.ts', '!src/main.ts'],
};
