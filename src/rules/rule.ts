import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Continuity } from '../facts/continuity.ts';

/**
 * One question about a snapshot, answered from it alone. Its continuity is handed in, since a log of days
 * takes a while to walk and several ask for it.
 */
export type Rule = (snapshot: Snapshot, continuity: Continuity) => Finding;
