// Says how a run of jest ended, under a name: summarise.mjs NAME JSON-FILE
import { readFileSync } from 'node:fs';

const [name, file] = process.argv.slice(2);
const run = JSON.parse(readFileSync(file, 'utf8'));
for (const { assertionResults } of run.testResults) {
  for (const { status, fullName } of assertionResults) {
    if (status === 'failed') console.log(`failed: ${fullName}`);
  }
}
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = run;
const broken = run.numRuntimeErrorTestSuites;
console.log(`${name}: ${passed} passed, ${failed + broken} failed, ${skipped} skipped`);
process.exitCode = failed + broken > 0 || passed === 0 ? 1 : 0;
