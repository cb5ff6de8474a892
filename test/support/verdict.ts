import type { Verdict } from '../../src/domain/finding.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { reportStatus } from '../../src/report/report-status.ts';

export const verdictOf = (snapshot: Snapshot): Verdict => reportStatus(snapshot, 0).verdict;
export const codeOf = (snapshot: Snapshot): string => verdictOf(snapshot).code;
