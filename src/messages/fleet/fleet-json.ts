import { sourceKey } from '../../domain/source-words.ts';
import type { FleetReport } from '../../domain/fleet-report.ts';

interface FleetJson {
  readonly schemaVersion: 1;
  /** The version of Wale that answered. */
  readonly wale?: string;
  readonly at: string;
  readonly tookMs: number;
  /** That of the worst cluster. */
  readonly severity: string;
  /** The worst first. */
  readonly clusters: readonly {
    readonly cluster: string;
    readonly code: string;
    readonly severity: string;
    readonly headline: string;
    readonly unavailable: readonly { readonly source: string; readonly detail: string }[];
  }[];
}

/** All clusters as plain JSON data. */
export const fleetJson = (
  { at, reports, severity, tookMs }: FleetReport,
  version?: string,
): FleetJson => ({
  schemaVersion: 1,
  ...(version === undefined ? {} : { wale: version }),
  at: new Date(at).toISOString(),
  tookMs,
  severity,
  clusters: reports.map(({ snapshot, verdict, unavailable }) => ({
    cluster: snapshot.cluster.name,
    code: verdict.code,
    severity: verdict.severity,
    headline: verdict.headline,
    unavailable: unavailable.map((one) => ({ source: sourceKey(one), detail: one.detail })),
  })),
});
