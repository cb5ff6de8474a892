import { setFlagsFromString } from 'node:v8';

/**
 * Keeps what is compiled, for the life of the process. V8 drops the bytecode of functions that did not run between a few
 * collections, and a bot that nobody asked all night has to compile itself again while people wait: after 20 s of rest
 * the first thousand commands at once were acknowledged in twice the time (docs/benchmarks.md, “Many who ask at once”).
 *
 * The flag is read at each collection, so it may be set while the program runs:
 * https://github.com/v8/v8/blob/main/src/flags/flag-definitions.h (`flush_bytecode`).
 */
export function keepCompiled(): void {
  setFlagsFromString('--no-flush-bytecode');
}
