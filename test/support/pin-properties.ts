import fc from 'fast-check';
import { runs, seed } from './properties.ts';

fc.configureGlobal({ seed: seed(), numRuns: runs(100) });
