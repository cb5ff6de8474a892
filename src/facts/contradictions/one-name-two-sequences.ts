import { twoSequences } from '../two-sequences.ts';
import type { FindContradiction } from './contradiction.ts';

/** Under the name of the primary two sequences of segments are uploaded, and one server writes one. */
export const oneNameTwoSequences: FindContradiction = (snapshot) => {
  const found = twoSequences(snapshot);
  if (found === undefined) return undefined;
  const { host, timeline, apart } = found;
  return {
    words: `the log has two sequences of timeline ${timeline} by ${host}, ${apart} segments apart: those of two clusters whose hosts have the same names`,
    evidence: [{ from: 'log', text: `segments of both take turns, ${apart} apart` }],
    nextSteps: [
      {
        text: 'narrow elasticsearch.filter so that it chooses the documents of this cluster alone',
      },
    ],
  };
};
