import { clear, rule, unknown } from './rule.ts';

/** Sources that contradict each other: which of them is wrong is not known, and until it is, nothing is proven. */
export const contradiction = rule(
  { name: 'contradiction' },
  (_known, { primary, contradictions: [first, ...more] }) => {
    if (first === undefined) {
      return primary.kind === 'one' ? clear() : unknown('the primary is not known');
    }
    return {
      kind: 'problem',
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `cannot tell whether WAL is archived: the sources contradict each other: ${first.words}`,
      evidence: [
        ...first.evidence,
        ...more.map(({ words }) => ({ from: 'comparison' as const, text: `also: ${words}` })),
      ],
      nextSteps: first.nextSteps,
    };
  },
);
