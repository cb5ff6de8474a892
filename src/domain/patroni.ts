import type { Lsn } from './lsn.ts';
import type { EpochMs } from './time.ts';
import type { UnreadHosts } from './unread-hosts.ts';

/** One member of the cluster, as Patroni's /cluster tells. */
export interface PatroniMember {
  /** Its name, which is mostly the host's. */
  readonly host: string;
  /** Where it is reached. */
  readonly address?: string | undefined;
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
  readonly unreadMembers?: UnreadHosts | undefined;
}
