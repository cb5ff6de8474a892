import type { Lsn } from './lsn.ts';
import type { EpochMs } from './time.ts';

/** One member of the cluster, as Patroni's /cluster tells. */
export interface PatroniMember {
  readonly host: string;
  /** `leader`, `replica`, `sync_standby`, … */
  readonly role: string;
  /** `running`, `streaming`, `stopped`, … */
  readonly state: string;
  readonly timeline: number | undefined;
}

/** The end of a timeline, as Patroni's /history tells. */
export interface PatroniSwitch {
  /** The timeline that ended. */
  readonly timeline: number;
  readonly lsn: Lsn;
  readonly at: EpochMs | undefined;
}

/** What Patroni's REST interface says of the cluster now. */
export interface PatroniView {
  readonly members: readonly PatroniMember[];
  readonly switches: readonly PatroniSwitch[];
}
