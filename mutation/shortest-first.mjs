import Sequencer from '@jest/test-sequencer';

/**
 * The quick tests first: a mutant is let go at the first test that fails. Jest begins with the longest, since it wants
 * all to end at the same time.
 */
export default class ShortestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].reverse();
  }
}
