#!/usr/bin/env node
import { withEarlyReload } from './composition/early-reload.ts';
import { processSignals } from './composition/signals.ts';

const words = process.argv.slice(2);
/** Only what serves reads its configuration anew; any other command ends with its terminal. */
const isServing = words.includes('serve') && !words.includes('--check');
const ofProcess = processSignals((text) => process.stderr.write(text));
const signals = isServing ? withEarlyReload(ofProcess) : ofProcess;

// Not before signals are heard: it takes far longer than all else here.
const { runWale } = await import('./composition/run-wale.ts');
await runWale(words, signals);
