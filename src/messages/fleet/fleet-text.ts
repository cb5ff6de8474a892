import type { FleetReport } from '../../domain/fleet-report.ts';
import { unpainted, type Paint } from '../paint.ts';
import { clusterLine, countWords, fleetFooter } from './fleet-lines.ts';

/** All clusters for a terminal, one line each, the worst first. */
export const fleetText = (fleet: FleetReport, paint: Paint = unpainted): string =>
  [
    countWords(fleet.reports),
    '',
    ...fleet.reports.map((report) => clusterLine(report, paint)),
    '',
    ...fleetFooter(fleet),
    '',
  ].join('\n');
