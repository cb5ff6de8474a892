import type { FleetReport } from '../../src/domain/fleet-report.ts';
import type { Report } from '../../src/domain/report.ts';
import { NOON } from './snapshot.ts';

/** A fleet with so many clusters of which nothing can be told, `<u0>` and so on, before so many that are well. */
export const fleetOf =
  (report: (name: string, healthy: boolean) => Report) =>
  (unknown: number, ok: number): FleetReport => ({
    at: NOON,
    tookMs: 300,
    severity: unknown > 0 ? 'unknown' : 'ok',
    reports: [
      ...Array.from({ length: unknown }, (_, index) => report(`<u${index}>`, false)),
      ...Array.from({ length: ok }, (_, index) => report(`c${index}`, true)),
    ],
  });
