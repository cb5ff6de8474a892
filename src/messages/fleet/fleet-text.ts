import type { FleetReport } from '../../domain/fleet-report.ts';
import { clusterLine, countWords, fleetFooter } from './fleet-lines.ts';

/** All clusters for a terminal, one line each, the worst first. */
export const fleetText = (fleet: FleetReport): string =>
  [
    countWords(fleet.reports),
    '',
    ...fleet.reports.map(clusterLine),
    '',
    ...fleetFooter(fleet),
    '',
  ].join('\n');
