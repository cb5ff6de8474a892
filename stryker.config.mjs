// Run by `npm run mutation -- FOLDER…`, which says what is mutated.
export default {
  testRunner: 'jest',
  jest: { configFile: 'jest.mutation.config.js' },
  coverageAnalysis: 'perTest',
  // What runs while a module loads belongs to no test, and would cost a whole run each.
  ignoreStatic: true,
  dryRunTimeoutMinutes: 20,
  timeoutMS: 20_000,
  concurrency: 2,
  reporters: ['json'],
  jsonReporter: { fileName: 'coverage/mutations.json' },
  // What git ignores is no part of the project; some of it is gigabytes.
  ignorePatterns: ['.lab', '.nodes', '.tools', 'dist', 'lab/elasticsearch/target', 'wale-state'],
  tempDirName: 'coverage/.stryker',
  cleanTempDir: 'always',
};
