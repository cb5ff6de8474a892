import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** One question about a snapshot, answered from it alone. */
export type Rule = (snapshot: Snapshot) => Finding;
