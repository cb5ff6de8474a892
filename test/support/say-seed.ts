import { seed } from './properties.ts';

/** Said once a run, so that any failure can be had again. */
export default function saySeed(): void {
  process.stdout.write(`property tests: seed ${seed()} (FC_SEED and FC_NUM_RUNS override)\n`);
}
