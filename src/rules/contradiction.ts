import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { contradictionsOf } from '../facts/contradictions.ts';
import { primaryOf } from '../facts/primary.ts';

/** Sources that contradict each other: which of them is wrong is not known, and until it is, nothing is proven. */
export function contradiction(snapshot: Snapshot): Finding {
  const rule = 'contradiction';
  if (primaryOf(snapshot).kind !== 'one') {
    return { kind: 'unknown', rule, reason: 'the primary is not known' };
  }
  const found = contradictionsOf(snapshot);
  const [first] = found;
  if (first === undefined) return { kind: 'clear', rule, evidence: [] };
  const more = found.slice(1);
  return {
    kind: 'problem',
    rule,
    code: 'cannot-tell',
    severity: 'unknown',
    headline: `cannot tell whether WAL is archived: the sources contradict each other: ${first.words}`,
    evidence: [
      ...first.evidence,
      ...more.map(({ words }) => ({ from: 'comparison' as const, text: `also: ${words}` })),
    ],
    nextSteps: first.nextSteps,
  };
}
